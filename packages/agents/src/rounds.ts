import type { Space } from "@worldwise/protocol";
import type { Schedule } from "./running-agent.ts";

/** Calls `endRound` whenever `stepsPerRound` further real steps have come in, and does nothing between. */
export function rounds<O extends Space, A extends Space>(stepsPerRound: number, endRound: () => void): Schedule<O, A> {
  const state = { observed: 0 };
  return {
    state,
    afterObserving(batch) {
      const before = Math.floor(state.observed / stepsPerRound);
      state.observed += batch.size;
      if (Math.floor(state.observed / stepsPerRound) > before) endRound();
    },
  };
}
