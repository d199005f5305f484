import type { Node } from "./graph.ts";
import type { Shape } from "./shape.ts";
import { sameShape, sizeOf, stridesOf } from "./shape.ts";

/** Element (i, j, …) lies at offset + i · strides[0] + j · strides[1] + … */
export interface Layout {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Where the elements of a node lie: in the buffer of its base. */
export interface View extends Layout {
  readonly base: Node;
}

const known = new WeakMap<Node, View>();

/** Where a node's elements lie. A node that is no view is its own base. */
export function viewOf(x: Node): View {
  const before = known.get(x);
  if (before !== undefined) return before;
  const view = findView(x);
  known.set(x, view);
  return view;
}

function findView(x: Node): View {
  const own = { base: x, offset: 0, strides: stridesOf(x.shape) };
  const [source] = x.inputs;
  if (x.operation.kind !== "view" || source === undefined) return own;
  const input = viewOf(source);
  const layout = x.operation.view(input, source.shape, x.shape, x.attributes);
  return layout === undefined ? own : { base: input.base, ...layout };
}

/** Whether a node has no buffer of its own. */
export const isView = (x: Node): boolean => viewOf(x).base !== x;

/** The shape without its axes of length one: what a loop has to run over. */
export const squeeze = (shape: Shape): Shape => shape.filter((length) => length !== 1);

/** Whether elements lie row by row without gaps. */
export function isDense(shape: Shape, strides: readonly number[]): boolean {
  const dense = stridesOf(shape);
  return shape.every((length, axis) => length === 1 || strides[axis] === dense[axis]);
}

/** Whether a node is all of its base, in the base's order. */
export function isWhole(x: Node): boolean {
  const { base, strides } = viewOf(x);
  return sizeOf(base.shape) === sizeOf(x.shape) && isDense(x.shape, strides);
}

/** The strides of the same elements in another shape of the same size, if there are any. */
export function reshapedStrides(from: Shape, strides: readonly number[], to: Shape): number[] | undefined {
  if (isDense(from, strides)) return stridesOf(to);
  if (!sameShape(squeeze(from), squeeze(to))) return undefined;
  const left = strides.filter((_, axis) => from[axis] !== 1);
  return to.map((length) => (length === 1 ? 0 : left.shift()!));
}
