import type { ValueChange } from "./bellman-operators.ts";
import { type Contraction, valueBounds } from "./value-bounds.ts";

/**
 * When iteration stops, with the contraction rate ρ = γ · greatest row weight, and c(x) as in {@link ValueBounds}.
 *
 *   sup:   stop when ‖V' - V‖∞ ≤ tolerance (1 - ρ) / (2ρ);   residual = ‖V' - V‖∞
 *   span:  stop when c(high) - c(low) ≤ tolerance, and add (c(low) + c(high)) / 2;   residual = c(high) - c(low)
 *
 * Either way ‖V - V*‖∞ ≤ tolerance / 2 up to rounding, so that the greedy policy's value is within `tolerance` for weights 1.
 * The span rule needs far fewer sweeps where the process mixes. At ρ = 1 (γ = 1 and a row that goes on for certain) a change
 * bounds nothing: both rules then stop at ‖V' - V‖∞ ≤ tolerance, the error being at most this times the expected number of
 * remaining steps.
 *
 * Source: Puterman (1994), Markov Decision Processes, sections 6.3.2 and 6.6.
 */
export type StoppingRule = "span" | "sup";

/** What one backup V' = T V has shown about V* - V'. */
export interface Verdict {
  readonly stop: boolean;
  /** What the rule compares. */
  readonly residual: number;
  /** To be added to V' when stopping. */
  readonly shift: number;
  /** ‖V* - V'‖∞ is at most this before the shift. Infinity where nothing is known. */
  readonly errorBound: number;
}

/** Applies a stopping rule to the changes of one backup. */
export function judge(rule: StoppingRule, { low, high }: ValueChange, contraction: Contraction, tolerance: number): Verdict {
  const greatest = Math.max(Math.abs(low), Math.abs(high));
  const rate = contraction.highest;
  if (rate >= 1) {
    return { stop: greatest <= tolerance, residual: greatest, shift: 0, errorBound: greatest === 0 ? 0 : Infinity };
  }
  if (rule === "sup") {
    const errorBound = greatest * rate / (1 - rate);
    return { stop: errorBound <= tolerance / 2, residual: greatest, shift: 0, errorBound };
  }
  const bounds = valueBounds(low, high, contraction);
  const residual = bounds.high - bounds.low;
  const errorBound = Math.max(Math.abs(bounds.low), Math.abs(bounds.high));
  return { stop: residual <= tolerance, residual, shift: (bounds.low + bounds.high) / 2, errorBound };
}
