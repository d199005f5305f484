import type { Discrete, Space, TransitionBatch } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { SampledState } from "./sampled-state.ts";
import { appendTransition, capacityOf } from "./trajectories.ts";

/**
 * Appends a batch, one row for each lane, to the trajectories of those lanes.
 *
 * Another number of rows than before begins all lanes anew. Throws `batch-too-large` where a batch has no room in a round.
 *
 * @returns whether the next batch of this size would have no room
 */
export function collectReal<O extends Space>(state: SampledState<O>, batch: TransitionBatch<O, Discrete>): boolean {
  const { trajectories, laneRow, laneTime } = state;
  const capacity = capacityOf(trajectories);
  if (batch.size > capacity) {
    throw new WorldwiseError("batch-too-large", {
      expected: `at most ${capacity} rows in a batch`, got: String(batch.size), todo: "raise the option steps",
    }, { capacity, size: batch.size });
  }
  if (batch.size !== state.laneCount) {
    state.laneCount = batch.size;
    laneRow.fill(-1);
    laneTime.fill(0);
  }
  for (let b = 0; b < batch.size; b++) {
    const row = appendTransition(trajectories, batch, b, { previous: laneRow[b]!, time: laneTime[b]! });
    const isLast = batch.last[b] === 1;
    laneRow[b] = isLast ? -1 : row;
    laneTime[b] = isLast ? 0 : laneTime[b]! + 1;
  }
  return trajectories.size + batch.size > capacity;
}
