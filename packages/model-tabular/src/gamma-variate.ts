import type { Random } from "@worldwise/protocol";

/**
 * The logarithm of a gamma variate of some shape, scale 1.
 *
 *   d = shape − ⅓,   v = (1 + z / √(9d))³,   d · v is taken when log u \< ½ z² + d (1 − v + log v),   z normal, u uniform
 *
 * A shape below 1 is boosted: g(shape) = g(shape + 1) · u^(1/shape). As a logarithm, because for small shapes most variates are
 * too small for a double. Each try draws one normal, then one uniform unless v is negative; more than 95 of 100 tries are taken.
 *
 * @param shape - \> 0
 *
 * Source: Marsaglia and Tsang (2000), A simple method for generating gamma variables, with their boost. Differs: their quick
 * test without logarithms is left out.
 */
export function logGammaVariate(shape: number, random: Random): number {
  // 1 − u lies in (0, 1]: its logarithm is finite.
  if (shape < 1) return logGammaVariate(shape + 1, random) + Math.log(1 - random.uniform()) / shape;
  const d = shape - 1 / 3;
  const scale = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.normal();
    const root = 1 + scale * z;
    if (root <= 0) continue;
    const v = root * root * root;
    if (Math.log(1 - random.uniform()) < 0.5 * z * z + d * (1 - v + Math.log(v))) return Math.log(d * v);
  }
}
