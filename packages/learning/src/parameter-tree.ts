import type { Parameter, Parameters, StateTree, Tensor } from "@worldwise/protocol";

/** A tree of tensors, as parameters are seen inside a program. */
export type TensorTree = Tensor | { readonly [name: string]: TensorTree };

/** Whether a tree of parameters is a single one. */
export const isParameter = (tree: unknown): tree is Parameter =>
  typeof tree === "object" && tree !== null && "data" in tree && ArrayBuffer.isView(tree.data);

/** All parameters of a tree, in order. */
export const parametersIn = (tree: Parameters): readonly Parameter[] =>
  (isParameter(tree) ? [tree] : Object.values(tree).flatMap(parametersIn));

/** The same tree with other leaves. */
export function mapParameters<M>(tree: Parameters, f: (leaf: Parameter) => M): M | { readonly [name: string]: unknown } {
  if (isParameter(tree)) return f(tree);
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, mapParameters(branch, f)]));
}

/** Numbers in all, trained and fixed. */
export const sizeOfTree = (tree: Parameters): number => parametersIn(tree).reduce((total, { data }) => total + data.length, 0);

/** A tree of parameters is a state tree: shapes, numbers and marks. */
export const asState = (tree: Parameters): StateTree => tree as unknown as StateTree; // only its `readonly` is in the way
/** The tree of parameters that was put into a state. */
export const fromState = <P extends Parameters>(tree: StateTree): P => tree as unknown as P; // `asState` put it there

/** Copies all numbers into a tree of the same structure. */
export function copyNumbers(from: Parameters, outTo: Parameters): void {
  if (isParameter(from) && isParameter(outTo)) return outTo.data.set(from.data);
  const [source, target] = [from, outTo] as readonly { readonly [name: string]: Parameters }[]; // of one structure: no leaves
  for (const name in source) copyNumbers(source[name]!, target![name]!);
}

/** The same, without the fixed ones: these are derived again. */
export function copyTrained(from: Parameters, outTo: Parameters): void {
  if (isParameter(from) && isParameter(outTo)) return from.fixed === true ? undefined : outTo.data.set(from.data);
  const [source, target] = [from, outTo] as readonly { readonly [name: string]: Parameters }[]; // as above
  for (const name in source) copyTrained(source[name]!, target![name]!);
}

/** A tree of tensors with those of fixed parameters replaced. The template says which are fixed. */
export function replaceFixed(template: Parameters, tree: TensorTree, f: (leaf: Tensor) => Tensor): TensorTree {
  if (isParameter(template)) return template.fixed === true ? f(tree as Tensor) : tree; // a leaf where the template has one
  const branches = tree as { readonly [name: string]: TensorTree }; // and branches where it has these
  return Object.fromEntries(Object.entries(template).map(([name, branch]) => [name, replaceFixed(branch, branches[name]!, f)]));
}
