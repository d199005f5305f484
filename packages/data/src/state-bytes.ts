import type { Dtype, NumberArray, StateTree } from "@worldwise/protocol";
import { heap, WorldwiseError } from "@worldwise/protocol";
import { crc32 } from "./crc32.ts";
import { layoutOf, treeOf } from "./state-layout.ts";

/** "WWSTATE" and a byte that a transfer as text would change. */
const MAGIC = Uint8Array.of(0x57, 0x57, 0x53, 0x54, 0x41, 0x54, 0x45, 0x8a);
const VERSION = 1;
/** Where things are: magic 8, version 4, checksum 4, length of the layout 8, length of the arrays 8; then the layout, then the arrays. */
const AT = { version: 8, checksum: 12, layoutLength: 16, payloadLength: 24, layout: 32 } as const;
/** Arrays begin at multiples of this. */
const ALIGNMENT = 8;

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;
const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/**
 * A state tree as bytes that describe themselves: a layout as JSON, then its arrays, little-endian, each at a multiple of 8.
 *
 * Exact: NaN, −0 and infinities come back as they were, arrays bit for bit. Arrays may be views of any memory; only what they show is written.
 * Throws a `bad-state` that names the place on what no state tree may hold.
 */
export function encodeTree(tree: StateTree): Uint8Array {
  checkHost();
  const arrays: NumberArray[] = [];
  const layout = new TextEncoder().encode(JSON.stringify(layoutOf(tree, arrays)));
  const payloadLength = arrays.reduce((total, array) => total + aligned(array.byteLength), 0);
  const bytes = new Uint8Array(AT.layout + aligned(layout.length) + payloadLength);
  const view = new DataView(bytes.buffer);

  bytes.set(MAGIC);
  view.setUint32(AT.version, VERSION, true);
  view.setBigUint64(AT.layoutLength, BigInt(layout.length), true);
  view.setBigUint64(AT.payloadLength, BigInt(payloadLength), true);
  bytes.set(layout, AT.layout);
  let at = AT.layout + aligned(layout.length);
  for (const array of arrays) {
    bytes.set(bytesOf(array), at);
    at += aligned(array.byteLength);
  }
  view.setUint32(AT.checksum, checksum(bytes), true);
  return bytes;
}

/**
 * The tree that `encodeTree` wrote. All its arrays are new ones.
 *
 * Everything is checked before anything is returned: throws `damaged-state` on bytes that are cut off, changed or something else altogether, and
 * `state-version` on bytes of a later format. Lengths are compared with what is there before memory is asked for, so bytes from a stranger cost no
 * more than their own size.
 */
export function decodeTree(bytes: Uint8Array): StateTree {
  checkHost();
  const own = bytesOf(bytes); // a Node Buffer slices by sharing
  const { layoutLength, payloadLength } = checkFrame(own);
  const payload = own.subarray(own.length - payloadLength);
  let at = 0;
  function nextArray(dtype: Dtype, length: number): NumberArray {
    const byteLength = length * heap(dtype, 0).BYTES_PER_ELEMENT;
    if (at + byteLength > payload.length) throw new RangeError(`an array of ${byteLength} bytes where ${payload.length - at} are left`);
    const array = heap(dtype, length);
    bytesOf(array).set(payload.subarray(at, at + byteLength));
    at += aligned(byteLength);
    return array;
  }
  const tree = whole(() => treeOf(parse(own.subarray(AT.layout, AT.layout + layoutLength)), nextArray));
  if (at !== payload.length) throw damaged("arrays that fill the bytes", `${payload.length - at} bytes more`);
  return tree;
}

/** Throws unless the bytes are a whole, unchanged frame of this version. */
function checkFrame(bytes: Uint8Array): { readonly layoutLength: number; readonly payloadLength: number } {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) throw damaged("bytes that begin as encodeTree's do", "others");
  if (bytes.length < AT.layout) throw damaged(`at least ${AT.layout} bytes`, String(bytes.length));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(AT.version, true);
  if (version !== VERSION) {
    throw new WorldwiseError("state-version", { expected: `state of version ${VERSION}`, got: String(version), todo: "read it with the release that wrote it" }, { version });
  }
  const [layoutLength, payloadLength] = [Number(view.getBigUint64(AT.layoutLength, true)), Number(view.getBigUint64(AT.payloadLength, true))];
  const length = AT.layout + aligned(layoutLength) + payloadLength;
  if (bytes.length !== length) throw damaged(`${length} bytes`, String(bytes.length));
  const [written, found] = [view.getUint32(AT.checksum, true), checksum(bytes)];
  if (written !== found) throw damaged(`the checksum ${written}`, String(found));
  return { layoutLength, payloadLength };
}

/** CRC-32 of all bytes but its own four. */
function checksum(bytes: Uint8Array): number {
  return (crc32(bytes.subarray(0, AT.checksum)) ^ crc32(bytes.subarray(AT.checksum + 4))) >>> 0;
}

const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));

/** Says of bytes whose checksum is right but whose layout is wrong what they are. */
function whole(read: () => StateTree): StateTree {
  try {
    return read();
  } catch (error) {
    throw damaged("a layout that encodeTree wrote", error instanceof Error ? error.message : String(error));
  }
}

const damaged = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("damaged-state", { expected, got, todo: "use an earlier copy: this one is cut off, changed, or not saved state" });

/** Arrays are written as they lie in memory. */
function checkHost(): void {
  if (bytesOf(Uint16Array.of(1))[0] === 1) return;
  throw new WorldwiseError("unsupported-host", { expected: "a little-endian machine", got: "a big-endian one", todo: "move the state on a little-endian machine" });
}
