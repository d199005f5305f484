import type { Allocator, Dataset, ExtraKey, Space, Spaces, StateTree, TransitionBatch } from "@worldwise/protocol";
import { heap, WorldwiseError } from "@worldwise/protocol";
import { batchWithExtras } from "./batch-with-extras.ts";
import type { ExtraLayout } from "./check-batch.ts";
import { checkBatch } from "./check-batch.ts";
import { checkGather, checkIndex } from "./check-indices.ts";
import { copyTransitions } from "./copy-transitions.ts";

/** A data set of the newest transitions, with a capacity. */
export interface Replay<O extends Space = Space, A extends Space = Space, E extends ExtraKey = never> extends Dataset<O, A, E> {
  readonly capacity: number;
  /** All there is to save, live. Its structure is fixed: save it with `saveTree`, load with `loadTree`. */
  readonly state: StateTree;
  /**
   * Appends the rows of a batch in their order; where there is no room, the oldest go.
   *
   * Throws on a batch of other spaces, on imagined transitions among real ones (or the reverse), and unless there are
   * equally many rows of each lane.
   */
  add(batch: TransitionBatch<O, A, E>): void;
  /** Forgets all transitions. The clock `added` goes on. */
  clear(): void;
}

/** What a replay may be told. */
export interface ReplayOptions<E extends ExtraKey = never> {
  /** Where its arrays live; the JavaScript heap by default. */
  readonly allocator?: Allocator;
  /** Further columns; a policy's `records` fit. */
  readonly extras?: ExtraLayout<E>;
  /** Rows of B lanes take turns, lane 0 first: so `add` gets B rows of each time step. 1 by default. */
  readonly lanes?: number;
  /** Whether it holds what a model made up, as for training on imagined rollouts. False by default. */
  readonly imagined?: boolean;
}

/**
 * A ring of transitions: the newest `capacity` that were added, index 0 the oldest held.
 *
 *   slot(index) = (added − size + index) mod capacity
 *
 * `follow(index)` is `index + lanes`, the next row of the same lane: −1 where the episode ended, or where the next transition has
 * not come yet. Nothing is allocated after construction.
 *
 * @param spaces - of the problem; rows are copied in their element types
 * @param capacity - transitions held at most, at least one for each lane
 */
export function replay<O extends Space, A extends Space, E extends ExtraKey = never>(
  spaces: Spaces<O, A>, capacity: number, options: ReplayOptions<E> = {},
): Replay<O, A, E> {
  const { allocator = heap, lanes = 1, imagined = false } = options;
  checkCapacity(capacity, lanes);
  const ring = batchWithExtras(spaces, capacity, options.extras, allocator);
  const { observation, action, reward, nextObservation, discount, last, extras } = ring;
  const clock = { added: 0, size: 0 };
  const state: StateTree = { observation, action, reward, nextObservation, discount, last, extras: { ...extras }, clock };
  const seen = new WeakSet<TransitionBatch<O, A, E>>();
  const slot = (index: number): number => (clock.added - clock.size + index) % capacity;

  return Object.freeze({
    capacity, state,
    get size() { return clock.size; },
    get added() { return clock.added; },
    add(batch: TransitionBatch<O, A, E>) {
      if (!seen.has(batch)) checkBatch(spaces, batch, options.extras);
      seen.add(batch);
      checkAdded(batch, lanes, imagined);
      for (let row = 0; row < batch.size; row++) copyTransitions(batch, row, ring, (clock.added + row) % capacity);
      clock.added += batch.size;
      clock.size = Math.min(clock.size + batch.size, capacity);
    },
    clear() { clock.size = 0; },
    gather(indices: Int32Array, out: TransitionBatch<O, A, E>) {
      checkGather(indices, clock.size, out);
      for (let row = 0; row < indices.length; row++) copyTransitions(ring, slot(indices[row]!), out, row);
      out.size = indices.length;
      out.imagined = imagined;
    },
    follow(index: number) {
      checkIndex(index, clock.size);
      return last[slot(index)] === 0 && index + lanes < clock.size ? index + lanes : -1;
    },
  });
}

function checkCapacity(capacity: number, lanes: number): void {
  if (!(Number.isInteger(lanes) && lanes >= 1)) {
    throw new WorldwiseError("bad-replay", { expected: "at least one lane", got: `${lanes} lanes`, todo: "pass the number of lanes that are driven" }, { lanes });
  }
  if (Number.isInteger(capacity) && capacity >= lanes) return;
  throw new WorldwiseError("bad-replay", {
    expected: `a capacity of at least ${lanes}, one transition for each lane`, got: String(capacity), todo: "pass a larger whole number",
  }, { capacity, lanes });
}

function checkAdded(batch: TransitionBatch, lanes: number, imagined: boolean): void {
  if (batch.imagined !== imagined) {
    throw new WorldwiseError("wrong-batch", {
      expected: imagined ? "imagined transitions" : "real transitions", got: batch.imagined ? "imagined ones" : "real ones",
      todo: "keep what a model makes up in a replay of its own, with { imagined: true }",
    });
  }
  if (batch.size >= 0 && batch.size % lanes === 0 && batch.size <= batch.reward.length) return;
  throw new WorldwiseError("wrong-batch", {
    expected: `as many rows as ${lanes} lanes have, or a multiple, within the batch's capacity of ${batch.reward.length}`,
    got: `${batch.size} rows`, todo: "add one row for each lane at a time, or make the replay with the number of lanes that are driven",
  }, { size: batch.size, lanes });
}
