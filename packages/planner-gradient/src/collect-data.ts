import type { Dataset, Discrete, Space } from "@worldwise/protocol";
import { transitionBatch } from "@worldwise/protocol";
import type { GradientProblem } from "./gradient-problem.ts";
import type { SampledState } from "./sampled-state.ts";
import { appendTransition, capacityOf } from "./trajectories.ts";

/** Appends what came into the data set since it was last read; the newest, where there is no room for all. */
export type CollectData<O extends Space> = (state: SampledState<O>, data: Dataset<O, Discrete>) => void;

/**
 * A reader of new real transitions, in their episodes.
 *
 * An episode that had begun before counts its time from the first of its transitions that is read.
 */
export function collectData<O extends Space>(problem: GradientProblem<O>, capacity: number): CollectData<O> {
  const batch = transitionBatch(problem, capacity);
  const [indices, predecessor] = [new Int32Array(capacity), new Int32Array(capacity)];
  return (state, data) => {
    const { trajectories } = state;
    const count = Math.min(data.added - state.seen, data.size, capacityOf(trajectories));
    state.seen = data.added;
    const first = data.size - count;
    for (let row = 0; row < count; row++) indices[row] = first + row;
    data.gather(indices.subarray(0, count), batch);
    predecessor.fill(-1);
    for (let row = 0; row < count; row++) {
      const previous = predecessor[row]!;
      appendTransition(trajectories, batch, row, { previous, time: previous < 0 ? 0 : trajectories.time[previous]! + 1 });
      const follower = data.follow(first + row);
      if (follower >= 0) predecessor[follower - first] = row;
    }
  };
}
