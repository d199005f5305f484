import type { Dataset, RandomLanes, SearchControl, Space, Spaces, TransitionBatch } from "@worldwise/protocol";
import { defineSearchControl, transitionBatch } from "@worldwise/protocol";

/** Options of `recent`. */
export interface RecentOptions {
  /** How many of the newest transitions are drawn from. */
  readonly window?: number;
}

/**
 * Pairs of the newest transitions, uniformly: planning stays where the agent is.
 *
 * Draws one integer for each lane.
 */
export function recent<O extends Space, A extends Space>(
  spaces: Spaces<O, A>, { window = 1000 }: RecentOptions = {},
): SearchControl<O, A, null, never> {
  const sample = sampler(spaces);
  return defineSearchControl({
    name: "recent", package: "@worldwise/agents", spaces, needs: [], provides: [],
    init: () => null,
    observe() { /* the data set remembers */ },
    draw(_state, { data }, random, outObservation, outAction) {
      if (data.size === 0) return 0;
      const drawn = sample(data, random, Math.min(window, data.size));
      outObservation.set(drawn.observation);
      outAction.set(drawn.action);
      return random.lanes;
    },
  });
}

/** Options of `onPolicy`. */
export interface OnPolicyOptions {
  /**
   * With discrete spaces: where the policy chooses an action that was never tried in a state, take the action of the
   * transition that the state was drawn from. A tabular model knows nothing of untried ones.
   */
  readonly triedOnly?: boolean;
}

/** Which pairs were tried: `[N·M]`, or empty where spaces are not discrete or untried actions are welcome. */
export type OnPolicyState = { tried: Uint8Array };

/**
 * States uniformly from the data, actions from the present policy.
 *
 *   x̃ ~ ν (data),   ã ~ π(·|x̃)
 *
 * Source: the general Dyna of the lecture, and the branched rollouts of MBPO (Janner et al. 2019) with length 1.
 */
export function onPolicy<O extends Space, A extends Space>(
  spaces: Spaces<O, A>, { triedOnly = true }: OnPolicyOptions = {},
): SearchControl<O, A, OnPolicyState, never> {
  const sample = sampler(spaces);
  const { observation, action } = spaces;
  const finite = observation.kind === "discrete" && action.kind === "discrete";
  const rowCount = triedOnly && finite ? observation.count * action.count : 0;
  const actionCount = action.kind === "discrete" ? action.count : 0;
  return defineSearchControl({
    name: "on-policy", package: "@worldwise/agents", spaces, needs: [], provides: [],
    init: (): OnPolicyState => ({ tried: new Uint8Array(rowCount) }),
    observe({ tried }, batch) {
      if (rowCount > 0) for (let b = 0; b < batch.size; b++) tried[batch.observation[b]! * actionCount + batch.action[b]!] = 1;
    },
    draw({ tried }, { data, policy }, random, outObservation, outAction) {
      if (data.size === 0) return 0;
      const drawn = sample(data, random, data.size);
      outObservation.set(drawn.observation);
      policy.act(outObservation, random, outAction);
      for (let b = 0; b < random.lanes && rowCount > 0; b++) {
        if (tried[outObservation[b]! * actionCount + outAction[b]!] === 0) outAction[b] = drawn.action[b]!;
      }
      return random.lanes;
    },
  });
}

/** Gathers one of the newest `count` transitions for each lane; scratch grows to the number of lanes once. */
function sampler<O extends Space, A extends Space>(
  spaces: Spaces<O, A>,
): (data: Dataset<O, A>, random: RandomLanes, count: number) => TransitionBatch<O, A> {
  let [indices, drawn] = [new Int32Array(0), transitionBatch(spaces, 0)];
  return (data, random, count) => {
    if (indices.length !== random.lanes) [indices, drawn] = [new Int32Array(random.lanes), transitionBatch(spaces, random.lanes)];
    for (let b = 0; b < random.lanes; b++) indices[b] = data.size - 1 - random.lane(b).integer(count);
    data.gather(indices, drawn);
    return drawn;
  };
}
