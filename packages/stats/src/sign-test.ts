import { exp } from "./elementary.ts";
import { expectThat } from "./expect-that.ts";
import { logFactorial } from "./log-factorial.ts";
import type { Sample } from "./sample.ts";

/**
 * What the sign test holds against chance.
 *
 * - `"greater"`: wins are more likely than losses.
 * - `"less"`: losses are more likely than wins.
 * - `"two-sided"`: one of the two is more likely.
 */
export type Alternative = "two-sided" | "greater" | "less";

/** What a sign test found. */
export interface SignTest {
  /** Differences above zero. */
  readonly wins: number;
  /** Differences below zero. */
  readonly losses: number;
  /** Differences of exactly zero, which the test leaves out. */
  readonly ties: number;
  readonly alternative: Alternative;
  /** Probability of a result at least as extreme if wins and losses were equally likely, in [0, 1]. */
  readonly pValue: number;
}

/**
 * Exact sign test: do the differences lie above zero more often than below?
 *
 *   greater: P(K ≥ wins),  less: P(K ≤ wins),  two-sided: min(1, 2 min(greater, less)),  K ~ Binomial(wins + losses, ½)
 *
 * It assumes nothing about the size of the differences. With nothing but ties, the p-value is 1.
 *
 * @param differences - [N] for instance from `pairedDifferences`; infinite ones count by their sign
 * @param alternative - default `"two-sided"`
 * @throws RangeError where a difference is NaN.
 *
 * Source: Dixon and Mood (1946), "The statistical sign test".
 */
export function signTest(differences: Sample, alternative: Alternative = "two-sided"): SignTest {
  let wins = 0;
  let losses = 0;
  for (let k = 0; k < differences.length; k++) {
    const difference = differences[k]!;
    expectThat(!Number.isNaN(difference), "differences that are numbers", `NaN at index ${k}`, "replace the failed run");
    if (difference > 0) wins += 1;
    else if (difference < 0) losses += 1;
  }
  const ties = differences.length - wins - losses;
  return { wins, losses, ties, alternative, pValue: signTestPValue(wins, losses, alternative) };
}

/**
 * The p-value of {@link signTest} from the counts alone. Relative error below 1e-10 for up to 10 000 pairs.
 *
 * @param wins - a whole number, 0 or more
 * @param losses - a whole number, 0 or more
 * @param alternative - default `"two-sided"`
 * @throws RangeError for counts that are not whole numbers, or an unknown alternative.
 */
export function signTestPValue(wins: number, losses: number, alternative: Alternative = "two-sided"): number {
  const whole = Number.isInteger(wins) && Number.isInteger(losses) && wins >= 0 && losses >= 0;
  expectThat(whole, "whole counts of wins and losses", `${wins} and ${losses}`, "count pairs; leave ties out");
  const known: readonly string[] = ["two-sided", "greater", "less"];
  expectThat(known.includes(alternative), `one of ${known.join(", ")}`, `"${alternative}"`, "choose one of the three");
  switch (alternative) {
    case "greater": return fairTail(losses, wins + losses);
    case "less": return fairTail(wins, wins + losses);
    case "two-sided": return Math.min(1, 2 * fairTail(Math.min(wins, losses), wins + losses));
  }
}

/** P(K ≤ k) for K ~ Binomial(n, ½). A tail beyond the middle comes from the other one, to keep its terms small. */
function fairTail(k: number, n: number): number {
  if (k === n) return 1;
  return 2 * k > n ? 1 - smallTail(n - k - 1, n) : smallTail(k, n);
}

/** The sum from its largest term down: C(n, i−1) = C(n, i) · i / (n − i + 1). */
function smallTail(k: number, n: number): number {
  let term = exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k) - n * Math.LN2);
  let sum = term;
  for (let i = k; i > 0 && term > 1e-18 * sum; i--) {
    term *= i / (n - i + 1);
    sum += term;
  }
  return sum;
}
