import type { Mdp } from "@worldwise/protocol";
import { requireOption } from "./require-option.ts";
import type { ReturnLaw, RiskMeasure } from "./risk-measures.ts";

/**
 * The law of the discounted return of an action and then a policy, over a horizon, in an explicit MDP: every path is walked.
 *
 *   law(x, a, h) = mixture over y of r(x,a) + γ law(y, π(y), h − 1),   law(·, ·, 0) = 0
 *
 * Equal returns are put together, so that worlds whose rewards fall on few values stay small. What a transition pays is its own
 * where the MDP says so (`successorReward`). Throws `bad-options` where the law has more values than `most`.
 *
 * @param policy - `[N]` the action of each state
 * @param horizon - h, at least 1
 */
export function returnLaw(
  mdp: Mdp, policy: ArrayLike<number>, state: number, action: number, horizon: number, most = 100_000,
): ReturnLaw {
  requireOption(Number.isInteger(horizon) && horizon >= 1, "horizon", "a whole number of at least 1", horizon);
  const known = new Map<string, ReadonlyMap<number, number>>();
  const law = lawOf(state, action, horizon);
  return { returns: [...law.keys()], probabilities: [...law.values()] };

  function lawOf(x: number, a: number, left: number): ReadonlyMap<number, number> {
    if (left === 0) return certainly0;
    const key = `${x} ${a} ${left}`;
    const found = known.get(key) ?? mixture(x * mdp.actionCount + a, left);
    known.set(key, found);
    return found;
  }

  function mixture(row: number, left: number): ReadonlyMap<number, number> {
    const mixed = new Map<number, number>();
    for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
      const [paid, y] = [mdp.successorReward?.[k] ?? mdp.reward[row]!, mdp.successor[k]!];
      if (mdp.probability[k] === 0) continue;
      const after = mdp.terminated[k] === 1 ? certainly0 : lawOf(y, policy[y]!, left - 1);
      for (const [value, probability] of after) {
        const total = paid + mdp.discount * value;
        mixed.set(total, (mixed.get(total) ?? 0) + mdp.probability[k]! * probability);
      }
    }
    requireOption(mixed.size <= most, "horizon", `at most ${most} different returns`, mixed.size);
    return mixed.size > 0 ? mixed : certainly0;
  }
}

const certainly0: ReadonlyMap<number, number> = new Map([[0, 1]]);

/**
 * The action with the best law by a risk measure, the lowest of several; afterwards the policy is followed. Throws as
 * `returnLaw`.
 */
export function riskGreedyAction(
  mdp: Mdp, policy: ArrayLike<number>, state: number, horizon: number, measure: RiskMeasure,
): number {
  const scores = Array.from({ length: mdp.actionCount }, (_, a) => measure(returnLaw(mdp, policy, state, a, horizon)));
  return scores.indexOf(Math.max(...scores));
}
