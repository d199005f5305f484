import type { Parameter, Parameters, Tensor } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** A tree of tensors, as parameters are seen inside a program. */
export type TensorTree = Tensor | { readonly [name: string]: TensorTree };

interface Branch<L> {
  readonly [name: string]: Tree<L>;
}
type Tree<L> = L | Branch<L>;

/** Whether a tree of parameters is a single one. */
export const isParameter = (tree: unknown): tree is Parameter =>
  typeof tree === "object" && tree !== null && "data" in tree && ArrayBuffer.isView(tree.data);

/** Whether a tree of tensors is a single one. */
export const isTensor = (tree: unknown): tree is Tensor => typeof tree === "object" && tree !== null && "~trace" in tree;

/** The leaves of trees of one structure, joined place by place. The first tree says what is a leaf and in which order. */
export function zipTrees<L, M>(
  isLeaf: (tree: unknown) => tree is L, f: (...leaves: L[]) => M, ...trees: readonly Tree<L>[]
): Tree<M> {
  const [first] = trees;
  if (isLeaf(first)) return f(...(trees as L[])); // trees of one structure
  const branches = trees as Branch<L>[]; // not leaves, therefore branches
  const names = Object.keys(branches[0]!);
  return Object.fromEntries(names.map((name) => [name, zipTrees(isLeaf, f, ...branches.map((branch) => branch[name]!))]));
}

/** The same tree with other tensors, made from the tensors of trees of its structure. */
export function mapTensors<T>(f: (...leaves: Tensor[]) => Tensor, ...trees: readonly [T, ...T[]]): T {
  return zipTrees(isTensor, f, ...(trees as readonly TensorTree[])) as T; // structure in, structure out
}

/** The same tree with other parameters, made from the parameters of trees of its structure. */
export function mapParameters<P extends Parameters>(f: (...leaves: Parameter[]) => Parameter, ...trees: readonly P[]): P {
  return zipTrees(isParameter, f, ...(trees as readonly Parameters[])) as P; // structure in, structure out
}

/** All tensors of a tree, in order. */
export function tensorsIn(tree: unknown): readonly Tensor[] {
  const found: Tensor[] = [];
  zipTrees(isTensor, (leaf) => found.push(leaf), tree as TensorTree); // callers pass trees of tensors
  return found;
}

/** All parameters of a tree with their names, which are the paths to them joined by dots. */
export function namedParameters(tree: Parameters, path = ""): readonly (readonly [name: string, parameter: Parameter])[] {
  if (isParameter(tree)) return [[path, tree]];
  return Object.entries(tree).flatMap(([name, branch]) => namedParameters(branch, path === "" ? name : `${path}.${name}`));
}

/**
 * Overwrites the numbers of `outTarget` with those of the same names in `source`. Everything is compared first, so that a tree
 * that does not fit changes nothing.
 *
 * @throws WorldwiseError `parameters-mismatch` that names the first place where the trees differ
 */
export function assignParameters(outTarget: Parameters, source: Parameters): void {
  const [targets, sources] = [new Map(namedParameters(outTarget)), new Map(namedParameters(source))];
  for (const [name, { shape }] of targets) {
    const from = sources.get(name);
    if (from?.shape.join() === shape.join()) continue;
    throw mismatch(described(name, shape), from === undefined ? `no ${name}` : described(name, from.shape));
  }
  const more = [...sources.keys()].find((name) => !targets.has(name));
  if (more !== undefined) throw mismatch("no other parameters", more);
  for (const [name, { data }] of targets) data.set(sources.get(name)!.data);
}

const described = (name: string, shape: readonly number[]): string => `${name} of shape [${shape.join("×")}]`;

const mismatch = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("parameters-mismatch", { expected, got, todo: "pass parameters of the same network" }, { expected, got });

