import type { StateTree } from "@worldwise/protocol";
import { ensure } from "./violation.ts";

const arrays: readonly unknown[] = [Uint8Array, Int32Array, Uint32Array, Float32Array, Float64Array];

/**
 * Throws unless something is a state tree: plain records, lists, scalars and the five kinds of typed arrays, each array held
 * once.
 */
export function ensureStateTree(tree: unknown, path = "state", held: Set<unknown> = new Set<unknown>()): void {
  const todo = "keep in the state what you would save, and scratch in the factory's closure";
  if (tree === null || ["number", "string", "boolean"].includes(typeof tree)) return;
  ensure(typeof tree === "object", `plain records, scalars and typed arrays at ${path}`, `a ${typeof tree}`, todo);
  ensure(!held.has(tree), `a tree: everything held once`, `the same object again at ${path}`, "hold it once");
  held.add(tree);
  if (ArrayBuffer.isView(tree)) return ensure(
    arrays.includes(tree.constructor), `an exchanged array type at ${path}`, tree.constructor.name, todo,
  );
  const prototype: unknown = Object.getPrototypeOf(tree);
  const plain = Array.isArray(tree) || prototype === Object.prototype || prototype === null;
  ensure(plain, `a plain record at ${path}`, `a ${tree.constructor.name}`, todo);
  for (const [name, child] of Object.entries(tree)) {
    ensure(name !== "__proto__", `names of entries at ${path}`, "__proto__", "choose another name");
    ensureStateTree(child, `${path}.${name}`, held);
  }
}

/** The structure of a tree in words: names, array types and lengths. Two trees load into each other where these are the same. */
export function structureOf(tree: StateTree): string {
  if (ArrayBuffer.isView(tree)) return `${tree.constructor.name}(${tree.length})`;
  if (typeof tree !== "object" || tree === null) return tree === null ? "null" : typeof tree;
  const inner = Object.entries(tree).map(([name, child]: [string, StateTree]) => `${name}: ${structureOf(child)}`).join(", ");
  return Array.isArray(tree) ? `[${inner}]` : `{ ${inner} }`;
}

/** Throws unless a tree has the structure it began with. */
export function ensureSameStructure(before: string, tree: StateTree): void {
  ensure(
    structureOf(tree) === before, `the structure fixed at init: ${before}`, structureOf(tree),
    "allocate arrays with their capacity in init",
  );
}
