import type { Component, Discrete, Dynamics, Mdp, Named } from "@worldwise/protocol";
import { discrete, mark } from "@worldwise/protocol";

/** What an explicit MDP does not say of itself. */
export interface DynamicsDetails extends Partial<Named> {
  readonly maxEpisodeSteps?: number;
}

/**
 * Samples an explicit MDP: the generative face of a transition table.
 *
 *   x' = successor[k],  k the first of the row with p_start + … + p_k \> u,  u uniform in [0, 1)
 *
 * One uniform number for each lane, on every start and on every step, even where the outcome is certain: so that Gymnasium's
 * tabular environments are reproduced. Rounding may leave the sum below u: then it is the last of the row
 * (Gymnasium would take the first). Live: the arrays are read at each step.
 * In a row that the model knows nothing about nothing moves: the state stays, the reward is the row's.
 *
 * @param mdp - read, never written
 */
export function asDynamics(mdp: Mdp, details: DynamicsDetails = {}): Dynamics<Discrete, Discrete, Discrete> & Component<"dynamics", never, "dynamics"> {
  const state = discrete(mdp.stateCount);
  const action = discrete(mdp.actionCount);
  const { rowStart, rowEnd, successor, probability, terminated, reward, successorReward, initial, actionCount } = mdp;
  const { maxEpisodeSteps } = details;
  const dynamics: Dynamics<Discrete, Discrete, Discrete> = {
    observation: state, action, state, discount: mdp.discount, ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
    start(random, outState) {
      for (let b = 0; b < random.lanes; b++) outState[b] = pick(initial, 0, mdp.stateCount, random.lane(b).uniform());
    },
    step(from, chosen, random, out) {
      for (let b = 0; b < out.reward.length; b++) {
        const row = from[b]! * actionCount + chosen[b]!;
        const [start, end] = [rowStart[row]!, rowEnd[row]!];
        const k = pick(probability, start, end, random.lane(b).uniform());
        const known = end > start;
        out.state[b] = known ? successor[k]! : from[b]!;
        out.reward[b] = known && successorReward ? successorReward[k]! : reward[row]!;
        out.terminated[b] = known ? terminated[k]! : 0;
      }
    },
    observe: (from, outObservation) => outObservation.set(from),
    encode: (observation, outState) => outState.set(observation),
  };
  return mark("dynamics", { name: "as-dynamics", ...details, spaces: { observation: state, action }, needs: [], provides: ["dynamics"] }, dynamics);
}

/** Inverts the distribution function of probability[start … end−1] at u. */
function pick(probability: Float64Array, start: number, end: number, u: number): number {
  let total = 0;
  for (let k = start; k < end - 1; k++) {
    total += probability[k]!;
    if (total > u) return k;
  }
  return end - 1;
}
