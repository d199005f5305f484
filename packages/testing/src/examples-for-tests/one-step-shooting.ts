import type { Box, Planner, Spaces } from "@worldwise/protocol";
import { allocate, definePlanner, stepBuffers } from "@worldwise/protocol";

type Vectors = Box<"float64", readonly [number, number]>;
type Forces = Box<"float32", readonly [number]>;

const candidateCount = 6;

/**
 * Decides at decision time: the candidate with the best imagined reward two steps on. It draws candidates from a stream of its
 * own.
 */
export const oneStepShooting = (
  spaces: Spaces<Vectors, Forces>,
): Planner<Vectors, Forces, { acts: number }, "dynamics", never> => definePlanner({
  name: "one-step-shooting", spaces, needs: ["dynamics"], provides: [],
  init: () => ({ acts: 0 }),
  policy(state, { dynamics }, streams) {
    const random = streams("candidates", candidateCount);
    const [candidate, from] = [allocate(spaces.action, candidateCount), allocate(dynamics.state, candidateCount)];
    const [first, second] = [stepBuffers(dynamics.state, candidateCount), stepBuffers(dynamics.state, candidateCount)];
    return {
      act(observation, acting, outAction, mode) {
        for (let b = 0; b < acting.lanes; b++) {
          for (let k = 0; k < candidateCount; k++) {
            candidate[k] = 2 * random.lane(k).uniform() - 1;
            from.set(observation.subarray(2 * b, 2 * b + 2), 2 * k);
          }
          dynamics.step(from, candidate, random, first);
          dynamics.step(first.state, candidate, random, second);
          outAction[b] = candidate[second.reward.indexOf(Math.max(...second.reward))]!;
        }
        if (mode === "explore") state.acts++;
      },
    };
  },
  decision: () => ({}),
});
