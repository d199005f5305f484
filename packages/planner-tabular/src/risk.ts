import type { ReturnLaw } from "./return-law.ts";
import { averageOf } from "./return-law.ts";

/** A number for a law of returns: larger is better. */
export type Risk = (law: ReturnLaw) => number;

/** Risk measures by name, with the options of all of them. */
export interface RiskChoice {
  /** `cvar`: mean of the worst part. `mean-variance`, `entropic`, or the plain `mean`. Default `cvar`. */
  readonly measure?: "cvar" | "mean-variance" | "entropic" | "mean";
  /** How large the worst part is, in (0, 1]. Default 0.5. */
  readonly level?: number;
  /** What a unit of variance costs, or, of the entropic risk, the aversion, above 0. Default 1. */
  readonly aversion?: number;
}

const mean: Risk = (law) => averageOf(law, (value) => value);

/** 1/level Σ of the worst returns, as far as their probabilities fill the level. */
const worstPart = (level: number): Risk => ({ returns, probabilities }) => {
  let [left, total] = [level, 0];
  for (let k = 0; k < returns.length && left > 0; k++) {
    const part = Math.min(left, probabilities[k]!);
    total += part * returns[k]!;
    left -= part;
  }
  return total / (level - Math.max(0, left));
};

/** E[G] − aversion · Var G */
const meanVariance = (aversion: number): Risk => (law) => {
  const center = mean(law);
  return center - aversion * averageOf(law, (value) => (value - center) ** 2);
};

/** −1/aversion · log E[exp(−aversion · G)], without overflow. */
const entropic = (aversion: number): Risk => (law) => {
  const worst = law.returns[0]!;
  return worst - Math.log(averageOf(law, (value) => Math.exp(-aversion * (value - worst)))) / aversion;
};

/** The measure that the options name. */
export function riskOf({ measure, level, aversion }: Required<RiskChoice>): Risk {
  switch (measure) {
    case "cvar": return worstPart(level);
    case "mean-variance": return meanVariance(aversion);
    case "entropic": return entropic(aversion);
    case "mean": return mean;
  }
}
