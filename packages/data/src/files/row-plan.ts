import type { ExtraKey, Space, TransitionBatch } from "@worldwise/protocol";
import { batchWithExtras } from "../batch-with-extras.ts";
import { episodesOf } from "../episodes.ts";
import type { RecordedDataset } from "./recorded-dataset.ts";

/**
 * The rows of a file, as Minari has them: an episode of T transitions is T rows, and one more that shows its last observation.
 *
 * Where the next observation of a transition is not, bit for bit, what the following transition begins with, the file begins a
 * new episode.
 */
export interface RowPlan<O extends Space, A extends Space, E extends ExtraKey> {
  /** All transitions, episode after episode. */
  readonly batch: TransitionBatch<O, A, E>;
  readonly episodeCount: number;
  readonly rowCount: number;
  /** `[R]` The transition that begins in each row; ~t in the row that shows the next observation of transition t. */
  readonly source: Int32Array;
  /** `[R]` */
  readonly episodeId: Int32Array;
}

/** Puts a data set into rows. */
export function planRows<O extends Space, A extends Space, E extends ExtraKey>(
  { problem, data, extras }: RecordedDataset<O, A, E>,
): RowPlan<O, A, E> {
  const { order, start } = episodesOf(problem, data);
  const batch = batchWithExtras(problem, Math.max(1, data.size), extras);
  data.gather(order, batch);
  const begins = beginnings(batch, start);
  const episodeCount = begins.reduce((total, one) => total + one, 0);
  const rowCount = batch.size + episodeCount;
  const [source, episodeId] = [new Int32Array(rowCount), new Int32Array(rowCount)];
  let [row, episode] = [0, -1];
  for (let t = 0; t < batch.size; t++) {
    episode += begins[t]!;
    episodeId[row] = episode;
    source[row++] = t;
    if (t + 1 < batch.size && begins[t + 1] === 0) continue;
    episodeId[row] = episode;
    source[row++] = ~t;
  }
  return { batch, episodeCount, rowCount, source, episodeId };
}

/** `[N]` 1 where a transition begins an episode of the file. */
function beginnings(batch: TransitionBatch, start: Int32Array): Uint8Array {
  const begins = new Uint8Array(batch.size);
  for (const first of start) begins[first] = 1;
  const size = batch.observation.length / batch.reward.length;
  for (let t = 1; t < batch.size; t++) {
    if (!sameRow(batch.nextObservation, (t - 1) * size, batch.observation, t * size, size)) begins[t] = 1;
  }
  return begins;
}

function sameRow(a: ArrayLike<number>, fromA: number, b: ArrayLike<number>, fromB: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (!Object.is(a[fromA + i], b[fromB + i])) return false;
  return true;
}
