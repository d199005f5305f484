import { elementwise } from "./apply.ts";
import { mul, neg, square } from "./arithmetic.ts";
import { exp } from "./elementary.ts";
import { exp as expLanes, polynomial, series } from "./lane-functions.ts";
import type { Lane, Lanes } from "./lanes.ts";
import type { ElementwiseOperation } from "./operation.ts";
import type { Operand, Tensor } from "./tensor.ts";

/** Terms of the power series that are needed below 1. */
const TERMS = { float32: 11, float64: 19 } as const;
const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** 2/√π (−1)ᵏ / (k! (2k + 1)): erf x / x in powers of x². */
const seriesTerms = (count: number): number[] => {
  let factorial = 1;
  return series(count, (k) => TWO_OVER_ROOT_PI * (-1) ** k / ((factorial *= Math.max(k, 1)) * (2 * k + 1)));
};

/** (x + 2.5) exp(x²) erfc(x) for 1 ≤ x ≤ 6 in powers of t = (x − 2.5) / (x + 2.5), as in `@worldwise/math`. */
const TAIL = [
  1.054031820305719, -0.8046518494391706, 0.45391411664778547, -0.17125114524263751, 0.0283615501577945, 0.008393044122435833,
  -0.004818786356666983, -0.00043920402316312686, 0.000702706370656218, 5.825567515145978e-05, -0.00011270139866821418,
  -1.9180682693292427e-05, 1.8600823903371795e-05, 5.497812164945689e-06, -2.830726686218834e-06,
];

/** x · series for |x| below 1, else 1 − exp(−x²) · tail with the sign of x. */
function erfLanes(lanes: Lanes, x: Lane): Lane {
  const size = lanes.pmin(lanes.abs(x), lanes.constant(6));
  const z = lanes.mul(size, size);
  const shifted = lanes.add(size, lanes.constant(2.5));
  const tail = lanes.div(polynomial(lanes, lanes.div(lanes.sub(size, lanes.constant(2.5)), shifted), TAIL), shifted);
  const far = lanes.sub(lanes.constant(1), lanes.mul(expLanes(lanes, lanes.neg(z)), tail));
  const signed = lanes.choose(lanes.greater(lanes.constant(0), x), lanes.neg(far), far);
  const near = lanes.mul(x, polynomial(lanes, z, seriesTerms(TERMS[lanes.precision])));
  return lanes.choose(lanes.greater(lanes.constant(1), size), near, signed);
}

/** The same for one number. */
function erfOf(x: number): number {
  const size = Math.min(Math.abs(x), 6);
  const horner = (at: number, terms: readonly number[]): number => terms.reduceRight((sum, c) => sum * at + c, 0);
  if (size < 1) return x * horner(size * size, seriesTerms(TERMS.float64));
  const tail = horner((size - 2.5) / (size + 2.5), TAIL) / (size + 2.5);
  return Math.sign(x) * (1 - Math.exp(-size * size) * tail);
}

const erfOperation: ElementwiseOperation = {
  kind: "elementwise", name: "erf",
  evaluate: erfOf,
  vjp: (g, _y, a) => [mul(g, mul(TWO_OVER_ROOT_PI, exp(neg(square(a)))))],
  lower: erfLanes,
};

/** The error function 2/√π ∫₀ᵃ exp(−t²) dt. */
export const erf = (a: Operand): Tensor => elementwise(erfOperation, a);
