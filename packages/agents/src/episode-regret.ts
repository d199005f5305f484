import type { Mdp } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { checkCount } from "./check-parts.ts";

/** What episodes of a known world are worth, in expectation, from its start distribution. */
export interface EpisodeRegret {
  /** Of the best policy there is, which knows the time that is left. */
  readonly optimal: number;
  /** What an episode by a policy loses to it, at least 0. `[N]` the action in every state, whatever the time. */
  of(policy: Int32Array): number;
}

/**
 * Expected regret of an episode of so many steps, exactly.
 *
 *   V*_h(x) = max_a r(x,a) + Σ_y P(y|x,a) V*_h+1(y),   V_H = 0;   regret(π) = Σ_x initial(x) (V*_0(x) − V^π_0(x))
 *
 * Undiscounted, as regret is counted, whatever γ the agent plans with. After a transition that terminates nothing is earned.
 * One call walks H times over the rows. Throws `bad-options` on horizons that are no count, `wrong-array` on policies of other sizes.
 *
 * @param mdp - the true world, read at each call
 * @param horizon - H, steps of an episode
 */
export function episodeRegret(mdp: Mdp, horizon: number): EpisodeRegret {
  checkCount("horizon", horizon, 1);
  const [value, next] = [new Float64Array(mdp.stateCount), new Float64Array(mdp.stateCount)];
  const actions = Array.from({ length: mdp.actionCount }, (_, a) => a);
  const induct = (backup: (state: number) => number): number => {
    value.fill(0);
    for (let step = 0; step < horizon; step++) {
      next.set(value);
      for (let s = 0; s < mdp.stateCount; s++) value[s] = backup(s);
    }
    return value.reduce((total, v, s) => total + mdp.initial[s]! * v, 0);
  };
  const optimal = induct((s) => Math.max(...actions.map((a) => backedUp(mdp, s * mdp.actionCount + a, next))));
  return {
    optimal,
    of(policy) {
      checkPolicy(policy, mdp);
      return Math.max(0, optimal - induct((s) => backedUp(mdp, s * mdp.actionCount + policy[s]!, next)));
    },
  };
}

function backedUp({ rowStart, rowEnd, successor, probability, terminated, reward }: Mdp, row: number, next: Float64Array): number {
  let total = reward[row]!;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) if (terminated[k] === 0) total += probability[k]! * next[successor[k]!]!;
  return total;
}

function checkPolicy(policy: Int32Array, { stateCount, actionCount }: Mdp): void {
  if (policy.length === stateCount && policy.every((action) => action >= 0 && action < actionCount)) return;
  throw new WorldwiseError("wrong-array", {
    expected: `one action below ${actionCount} for each of ${stateCount} states`, got: `${policy.length} numbers`,
    todo: "pass the policy of this world",
  });
}
