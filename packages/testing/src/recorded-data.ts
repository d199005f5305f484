import type { Dataset } from "@worldwise/protocol";
import type { NamedStreams } from "./options.ts";
import { drawActions } from "./random-elements.ts";
import type { FullBatch } from "./walk.ts";
import { batchWithExtras, copyRow, walkIn } from "./walk.ts";
import type { World } from "./world.ts";

/** Transitions of a random policy, of which the first so many are shown: a data set as it grows. */
export interface RecordedData {
  readonly dataset: Dataset;
  /** Every transition, shown or not. */
  readonly all: FullBatch;
  /** How many are shown now. */
  shown: number;
}

/** Records some transitions under random actions. None is shown yet. */
export function recordData(world: World, count: number, streams: NamedStreams): RecordedData {
  const [all, actions, walk] = [batchWithExtras(world, count), streams("data actions"), walkIn(world, streams("data world"))];
  const { legalActions } = world;
  for (let index = 0; index < count; index++) {
    walk.advance(
      (observation, outAction) => drawActions(world.action, actions, outAction, legalActions && { legalActions, observation })
    );
    copyRow(world, walk.batch, 0, all, index);
  }
  all.size = count;
  const recorded: RecordedData = {
    all, shown: 0,
    dataset: {
      get size() { return recorded.shown; },
      get added() { return recorded.shown; },
      gather(indices, out) {
        out.size = indices.length;
        indices.forEach((index, row) => copyRow(world, all, index, out, row));
      },
      follow: (index) => (index + 1 < recorded.shown && all.last[index] === 0 ? index + 1 : -1),
    },
  };
  return recorded;
}
