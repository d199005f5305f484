import type { FloatArray } from "./arena-array.ts";
import { randomCore } from "./random-core.ts";
import { checkDistribution } from "./random-fill.ts";
import type { Random } from "./random.ts";

/** One draw for shape ≥ 1: d v, where v = (1 + x / √(9 d))³ and d = shape - 1/3. */
function drawAboveOne(random: Random, shape: number, log: (x: number) => number): number {
  const d = shape - 1 / 3, c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal(), root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root, u = 1 - random.uniform(), square = x * x;
    if (u < 1 - 0.0331 * square * square) return d * v;
    if (log(u) < square / 2 + d * (1 - v + log(v))) return d * v;
  }
}

/**
 * One draw of the gamma distribution, density x^(shape - 1) exp(-x / scale) / (Γ(shape) scale^shape).
 *
 * Shapes below 1 are drawn at shape + 1 and multiplied by u^(1 / shape). Logarithm and power are software, so that the draws
 * are the same bits on every engine. Throws `math/distribution` unless shape and scale are positive and finite.
 *
 * Source: Marsaglia and Tsang (2000), "A simple method for generating gamma variables", sections 4 and 6.
 */
export function gamma(random: Random, shape: number, scale = 1): number {
  checkDistribution(shape > 0 && scale > 0 && Number.isFinite(shape) && Number.isFinite(scale), "shape and scale above 0",
    `${shape} and ${scale}`);
  const { scalarLog, scalarPow } = randomCore().arena.kernels;
  if (shape >= 1) return scale * drawAboveOne(random, shape, scalarLog);
  const above = drawAboveOne(random, shape + 1, scalarLog);
  return scale * above * scalarPow(1 - random.uniform(), 1 / shape);
}

/** out[i] ← {@link gamma}, drawn in order; overwritten. */
export function fillGamma(random: Random, out: FloatArray, shape: number, scale = 1): void {
  for (let i = 0; i < out.length; i++) out[i] = gamma(random, shape, scale);
}
