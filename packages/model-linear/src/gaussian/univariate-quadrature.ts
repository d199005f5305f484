import { add, mul, reshape, sum, tensor } from "@worldwise/autodiff";
import type { StateFunction, Tensor } from "@worldwise/protocol";

/** How far the nodes reach on each side, in standard deviations: beyond lies less than 10⁻⁶ of the mass. */
const reach = 5;

/**
 * E f(x) for x with independent Gaussian dimensions, by sums over one dimension at a time:
 *
 *   E f ≈ f(μ) + Σ_d (Σ_q w_q f(μ + σ_d z_q e_d) − f(μ)),   z_q evenly spaced over ±5, w_q ∝ exp(−z_q²/2)
 *
 * For sums of functions of single dimensions the error is that of the trapezoidal rule: tiny for functions that are smooth over the
 * distance of two nodes (10⁻⁶ for bumps half as wide as σ and 21 nodes). What dimensions do together is left out. The derivative with respect to μ and σ is that of the sum.
 *
 * @param nodes - q = 1 … nodes, at least 3
 * @returns a function of mean `[R, S]`, scale `[R, S]` and f with K numbers (or one), which gives `[R, K]` (or `[R]`)
 */
export function univariateQuadrature(
  stateSize: number, nodes: number,
): (mean: Tensor, scale: Tensor, f: StateFunction) => Tensor {
  const { offsets, weights } = points(stateSize, nodes);
  const count = weights.length;
  const [shift, weight] = [tensor(offsets, [1, count, stateSize]), tensor(weights, [1, count, 1])];
  return (mean, scale, f) => {
    const R = mean.shape[0]!;
    const spread = mul(reshape(scale, [R, 1, stateSize]), shift);
    const values = f(reshape(add(reshape(mean, [R, 1, stateSize]), spread), [R * count, stateSize]));
    const K = values.shape[1];
    const total = sum(mul(reshape(values, [R, count, K ?? 1]), weight), 1);
    return K === undefined ? reshape(total, [R]) : total;
  };
}

/** The mean itself first, then the nodes of one dimension after another. */
function points(stateSize: number, nodes: number): { readonly offsets: Float64Array; readonly weights: Float64Array } {
  const place = Float64Array.from({ length: nodes }, (_, q) => reach * (2 * q / (nodes - 1) - 1));
  const mass = place.map((z) => Math.exp(-0.5 * z * z));
  const total = mass.reduce((sumSoFar, each) => sumSoFar + each, 0);
  const count = 1 + stateSize * nodes;
  const [offsets, weights] = [new Float64Array(count * stateSize), new Float64Array(count)];
  weights[0] = 1 - stateSize;
  for (let d = 0; d < stateSize; d++) {
    for (let q = 0; q < nodes; q++) {
      const row = 1 + d * nodes + q;
      offsets[row * stateSize + d] = place[q]!;
      weights[row] = mass[q]! / total;
    }
  }
  return { offsets, weights };
}
