import type { Mdp } from "@worldwise/protocol";

/** When nearly nothing is under way any more. */
const leastMass = 1e-13;
const mostSteps = 200_000;

/**
 * How often states are visited, discounted: the occupancy without its factor (1 − γ).
 *
 *   d(x) = Σ_t γᵗ Pr(x_t = x),   x_0 ~ start,   what has ended is nowhere
 *
 * @param policy - `[N·M]` probabilities
 * @returns `[N]`; undefined where the sum does not end, such as an undiscounted policy that goes on for ever
 */
export function discountedVisits(mdp: Mdp, policy: Float64Array, start: Float64Array): Float64Array | undefined {
  let [now, next] = [Float64Array.from(start), new Float64Array(mdp.stateCount)];
  const visits = Float64Array.from(start);
  for (let step = 1; step <= mostSteps; step++) {
    next.fill(0);
    const mass = advance(mdp, policy, now, next);
    for (let x = 0; x < next.length; x++) visits[x]! += next[x]!;
    if (!Number.isFinite(mass)) return undefined;
    if (mass * remaining(mdp.discount) <= leastMass) return visits;
    [now, next] = [next, now];
  }
  return undefined;
}

/** What one unit of mass may still add to the visits; without a discount there is no bound, and the unit stands for itself. */
const remaining = (discount: number): number => (discount < 1 ? discount / (1 - discount) : 1);

/** Adds γ · now · P^π, without what ends, to `outNext`. Returns its sum. */
function advance(mdp: Mdp, policy: Float64Array, now: Float64Array, outNext: Float64Array): number {
  const { actionCount, rowStart, rowEnd, successor, probability, terminated, discount } = mdp;
  let mass = 0;
  for (let row = 0; row < policy.length; row++) {
    const weight = discount * policy[row]! * now[Math.floor(row / actionCount)]!;
    if (weight === 0) continue;
    for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
      if (terminated[k] === 1) continue;
      outNext[successor[k]!]! += weight * probability[k]!;
      mass += weight * probability[k]!;
    }
  }
  return mass;
}
