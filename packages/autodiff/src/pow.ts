import { elementwise } from "./apply.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { greater, where } from "./comparison.ts";
import { log, sqrt } from "./elementary.ts";
import { exp as expLanes, log as logLanes } from "./lane-functions.ts";
import type { ElementwiseOperation } from "./operation.ts";
import { broadcastTo } from "./shaping.ts";
import type { Operand, Tensor } from "./tensor.ts";
import { tensor } from "./tensor.ts";

const powOperation: ElementwiseOperation = {
  kind: "elementwise", name: "pow",
  evaluate: (a, b) => (a < 0 ? NaN : a ** b),
  vjp: (g, y, a, b) => [mul(g, mul(b, pow(a, sub(b, 1)))), where(greater(a, 0), mul(g, mul(y, log(where(greater(a, 0), a, 1)))), 0)],
  lower: (lanes, a, b) => {
    const power = expLanes(lanes, lanes.mul(b, logLanes(lanes, a)));
    return lanes.choose(lanes.equal(b, lanes.constant(0)), lanes.constant(1), power);
  },
};

/** Whole powers up to this are products. */
const LARGEST_PRODUCT = 64;

/**
 * aᵇ. Shapes broadcast.
 *
 * Where b is written as a whole number of at most 64 it is a product, for every a; otherwise a must not be negative (NaN) and
 * compiled programs compute exp(b log a), whose relative error grows with |b log a|.
 */
export function pow(a: Operand, b: Operand): Tensor {
  if (b === 0.5) return sqrt(a);
  if (typeof b !== "number" || !Number.isInteger(b) || Math.abs(b) > LARGEST_PRODUCT) return elementwise(powOperation, a, b);
  const base = typeof a === "number" ? tensor(a) : a;
  if (b === 0) return broadcastTo(tensor(1), base.shape);
  return b < 0 ? div(1, product(base, -b)) : product(base, b);
}

/** By repeated squaring. */
function product(a: Tensor, count: number): Tensor {
  if (count === 1) return a;
  const root = product(a, count >> 1);
  const even = mul(root, root);
  return count % 2 === 0 ? even : mul(even, a);
}
