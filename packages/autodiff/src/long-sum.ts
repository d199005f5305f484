import { add } from "./arithmetic.ts";
import type { Node } from "./graph.ts";
import type { ViewOperation } from "./operation.ts";
import { noDerivative } from "./operation.ts";
import { reduceAxes, sumOperation } from "./reductions.ts";
import { withLength } from "./shape.ts";
import { reshape } from "./shaping.ts";
import type { Tensor } from "./tensor.ts";

/** Rows of a partial sum. */
const BLOCK = 1024;
/** Shorter sums are left alone. */
const LONG = 8192;

/** Like a slice, but without a derivative, which would bring concat along: it is made after differentiation. */
const rowsOperation: ViewOperation = {
  kind: "view", name: "rows", vjp: noDerivative,
  view: ({ offset, strides }, _from, _to, { axis, from }) => ({ offset: offset + from! * strides[axis!]!, strides }),
};
const rows = (x: Node, axis: number, from: number, to: number): Node =>
  x["~trace"].node(rowsOperation, [x], withLength(x.shape, axis, to - from), { axis, from });

/**
 * A float32 sum over very many rows, as sums of sums of blocks of rows: its rounding error then grows with the blocks. (Along the
 * innermost axis the loop itself keeps partial sums.)
 *
 * @param asBlocks - sees a tensor in another shape, or a copy of it
 */
export function blockedSum(x: Node, axes: readonly number[], asBlocks: (x: Node, shape: readonly number[]) => Node): Node | undefined {
  if (x["~trace"].precision === "float64") return undefined;
  const axis = axes.find((each) => x.shape[each]! > LONG && x.shape.some((length, after) => after > each && length > 1 && !axes.includes(after)));
  if (axis === undefined) return undefined;
  const length = x.shape[axis]!;
  const blocks = Math.floor(length / BLOCK);
  const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const whole = asBlocks(rows(x, axis, 0, blocks * BLOCK), [...outer, blocks, BLOCK, ...inner]);
  const partial = reduceAxes(sumOperation, whole, [axis + 1]);
  const total = reduceAxes(sumOperation, reshape(partial, [...outer, blocks, ...inner]), axes);
  const rest = (): Tensor => reduceAxes(sumOperation, rows(x, axis, blocks * BLOCK, length), axes);
  return (blocks * BLOCK === length ? total : add(total, rest())) as Node; // of nodes
}
