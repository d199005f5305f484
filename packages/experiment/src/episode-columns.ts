import type { StateTree } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { EpisodeRecord } from "./cell.ts";

/** Episodes as columns: there may be millions of them. They are counted from 1, so their numbers need no column. */
export function episodeColumns(episodes: readonly EpisodeRecord[]): StateTree {
  return {
    steps: Float64Array.from(episodes, ({ steps }) => steps),
    return: Float64Array.from(episodes, (episode) => episode.return),
    terminated: Uint8Array.from(episodes, ({ terminated }) => Number(terminated)),
  };
}

/** The episodes of some columns. Throws `damaged-state` on a tree of another form. */
export function episodesOf(columns: StateTree): EpisodeRecord[] {
  const isRecord = typeof columns === "object" && columns !== null && "steps" in columns && "return" in columns && "terminated" in columns;
  if (isRecord) {
    const { steps, return: returns, terminated } = columns;
    if (steps instanceof Float64Array && returns instanceof Float64Array && terminated instanceof Uint8Array) {
      return Array.from(steps, (length, e) => ({ episode: e + 1, steps: length, return: returns[e]!, terminated: terminated[e] === 1 }));
    }
  }
  throw new WorldwiseError("damaged-state", {
    expected: "columns of episodes", got: "a tree of another form", todo: "start the cell anew",
  });
}
