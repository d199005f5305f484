import type { Discrete, SearchControl, Spaces } from "@worldwise/protocol";
import { defineSearchControl, heap } from "@worldwise/protocol";

/** Options of `uniformTried`. */
export interface UniformTriedOptions {
  /** Count every action of a visited state as tried, as Dyna-Q+ does (Sutton and Barto, section 8.3): the model must answer for it. */
  readonly untriedActions?: boolean;
}

/** Each tried row once, in the order of its first trial. */
export type TriedState = {
  /** `[N·M]` */
  rows: Int32Array;
  /** `[N·M]` 0 | 1 */
  tried: Uint8Array;
  count: number;
};

/**
 * Search control of Dyna-Q: every pair that was really tried is equally likely, however often it was tried.
 *
 * One `random.integer(count)` for each draw and nothing else: the `triedPairs` promise, kept where only tried actions count.
 * Source: Sutton and Barto (2018), section 8.2.
 */
export function uniformTried(
  spaces: Spaces<Discrete, Discrete>, { untriedActions = false }: UniformTriedOptions = {},
): SearchControl<Discrete, Discrete, TriedState, never> {
  const [rowCount, actionCount] = [spaces.observation.count * spaces.action.count, spaces.action.count];
  const remember = (state: TriedState, row: number): void => {
    if (state.tried[row] === 1) return;
    state.tried[row] = 1;
    state.rows[state.count++] = row;
  };
  return defineSearchControl({
    name: untriedActions ? "uniform-visited" : "uniform-tried", package: "@worldwise/agents", spaces, needs: [], provides: [],
    init: (allocator = heap): TriedState => ({ rows: allocator("int32", rowCount), tried: allocator("uint8", rowCount), count: 0 }),
    observe(state, batch) {
      for (let b = 0; b < batch.size; b++) {
        const first = batch.observation[b]! * actionCount;
        if (untriedActions) for (let a = 0; a < actionCount; a++) remember(state, first + a);
        else remember(state, first + batch.action[b]!);
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
    ...(!untriedActions && { triedPairs: (state: TriedState) => ({ rows: state.rows, count: () => state.count }) }),
  });
}
