import type { Discrete, Dynamics, OutcomeTable, Problem } from "@worldwise/protocol";

/**
 * Steps as a table of outcomes says. Steps draw no random number; a start draws one whole number for each lane, its state.
 *
 * @param table - read at each step, never written
 */
export function outcomeDynamics(
  { observation, action, discount }: Problem<Discrete, Discrete>, { successor, reward, terminated }: OutcomeTable,
): Dynamics<Discrete, Discrete, Discrete> {
  return {
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
    encode: (observed, outState) => outState.set(observed),
  };
}
