import { requireOption } from "./require-option.ts";

/** A discrete law of returns: values with their probabilities. */
export interface ReturnLaw {
  readonly returns: ArrayLike<number>;
  /** Of each return; they sum to 1. */
  readonly probabilities: ArrayLike<number>;
}

/** A number for a law: larger is better. */
export type RiskMeasure = (law: ReturnLaw) => number;

/** E[G] */
export const expectedReturn: RiskMeasure = (law) => averageOf(law, (value) => value);

/** E[G] − weight · Var G. Throws `bad-options` unless weight is finite. */
export function meanVariance(weight: number): RiskMeasure {
  requireOption(Number.isFinite(weight), "weight", "a finite number", weight);
  return (law) => {
    const average = expectedReturn(law);
    return average - weight * averageOf(law, (value) => (value - average) ** 2);
  };
}

/**
 * Conditional value at risk: the mean of the worst part of a law.
 *
 *   CVaR_level = 1/level ∫_0^level F⁻¹(u) du
 *
 * The return at the edge counts with what is left of the part. At 1 it is the mean; near 0 the worst return. Throws
 * `bad-options`.
 *
 * @param level - in (0, 1]
 *
 * Source: Rockafellar and Uryasev (2002), "Conditional value-at-risk for general loss distributions", for returns instead of
 * losses.
 */
export function conditionalValueAtRisk(level: number): RiskMeasure {
  requireOption(level > 0 && level <= 1, "level", "a number in (0, 1]", level);
  return ({ returns, probabilities }) => {
    const order = Array.from(returns, (_, k) => k).sort((a, b) => returns[a]! - returns[b]!);
    let [left, total] = [level, 0];
    for (const k of order) {
      const part = Math.min(left, probabilities[k]!);
      total += part * returns[k]!;
      left -= part;
    }
    return total / level;
  };
}

/**
 * Entropic risk: −1/aversion · log E[exp(−aversion · G)], computed without overflow. Throws `bad-options`.
 *
 * @param aversion - above 0, in one over the units of the return
 */
export function entropicRisk(aversion: number): RiskMeasure {
  requireOption(aversion > 0 && Number.isFinite(aversion), "aversion", "a finite number above 0", aversion);
  return (law) => {
    const possible = Array.from(law.returns).filter((_, k) => law.probabilities[k]! > 0);
    const worst = possible.reduce((least, value) => Math.min(least, value), Infinity);
    return worst - Math.log(averageOf(law, (value) => Math.exp(-aversion * (value - worst)))) / aversion;
  };
}

function averageOf({ returns, probabilities }: ReturnLaw, f: (value: number) => number): number {
  let total = 0;
  for (let k = 0; k < returns.length; k++) if (probabilities[k]! > 0) total += probabilities[k]! * f(returns[k]!);
  return total;
}
