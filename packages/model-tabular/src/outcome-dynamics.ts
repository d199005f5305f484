import type { Component, Discrete, Dynamics, OutcomeTable, Problem } from "@worldwise/protocol";
import { mark } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";

/**
 * The sampled face of a table of outcomes: looks the outcome up, and draws no random number.
 *
 * Episodes start anywhere, uniformly: one `random.integer` for each lane.
 *
 * @param table - read at each step, never written
 */
export function outcomeDynamics(
  { observation, action, discount }: Problem<Discrete, Discrete>, { successor, reward, terminated }: OutcomeTable,
): Dynamics<Discrete, Discrete, Discrete> & Component<"dynamics", never, "dynamics"> {
  const dynamics: Dynamics<Discrete, Discrete, Discrete> = {
    observation, action, state: observation, discount,
    start(random, outState) {
      for (let b = 0; b < random.lanes; b++) outState[b] = random.lane(b).integer(observation.count);
    },
    step(state, chosen, _random, out) {
      for (let b = 0; b < out.reward.length; b++) {
        const row = state[b]! * action.count + chosen[b]!;
        out.state[b] = successor[row]!;
        out.reward[b] = reward[row]!;
        out.terminated[b] = terminated[row]!;
      }
    },
    observe: (state, outObservation) => outObservation.set(state),
    encode: (seen, outState) => outState.set(seen),
  };
  return mark("dynamics", { name: "outcome-dynamics", package: packageName, spaces: { observation, action }, needs: [], provides: ["dynamics"] }, dynamics);
}
