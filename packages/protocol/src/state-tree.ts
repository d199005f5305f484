import { WorldwiseError } from "./errors.ts";
import type { NumberArray } from "./space.ts";

/**
 * What a component would save: plain records, scalars and typed arrays.
 *
 * Its structure is fixed at `init` (arrays have their capacity); its owner advances it in place.
 * Therefore saving is a copy out and loading a copy in, for every component alike, and
 * faces bound to a state (a model, a policy) stay valid across a load.
 */
export type StateTree = number | string | boolean | null | NumberArray | StateTree[] | { [name: string]: StateTree };

const isArray = (tree: StateTree): tree is NumberArray => ArrayBuffer.isView(tree);
const isRecord = (tree: StateTree): tree is { [name: string]: StateTree } =>
  typeof tree === "object" && tree !== null && !Array.isArray(tree) && !isArray(tree);

/** A copy that owns its memory. (`structuredClone` of a view would copy the whole WASM memory behind it.) */
export function saveTree(tree: StateTree): StateTree {
  if (isArray(tree)) return tree.slice();
  if (Array.isArray(tree)) return tree.map(saveTree);
  if (isRecord(tree)) return Object.fromEntries(Object.entries(tree).map(([name, child]) => [name, saveTree(child)]));
  return tree;
}

/**
 * Overwrites `tree` with what was saved.
 *
 * Everything is compared before anything is written: a tree that does not fit leaves `tree` as it was.
 * Throws a `state-mismatch` that names the first place where the structures differ.
 */
export function loadTree(tree: StateTree, saved: StateTree): void {
  compare(tree, saved, "state");
  overwrite(tree, saved);
}

function compare(tree: StateTree, saved: StateTree, path: string): void {
  if (isArray(tree) || isArray(saved) || !isContainer(tree) || !isContainer(saved)) {
    if (describe(tree) !== describe(saved)) throw mismatch(path, describe(tree), describe(saved));
    return;
  }
  const names = Object.keys(tree);
  if (Array.isArray(tree) !== Array.isArray(saved)) throw mismatch(path, describe(tree), describe(saved));
  const savedNames = Object.keys(saved);
  const same = names.length === savedNames.length && names.every((name, index) => name === savedNames[index]);
  if (!same) throw mismatch(path, names.join(", ") || "nothing", savedNames.join(", ") || "nothing");
  const children = Object.entries(saved);
  Object.entries(tree).forEach(([name, child], index) => compare(child, children[index]![1], `${path}.${name}`));
}

function overwrite(tree: StateTree, saved: StateTree): void {
  if (isArray(tree) && isArray(saved)) return tree.set(saved);
  if (!isContainer(tree) || !isContainer(saved)) return;
  const source = Object.entries(saved);
  Object.entries(tree).forEach(([name, child], index) => {
    const from = source[index]![1];
    if (isContainer(child)) overwrite(child, from);
    else Object.assign(tree, { [name]: from });
  });
}

const isContainer = (tree: StateTree): tree is NumberArray | StateTree[] | { [name: string]: StateTree } =>
  typeof tree === "object" && tree !== null;

const describe = (tree: StateTree): string =>
  isArray(tree) ? `${tree.constructor.name} of ${tree.length}`
  : tree === null ? "null" : Array.isArray(tree) ? "a list" : isRecord(tree) ? "a record" : `a ${typeof tree}`;

const mismatch = (path: string, expected: string, got: string): WorldwiseError =>
  new WorldwiseError("state-mismatch",
    { expected: `${expected} at ${path}`, got, todo: "load with the parts and options it was saved with" }, { path });
