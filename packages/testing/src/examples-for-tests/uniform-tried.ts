import type { Discrete, Problem, SearchControl } from "@worldwise/protocol";
import { defineSearchControl, heap } from "@worldwise/protocol";

/** What it saves. */
export type TriedState = { count: number; rows: Int32Array; known: Uint8Array }; // [N·M], [N·M]

/** Pairs that were really tried, each as likely. */
export function uniformTried(problem: Problem<Discrete, Discrete>): SearchControl<Discrete, Discrete, TriedState, never> {
  const actionCount = problem.action.count;
  const size = problem.observation.count * actionCount;
  return defineSearchControl({
    name: "uniform-tried", spaces: problem, needs: [], provides: [],
    init: (allocator = heap): TriedState => ({ count: 0, rows: allocator("int32", size), known: allocator("uint8", size) }),
    observe(state, batch) {
      for (let b = 0; b < batch.size; b++) {
        const row = batch.observation[b]! * actionCount + batch.action[b]!;
        if (state.known[row] === 0) state.rows[state.count++] = row;
        state.known[row] = 1;
      }
    },
    draw({ rows, count }, _view, random, outObservation, outAction) {
      if (count === 0) return 0;
      for (let b = 0; b < random.lanes; b++) {
        const row = rows[random.lane(b).integer(count)]!;
        outObservation[b] = Math.floor(row / actionCount);
        outAction[b] = row % actionCount;
      }
      return random.lanes;
    },
    triedPairs: (state) => ({ rows: state.rows, count: () => state.count }),
  });
}
