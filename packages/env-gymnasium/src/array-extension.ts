import type { PlainArray, PlainArrayTypes } from "./plain-data.ts";

/** The type number of arrays among MessagePack's extensions. */
export const arrayExtension = 1;

type Dtype = keyof PlainArrayTypes;

/** In the order of their numbers on the wire. */
const arrayTypes: readonly (readonly [Dtype, new (buffer: ArrayBuffer) => PlainArrayTypes[Dtype]])[] = [
  ["uint8", Uint8Array], ["int8", Int8Array], ["uint16", Uint16Array], ["int16", Int16Array], ["uint32", Uint32Array],
  ["int32", Int32Array], ["uint64", BigUint64Array], ["int64", BigInt64Array], ["float32", Float32Array],
  ["float64", Float64Array],
  ["bool", Uint8Array],
];

/**
 * A typed array as the body of the extension, of one dimension; null for anything else.
 *
 *   element type (1 byte) · number of dimensions (1 byte) · dimensions (4 bytes each) · elements, all little-endian
 */
export function encodeArray(value: unknown): Uint8Array | null {
  if (!ArrayBuffer.isView(value)) return null;
  const code = arrayTypes.findIndex(([, type]) => value instanceof type);
  if (code < 0) return null;
  const elements = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const body = new Uint8Array(6 + elements.length);
  body[0] = code;
  body[1] = 1;
  new DataView(body.buffer).setUint32(2, elements.length / bytesOf(code), true);
  body.set(elements, 6);
  return body;
}

/** Reads the body of the extension. The elements are copied: what they came in may be overwritten. Throws on a damaged one. */
export function decodeArray(body: Uint8Array): PlainArray {
  const [code = 0, dimensions = 0] = body;
  const [dtype, type] = arrayTypes[code] ?? damaged("an unknown element type");
  const start = 2 + 4 * dimensions;
  if (body.length < start) damaged("a shape that breaks off");
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const shape: number[] = [];
  let size = 1;
  for (let i = 0; i < dimensions; i++) size *= shape[i] = view.getUint32(2 + 4 * i, true);
  if (body.length - start !== size * bytesOf(code)) damaged(`${body.length - start} bytes for the shape [${shape.join(", ")}]`);
  return { dtype, shape, data: new type(body.slice(start).buffer) };
}

const widths = arrayTypes.map(([, type]) => new type(new ArrayBuffer(0)).BYTES_PER_ELEMENT);
const bytesOf = (code: number): number => widths[code]!;

function damaged(what: string): never {
  throw new RangeError(`a damaged array: ${what}`);
}
