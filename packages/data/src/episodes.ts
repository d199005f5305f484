import type { Dataset, Space, Spaces } from "@worldwise/protocol";
import { transitionBatch } from "@worldwise/protocol";
import { readRows } from "./read-rows.ts";

/** How an episode of a data set stands. Numbers, because arrays keep them. */
export const episodeEnds: { readonly underWay: 0; readonly terminated: 1; readonly truncated: 2 } =
  Object.freeze({ underWay: 0, terminated: 1, truncated: 2 });

/** The episodes of a data set as arrays, in the order of their first transitions. */
export interface Episodes {
  /** Number of episodes, E. */
  readonly count: number;
  /** `[N]` All transitions, episode after episode, each in its order. */
  readonly order: Int32Array;
  /** `[E]` Where each episode begins in `order`. */
  readonly start: Int32Array;
  /** `[E]` Transitions of each. */
  readonly length: Int32Array;
  /** `[E]` Σ_t r_t */
  readonly return: Float64Array;
  /** `[E]` Σ_t (Π_k discount_k) r_t, k before t */
  readonly discountedReturn: Float64Array;
  /** `[E]` One of `episodeEnds`: truncated where the last transition ended its episode with a discount above 0. */
  readonly end: Uint8Array;
}

/**
 * The episodes of a data set as it is now.
 *
 * An episode is a chain of `follow`, begun by a transition that follows none: in a replay, the oldest episode may lack its
 * beginning.
 */
export function episodesOf<O extends Space, A extends Space>(spaces: Spaces<O, A>, data: Dataset<O, A>): Episodes {
  const { order, start, length } = chainsOf(data);
  const count = start.length;
  const episodes: Episodes = {
    count, order, start, length,
    return: new Float64Array(count), discountedReturn: new Float64Array(count), end: new Uint8Array(count),
  };
  sumRewards(spaces, data, episodes);
  return Object.freeze(episodes);
}

function chainsOf(data: Dataset): Pick<Episodes, "order" | "start" | "length"> {
  const followsOne = new Uint8Array(data.size);
  const next = Int32Array.from({ length: data.size }, (_, index) => data.follow(index));
  for (const index of next) if (index >= 0) followsOne[index] = 1;
  const order = new Int32Array(data.size);
  const starts: number[] = [];
  let placed = 0;
  for (let first = 0; first < data.size; first++) {
    if (followsOne[first] === 1) continue;
    starts.push(placed);
    for (let index = first; index >= 0; index = next[index]!) order[placed++] = index;
  }
  const start = Int32Array.from(starts);
  return { order, start, length: start.map((from, episode) => (starts[episode + 1] ?? placed) - from) };
}

function sumRewards<O extends Space, A extends Space>(spaces: Spaces<O, A>, data: Dataset<O, A>, episodes: Episodes): void {
  const { order, start, length, end } = episodes;
  let [episode, weight] = [0, 1];
  readRows(data, order, transitionBatch(spaces, Math.min(1024, Math.max(1, data.size))), (batch, row, at) => {
    if (at === start[episode]! + length[episode]!) episode++;
    if (at === start[episode]) weight = 1;
    episodes.return[episode] = episodes.return[episode]! + batch.reward[row]!;
    episodes.discountedReturn[episode] = episodes.discountedReturn[episode]! + weight * batch.reward[row]!;
    weight *= batch.discount[row]!;
    if (batch.last[row] === 1) end[episode] = batch.discount[row] === 0 ? episodeEnds.terminated : episodeEnds.truncated;
  });
}
