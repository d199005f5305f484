import { WorldwiseError } from "@worldwise/protocol";
import type { Entry, StoredArray, StoredArrays } from "./safetensors-format.ts";
import { damaged, elementTypeOf, elementTypes, LENGTH_BYTES, METADATA } from "./safetensors-format.ts";
import { readHeader } from "./safetensors-header.ts";

/** What a file holds. */
export interface SafetensorsFile {
  /** Names are cut at their dots: `policy.layer0.weight` is `tree.policy.layer0.weight`. */
  readonly tree: StoredArrays;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A tree of numbers as a safetensors file: 8 bytes with the length of a header, the header in JSON, the numbers.
 *
 * Names are paths joined by dots. Float64, float32, int32 and bytes are written as they are, little-endian, in this order and by
 * name within it, so that all of them are aligned and equal trees give equal bytes. Source: the safetensors format, version 0.
 *
 * @param tree - records of parameters or of bytes, at least one level deep
 * @param metadata - texts by name
 * @throws WorldwiseError `bad-name` where a name is empty, holds a dot, or is `__metadata__` at the top; `wrong-length` where the
 * numbers are not as many as the shape says
 *
 * @example
 * ```ts
 * import { readSafetensors, writeSafetensors } from "@worldwise/nn";
 *
 * const file = writeSafetensors({ slope: { shape: [2], data: Float32Array.of(1, 2) } });
 * console.log(JSON.stringify(readSafetensors(file).tree)); // {"slope":{"shape":[2],"data":{"0":1,"1":2}}}
 * ```
 */
export function writeSafetensors(tree: StoredArrays, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const arrays = namedArrays(tree).map(([name, array]) => ({ name, array, dtype: elementTypeOf(array.data) }));
  arrays.sort((a, b) => typeOrder.indexOf(a.dtype) - typeOrder.indexOf(b.dtype) || (a.name < b.name ? -1 : 1));
  let offset = 0;
  const entries = arrays.map(({ name, array: { shape, data }, dtype }): Entry =>
    ({ name, dtype, shape, begin: offset, end: (offset += data.byteLength) }));
  const header = headerOf(entries, metadata);
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  arrays.forEach(({ array: { data } }, i) => {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), LENGTH_BYTES + header.length + entries[i]!.begin);
  });
  return bytes;
}

/**
 * Reads a safetensors file. The numbers are copies.
 *
 * @throws WorldwiseError `damaged-file` where lengths, names or places of numbers do not agree: nothing is read from such a file;
 * `unsupported-element-type` for numbers other than float64, float32, int32 and bytes
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { metadata, entries, start } = readHeader(bytes);
  const root: Growing = new Map();
  for (const { name, dtype, shape, begin, end } of entries) {
    const own = bytes.slice(start + begin, start + end).buffer;
    place(root, name, { shape, data: elementTypes[dtype].from(own) });
  }
  return { metadata, tree: grown(root) };
}

const typeOrder = Object.keys(elementTypes);

/** Padded with spaces, so that the numbers begin at a multiple of 8. */
function headerOf(entries: readonly Entry[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const described = entries.map(({ name, dtype, shape, begin, end }) =>
    [name, { dtype, shape, data_offsets: [begin, end] }] as const);
  const all = Object.keys(metadata).length > 0 ? [[METADATA, metadata] as const, ...described] : described;
  const fields = all.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const text = new TextEncoder().encode(`{${fields.join()}}`);
  const padded = new Uint8Array(Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES).fill(0x20);
  padded.set(text);
  return padded;
}

function namedArrays(tree: StoredArrays, path: readonly string[] = []): readonly (readonly [string, StoredArray])[] {
  if (isArray(tree)) return [[path.join("."), checkArray(tree, path.join("."))]];
  return Object.entries(tree).flatMap(([name, branch]) => {
    checkName(name, path);
    return namedArrays(branch, [...path, name]);
  });
}

const isArray = (tree: StoredArrays): tree is StoredArray => ArrayBuffer.isView(tree.data);

function checkName(name: string, path: readonly string[]): void {
  if (name !== "" && !name.includes(".") && !(path.length === 0 && name === METADATA)) return;
  throw new WorldwiseError("bad-name", {
    expected: `names without dots, other than "${METADATA}"`, got: JSON.stringify(name),
    todo: "rename it: dots join the names of a path",
  }, { name });
}

function checkArray(array: StoredArray, name: string): StoredArray {
  const size = array.shape.reduce((product, length) => product * length, 1);
  if (name === "") {
    throw new WorldwiseError("bad-name", { expected: "named numbers", got: "a single array", todo: "put it into a record" });
  }
  if (size === array.data.length) return array;
  const expected = `${name}: ${size} numbers for [${array.shape.join("×")}]`;
  throw new WorldwiseError("wrong-length", { expected, got: String(array.data.length), todo: "correct the shape" }, { name });
}

type Growing = Map<string, Growing | StoredArray>;

function place(root: Growing, name: string, array: StoredArray): void {
  const path = name.split(".");
  let branch = root;
  for (const step of path.slice(0, -1)) {
    const next = branch.get(step) ?? new Map<string, Growing | StoredArray>();
    if (!(next instanceof Map)) throw damaged(`no numbers inside of ${step}`, name);
    branch.set(step, next);
    branch = next;
  }
  if (branch.has(path.at(-1)!)) throw damaged("either numbers or a branch", `${name} as both`);
  branch.set(path.at(-1)!, array);
}

const grown = (branch: Growing): { readonly [name: string]: StoredArrays } =>
  Object.fromEntries(Array.from(branch, ([name, below]) => [name, below instanceof Map ? grown(below) : below]));
