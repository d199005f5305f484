import type { Box, ModelLearner, Problem } from "@worldwise/protocol";
import { defineModelLearner, heap, transitionBatch } from "@worldwise/protocol";

type Vectors = Box<"float64", readonly [number, number]>;
type Forces = Box<"float32", readonly [number]>;

/** What it saves: the mean step, and how much the errors mattered. */
export type MeanStep = { seen: number; worth: number; step: Float64Array }; // [2]

/** x̂' = x + mean step. It is told the value of states and sums up by how much it was wrong about it. */
export function meanStepLearner(
  problem: Problem<Vectors, Forces>,
): ModelLearner<Vectors, Forces, MeanStep, "value", "expectation"> {
  const [index, one, values] = [new Int32Array(1), transitionBatch(problem, 1), new Float64Array(1)];
  return defineModelLearner({
    name: "mean-step", spaces: problem, needs: ["value"], provides: ["expectation"],
    init: (_random, allocator = heap): MeanStep => ({ seen: 0, worth: 0, step: allocator("float64", 2) }),
    update(state, data, { value }) {
      for (; state.seen < data.added; state.seen++) {
        index[0] = data.size - (data.added - state.seen);
        data.gather(index, one);
        value.evaluate(one.nextObservation, values);
        state.worth += values[0]!;
        for (const i of [0, 1]) {
          state.step[i] = state.step[i]! + (one.nextObservation[i]! - one.observation[i]! - state.step[i]!) / (state.seen + 1);
        }
      }
      return undefined;
    },
    model: ({ step }) => ({
      expectation: { next: (from, _action, outState) => from.forEach((x, i) => (outState[i] = x + step[i % 2]!)) },
    }),
  });
}
