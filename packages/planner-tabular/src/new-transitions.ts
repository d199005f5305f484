import type { Dataset, Discrete, TransitionBatch } from "@worldwise/protocol";
import { transitionBatch } from "@worldwise/protocol";
import type { TabularProblem } from "./tabular-problem.ts";

/** Sees one transition: row b of a batch. */
export type SeeTransition = (batch: TransitionBatch<Discrete, Discrete>, b: number) => void;

/** Reads the newest transitions of a data set, oldest of them first. */
export type ReadNewest = (data: Dataset<Discrete, Discrete>, count: number, see: SeeTransition) => void;

const chunkSize = 256;

/** A reader with a buffer of its own. What the data set no longer holds is passed over. */
export function newestTransitions(problem: TabularProblem): ReadNewest {
  const batch = transitionBatch(problem, chunkSize);
  const indices = new Int32Array(chunkSize);
  return (data, count, see) => {
    for (let first = Math.max(0, data.size - count); first < data.size; first += chunkSize) {
      const size = Math.min(chunkSize, data.size - first);
      for (let i = 0; i < size; i++) indices[i] = first + i;
      data.gather(size === chunkSize ? indices : indices.subarray(0, size), batch);
      for (let b = 0; b < size; b++) see(batch, b);
    }
  };
}
