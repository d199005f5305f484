import { add } from "./arithmetic.ts";
import type { Node } from "./graph.ts";
import { reduceAxes, sumOperation } from "./reductions.ts";
import { reshape, slice } from "./shaping.ts";
import type { Tensor } from "./tensor.ts";

/** Rows of a partial sum. */
const BLOCK = 1024;
/** Shorter sums are left alone. */
const LONG = 8192;

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
  const whole = asBlocks(slice(x, axis, 0, blocks * BLOCK) as Node, [...outer, blocks, BLOCK, ...inner]); // of a node
  const partial = reduceAxes(sumOperation, whole, [axis + 1]);
  const total = reduceAxes(sumOperation, reshape(partial, [...outer, blocks, ...inner]), axes);
  const rest = (): Tensor => reduceAxes(sumOperation, slice(x, axis, blocks * BLOCK, length), axes);
  return (blocks * BLOCK === length ? total : add(total, rest())) as Node; // of nodes
}
