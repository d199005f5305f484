import { philox } from "@worldwise/math";
import type { Dataset, ExtraKey, Random, RandomKey, Space } from "@worldwise/protocol";
import type { RowQueue } from "./row-queue.ts";
import { rowQueue } from "./row-queue.ts";

/**
 * Which transitions each member learns from, and which are held out.
 *
 * A pure function of a key and of a transition's number since the beginning: a transition keeps its place while the data grow,
 * none is learned from at one time and held out at another, and there is nothing to save but the key.
 */
export interface RowAssignment {
  /** Takes up transitions that are new, and lets go of those that are no longer held. */
  read(data: Held, key: RandomKey): void;
  /** How many rows a member learns from; a row may count several times. */
  countOf(member: number): number;
  /** Index in the data set of a row of a member. */
  trainingIndex(member: number, place: number): number;
  /** Rows that are held out, at most the newest `holdoutMaximum`. */
  readonly holdoutCount: number;
  /** Index in the data set of a held-out row. */
  holdoutIndex(place: number): number;
}

/** What is read of a data set. */
export type Held = Pick<Dataset<Space, Space, ExtraKey>, "size" | "added">;

/** How rows are assigned. */
export interface AssignmentOptions {
  readonly members: number;
  readonly bootstrap: boolean;
  readonly holdoutFraction: number;
  readonly holdoutMaximum: number;
}

/**
 * An assignment that has read nothing.
 *
 * With a bootstrap each transition counts k times for a member, k drawn from Poisson(1) for each member: the limit of drawing
 * N of N rows with replacement. Source: Oza, Russell (2001), Online bagging and boosting, section 2.
 */
export function rowAssignment({ members, bootstrap, holdoutFraction, holdoutMaximum }: AssignmentOptions): RowAssignment {
  const resampled = bootstrap && members > 1;
  const queues = Array.from({ length: resampled ? members : 1 }, rowQueue);
  const holdout = rowQueue();
  const lottery = philox.streams([0, 0], 1);
  const random = lottery.lane(0);
  let [key, oldest, next, held]: [RandomKey, number, number, number] = [[0, 0], 0, 0, 0];
  const queueOf = (member: number): RowQueue => queues[resampled ? member : 0]!;

  function assign(row: number): void {
    setLane(lottery.state, key, row);
    if (random.uniform() < holdoutFraction) return holdout.add(row);
    for (const queue of queues) for (let k = resampled ? poisson(random) : 1; k > 0; k--) queue.add(row);
  }

  function begin(from: RandomKey): void {
    key = from;
    next = 0;
    for (const queue of [...queues, holdout]) queue.clear();
  }

  return {
    read({ size, added }, from) {
      if (from[0] !== key[0] || from[1] !== key[1] || added < next || added - size < oldest) begin(from);
      [oldest, held] = [added - size, size];
      for (const queue of [...queues, holdout]) queue.dropBelow(oldest);
      for (next = Math.max(next, oldest); next < added; next++) assign(next);
    },
    // A member without rows of its own learns from all: at the beginning, when there are few.
    countOf: (member) => queueOf(member).length || held,
    trainingIndex: (member, place) => (queueOf(member).length > 0 ? queueOf(member).at(place) - oldest : place),
    get holdoutCount() { return Math.min(holdout.length, holdoutMaximum); },
    holdoutIndex: (place) => holdout.at(holdout.length - Math.min(holdout.length, holdoutMaximum) + place) - oldest,
  };
}

const [KEY_LOW, KEY_HIGH, LANE, POSITION_LOW, POSITION_HIGH] = [0, 1, 2, 3, 4];

/** Puts a stream at the beginning of a lane of its own for each row. */
function setLane(state: Uint32Array, [high, low]: RandomKey, row: number): void {
  state[KEY_LOW] = low;
  state[KEY_HIGH] = high;
  state[LANE] = row;
  state[POSITION_LOW] = state[POSITION_HIGH] = 0;
}

/** A draw from Poisson(1), by inversion: P(k) = e⁻¹ / k!. */
function poisson(random: Random): number {
  let [rest, probability, k] = [random.uniform(), Math.exp(-1), 0];
  while (rest >= probability && k < 16) {
    rest -= probability;
    probability /= ++k;
  }
  return k;
}
