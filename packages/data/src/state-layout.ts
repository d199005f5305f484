import type { Dtype, NumberArray, StateTree } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/**
 * A state tree as JSON can say it, its arrays left out. Strings, booleans, null and most numbers stand for themselves; all else is a list with a name in front.
 *
 *   ["number", "NaN" | "Infinity" | "-Infinity" | "-0"]   ["list", …]   ["record", [name, …] …]   [dtype, length]
 *
 * The arrays follow in the order in which they occur.
 */
export type Layout = string | number | boolean | null | readonly unknown[];

/** Deeper trees are refused: they come from a mistake, or from somebody who means harm. */
const MAX_DEPTH = 100;

const dtypes: { readonly [tag: string]: Dtype | undefined } = {
  Uint8Array: "uint8", Int32Array: "int32", Uint32Array: "uint32", Float32Array: "float32", Float64Array: "float64",
};
/** Numbers that JSON cannot say. */
const unsayable: ReadonlyMap<string, number> = new Map([["NaN", NaN], ["Infinity", Infinity], ["-Infinity", -Infinity], ["-0", -0]]);

/** Describes a tree and collects its arrays. Throws on what no state tree may hold, and says where. */
export function layoutOf(tree: unknown, outArrays: NumberArray[], path = "state", depth = 0): Layout {
  if (depth > MAX_DEPTH) throw unsaved(path, `at most ${MAX_DEPTH} levels`, "more");
  if (tree === null || typeof tree === "string" || typeof tree === "boolean") return tree;
  if (typeof tree === "number") return Number.isFinite(tree) && !Object.is(tree, -0) ? tree : ["number", Object.is(tree, -0) ? "-0" : String(tree)];
  if (ArrayBuffer.isView(tree)) return arrayLayout(tree, outArrays, path);
  if (Array.isArray(tree)) return ["list", ...tree.map((child, i) => layoutOf(child, outArrays, `${path}[${i}]`, depth + 1))];
  if (!isPlainRecord(tree)) throw unsaved(path, "numbers, strings, booleans, null, typed arrays, lists and plain records", describe(tree));
  return ["record", ...Object.entries(tree).map(([name, child]) => {
    if (name === "__proto__") throw unsaved(path, "names other than __proto__", "that name");
    return [name, layoutOf(child, outArrays, `${path}.${name}`, depth + 1)];
  })];
}

function arrayLayout(array: ArrayBufferView, outArrays: NumberArray[], path: string): Layout {
  const dtype = dtypes[describe(array)];
  if (dtype === undefined) throw unsaved(path, Object.keys(dtypes).join(", "), describe(array));
  const numbers = array as NumberArray; // its tag says so
  outArrays.push(numbers);
  return [dtype, numbers.length];
}

const describe = (value: unknown): string => Object.prototype.toString.call(value).slice("[object ".length, -1);
const isPlainRecord = (value: unknown): value is { readonly [name: string]: unknown } => describe(value) === "Object";

const unsaved = (path: string, expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-state", { expected: `${expected} at ${path}`, got, todo: "keep in the state only what a state tree may hold" }, { path });

/** Builds the tree that a layout describes. `nextArray` gives its arrays, in order. Throws `RangeError` on a layout that is none. */
export function treeOf(layout: unknown, nextArray: (dtype: Dtype, length: number) => NumberArray, depth = 0): StateTree {
  if (depth > MAX_DEPTH) throw new RangeError(`more than ${MAX_DEPTH} levels`);
  if (layout === null || typeof layout === "string" || typeof layout === "boolean" || typeof layout === "number") return layout;
  if (!Array.isArray(layout)) throw new RangeError("a record without its name in front");
  const [kind, ...rest] = layout as readonly unknown[];
  if (kind === "list") return rest.map((child) => treeOf(child, nextArray, depth + 1));
  if (kind === "record") return recordOf(rest, nextArray, depth);
  if (kind === "number") return unsayableNumber(rest);
  const dtype = Object.values(dtypes).find((known) => known === kind);
  const [length] = rest;
  if (dtype === undefined || rest.length !== 1 || typeof length !== "number" || !Number.isSafeInteger(length) || length < 0) {
    throw new RangeError(`an unknown kind ${JSON.stringify(layout).slice(0, 60)}`);
  }
  return nextArray(dtype, length);
}

function unsayableNumber([name, ...more]: readonly unknown[]): number {
  const number = typeof name === "string" && more.length === 0 ? unsayable.get(name) : undefined;
  if (number === undefined) throw new RangeError(`an unknown number ${String(name)}`);
  return number;
}

function recordOf(
  entries: readonly unknown[], nextArray: (dtype: Dtype, length: number) => NumberArray, depth: number,
): { [name: string]: StateTree } {
  const record: { [name: string]: StateTree } = {};
  for (const entry of entries) {
    if (!Array.isArray(entry) || entry.length !== 2) throw new RangeError("an entry of a record that is not a name and a child");
    const [name, child] = entry as readonly unknown[];
    if (typeof name !== "string" || name === "__proto__" || Object.hasOwn(record, name)) throw new RangeError(`the name ${String(name)} in a record`);
    record[name] = treeOf(child, nextArray, depth + 1);
  }
  return record;
}
