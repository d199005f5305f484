import { logGamma } from "./log-gamma.ts";

const sum = (numbers: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
  return total;
};

/**
 * The mean of a Dirichlet distribution.
 *
 *   E[p_i] = α_i / s,   s = Σ_j α_j
 *
 * @param concentration - `[n]` α, each \> 0
 * @param outMean - `[n]`, overwritten
 */
export function dirichletMean(concentration: ArrayLike<number>, outMean: Float64Array): void {
  const total = sum(concentration);
  for (let i = 0; i < concentration.length; i++) outMean[i] = concentration[i]! / total;
}

/**
 * The variance of each coordinate of a Dirichlet distribution.
 *
 *   Var[p_i] = α_i (s − α_i) / (s² (s + 1)),   s = Σ_j α_j
 *
 * @param concentration - `[n]` α, each \> 0
 * @param outVariance - `[n]`, overwritten
 */
export function dirichletVariance(concentration: ArrayLike<number>, outVariance: Float64Array): void {
  const total = sum(concentration);
  for (let i = 0; i < concentration.length; i++) {
    outVariance[i] = (concentration[i]! * (total - concentration[i]!)) / (total * total * (total + 1));
  }
}

/**
 * log of the probability of a sequence of outcomes, the distribution itself integrated out.
 *
 *   log Γ(s) − log Γ(s + n) + Σ_i (log Γ(α_i + n_i) − log Γ(α_i)),   s = Σ_i α_i,   n = Σ_i n_i
 *
 * Of the sequence in its order: without the multinomial coefficient, which counts orders.
 *
 * @param concentration - `[n]` α of the prior, each \> 0
 * @param outcomeCounts - `[n]` how often each outcome came
 */
export function dirichletLogMarginal(concentration: ArrayLike<number>, outcomeCounts: ArrayLike<number>): number {
  const total = sum(concentration);
  let logMarginal = logGamma(total) - logGamma(total + sum(outcomeCounts));
  for (let i = 0; i < concentration.length; i++) {
    logMarginal += logGamma(concentration[i]! + outcomeCounts[i]!) - logGamma(concentration[i]!);
  }
  return logMarginal;
}
