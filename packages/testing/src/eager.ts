import { numbers, tensor } from "@worldwise/autodiff";
import type { NumberArray, Parameters, Space, StateTree, Tensor, Tensors } from "@worldwise/protocol";

/** Parameters as eager tensors: the same tree with tensors for leaves. */
export function tensorsOf<P extends Parameters>(parameters: P): Tensors<P>;
export function tensorsOf(parameters: Parameters): unknown {
  if (isParameter(parameters)) return tensor(parameters.data, parameters.shape);
  return Object.fromEntries(Object.entries(parameters).map(([name, child]) => [name, tensorsOf(child)]));
}

/** A single parameter of a tree. */
export type Leaf = Extract<Parameters, { readonly data: ArrayBufferView }>;

/** Whether a tree of parameters is a single one. */
export const isParameter = (parameters: Parameters): parameters is Leaf =>
  ArrayBuffer.isView(parameters.data);

/** Leaves of a tree of parameters, with their names. */
export function leavesOf(parameters: Parameters, path = "parameters"): readonly (readonly [string, Leaf])[] {
  if (isParameter(parameters)) return [[path, parameters]];
  return Object.entries(parameters).flatMap(([name, child]) => leavesOf(child, `${path}.${name}`));
}

/** B elements of a space as a tensor: `[B]` integers, or `[B, S]`. */
export const lanesTensor = (space: Space, lanes: NumberArray): Tensor =>
  (space.kind === "discrete" ? tensor(lanes, [lanes.length], "int32") : tensor(lanes, [lanes.length / space.size, space.size]));

/** A tensor as a tree that can be compared. */
export const shownTensor = (of: Tensor): StateTree => ({ shape: Int32Array.from(of.shape), numbers: numbers(of) });

/** A tree of tensors as a tree that can be compared. */
export function shownTensors(tree: unknown): StateTree {
  if (isTensor(tree)) return shownTensor(tree);
  if (typeof tree !== "object" || tree === null) return typeof tree;
  return Object.fromEntries(Object.entries(tree).map(([name, child]) => [name, shownTensors(child)]));
}

/** Whether something is a tensor. */
export const isTensor = (value: unknown): value is Tensor =>
  typeof value === "object" && value !== null && "~trace" in value && "shape" in value;
