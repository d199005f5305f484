/** What the stopping rules know of a problem. The weight of a row is the probability that the episode goes on. */
export interface Contraction {
  /** γ times the least weight of a row. */
  readonly lowest: number;
  /** γ times the greatest weight of a row: the contraction rate of the backup in the maximum norm. */
  readonly highest: number;
}

/**
 * V* - V' of every state lies in [low, high]: the bounds of MacQueen and Porteus for one backup V' = T V, widened to rows
 * whose weight w is below 1.
 *
 *   low ≤ V'(s) - V(s) ≤ high for all s   ⇒   c(low) ≤ V*(s) - V'(s) ≤ c(high) for all s,   c(x) = x ρ / (1 - ρ)
 *
 * with ρ = γ·max w for high ≥ 0, γ·min w for high \< 0, and for low the other way round. Why: a constant c ≥ 0 added to V'
 * comes back from T as at most γ·max w·c, a constant c \< 0 as at most γ·min w·c; so V' + c(high) is at least its own
 * backup, and therefore at least V*. Where all weights are 1 this is the familiar γ/(1 - γ)·[low, high]. At ρ = 1 a
 * change other than 0 has no bound.
 *
 * Source: Puterman (1994), Markov Decision Processes, theorem 6.6.3 (weights 1).
 */
export interface ValueBounds {
  readonly low: number;
  readonly high: number;
}

/** change · rate / (1 - rate), the sum of all that a change can still bring about. */
function whatFollows(change: number, rate: number): number {
  if (change === 0 || rate === 0) return 0;
  return rate < 1 ? change * rate / (1 - rate) : change * Infinity;
}

/** The bounds that follow from one sweep's least and greatest change. */
export function valueBounds(low: number, high: number, { lowest, highest }: Contraction): ValueBounds {
  return {
    low: whatFollows(low, low < 0 ? highest : lowest),
    high: whatFollows(high, high < 0 ? lowest : highest),
  };
}
