import type { Discrete, Policy } from "@worldwise/protocol";
import type { Selection } from "./selection.ts";

/**
 * A policy over a table: a rule of selection bound to live action values.
 *
 * Lane b reads observation[b] and its own stream, so that B lanes equal B single lanes.
 *
 * @param actionValue - `[N, M]` read live, never written
 */
export function tablePolicy(selection: Selection, actionValue: Float64Array): Policy<Discrete, Discrete> {
  return {
    act(observation, random, outAction, mode = "explore") {
      const choose = mode === "evaluate" ? selection.evaluate : selection.draw;
      for (let b = 0; b < random.lanes; b++) outAction[b] = choose(actionValue, observation[b]!, random.lane(b));
    },
  };
}

/** Σ_a π(a|x) Q(x,a). Overwrites `scratch` `[M]` by π(·|x). */
export function expectedActionValue(selection: Selection, actionValue: Float64Array, state: number, scratch: Float64Array): number {
  selection.probabilities(actionValue, state, scratch);
  let total = 0;
  for (let a = 0; a < scratch.length; a++) total += scratch[a]! * actionValue[state * scratch.length + a]!;
  return total;
}
