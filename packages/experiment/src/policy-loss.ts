import type { Mdp } from "@worldwise/protocol";
import { policyLossBounds } from "@worldwise/theory";
import type { PolicyLoss } from "./cell.ts";

/** Bounds are dense: a few N × N matrices, and as many solves. */
const mostStates = 300;

/**
 * What a plan that is optimal in a learned model loses in the true world, in the worst state, and what could have been said of it.
 *
 *   loss = ‖V* − V^π̂‖∞ ≤ two-terms ≤ value-aware ≤ norms ≤ reward-scale ≤ likelihood
 *
 * slack is the least difference of neighbors in that chain: below 0, but for rounding, a bound would have failed. The bounds are those
 * of `policyLossBounds` of `@worldwise/theory`; that by likelihoods is infinite where the model excludes what happens. Undefined where the sizes or the discounts differ, without discounting, and above 300 states.
 */
export function policyLoss(model: Mdp, world: Mdp): PolicyLoss | undefined {
  const alike = model.stateCount === world.stateCount && model.actionCount === world.actionCount && model.discount === world.discount;
  if (!alike || world.discount >= 1 || world.stateCount > mostStates) return undefined;
  const { twoTerms, valueAware, norms, rewardScale, likelihood } = policyLossBounds(world, model).largest;
  const chain = [twoTerms.left, ...[twoTerms, valueAware, norms, rewardScale, likelihood].map(({ right }) => right)];
  const steps = chain.slice(1).map((bound, i) => bound - chain[i]!);
  return {
    loss: twoTerms.left, "two-terms": twoTerms.right, "value-aware": valueAware.right, norms: norms.right,
    "reward-scale": rewardScale.right, likelihood: likelihood.right, slack: Math.min(...steps),
  };
}
