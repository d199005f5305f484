import type { ExtraKey, Random, Space, Spaces, StateTree, TransitionBatch } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { checkHeld, checkIndex } from "./check-indices.ts";
import type { PriorityTree } from "./priority-tree.ts";
import { clearWeights, leastWeight, priorityTree, setWeight, slotAt, totalWeight, weightOf } from "./priority-tree.ts";
import type { Replay, ReplayOptions } from "./replay.ts";
import { replay } from "./replay.ts";

/** A replay that draws transitions in proportion to how much was learned from them last. */
export interface PrioritizedReplay<O extends Space = Space, A extends Space = Space, E extends ExtraKey = never>
  extends Replay<O, A, E> {
  /**
   * Draws K indices, one from each of K equal shares of the total priority, with their importance weights.
   *
   *   P(i) = p_i / Σ_j p_j,   w_i = (N · P(i))^−β / max_j (N · P(j))^−β
   *
   * The largest weight is that of the least likely transition held, so all weights lie in (0, 1]. Indices are those of this
   * moment: they move when
   * transitions are added. Draws K numbers, allocates nothing. Throws where no transition is held, and unless β is from 0 to 1.
   *
   * @param outIndices - `[K]`, overwritten
   * @param outWeights - `[K]`, overwritten
   */
  draw(random: Random, beta: number, outIndices: Int32Array, outWeights: Float64Array): void;
  /**
   * Sets priorities p_i = (|error_i| + ε)^α, for example of temporal-difference errors, right after the indices were drawn.
   *
   * Where an index occurs twice, the last one counts. Throws, before anything is written, on an error that is not finite (or
   * beyond 1e290).
   */
  prioritize(indices: Int32Array, errors: Float64Array): void;
}

/** Sums of larger ones might overflow. */
const largestError = 1e290;

/** What a prioritized replay may be told. */
export interface PrioritizedReplayOptions<E extends ExtraKey = never> extends ReplayOptions<E> {
  /** α from 0 to 1: 0 draws all alike; 0.6 by default. */
  readonly alpha?: number;
  /** ε, above 0: what a transition without error keeps; 1e-6 by default. */
  readonly epsilon?: number;
}

/**
 * A {@link replay} with priorities, in trees of fixed size: exact sums, O(log capacity) for each draw and change.
 *
 * New transitions get the highest priority that any has had so far, at first 1. `state` holds transitions and priorities: saved
 * and loaded, with the
 * stream that it draws from, it goes on as before, bit for bit.
 *
 * Source: Schaul, Quan, Antonoglou and Silver (2016), Prioritized Experience Replay, section 3.3, the proportional variant, and
 * algorithm 1. Differs:
 * weights are divided by the largest of all transitions held, not by the largest of the batch.
 */
export function prioritizedReplay<O extends Space, A extends Space, E extends ExtraKey = never>(
  spaces: Spaces<O, A>, capacity: number, options: PrioritizedReplayOptions<E> = {},
): PrioritizedReplay<O, A, E> {
  const { alpha = 0.6, epsilon = 1e-6, ...plain } = options;
  checkExponents(alpha, epsilon);
  const data = replay(spaces, capacity, plain);
  const tree = priorityTree(capacity, options.allocator);
  const highest = { priority: 1 };
  // a writable view of the same
  const state: StateTree = { transitions: data.state, tree: tree as { sum: Float64Array; least: Float64Array }, highest };
  const slotOf = (index: number): number => (data.added - data.size + index) % capacity;
  const indexOf = (slot: number): number => (slot - (data.added - data.size) % capacity + capacity) % capacity;

  return Object.freeze({
    capacity, state,
    get size() { return data.size; },
    get added() { return data.added; },
    gather: data.gather,
    follow: data.follow,
    add(batch: TransitionBatch<O, A, E>) {
      const before = data.added;
      data.add(batch);
      for (let count = before; count < data.added; count++) setWeight(tree, count % capacity, highest.priority);
    },
    clear() {
      data.clear();
      clearWeights(tree);
    },
    draw(random: Random, beta: number, outIndices: Int32Array, outWeights: Float64Array) {
      checkDraw(data.size, beta, outIndices, outWeights);
      const share = totalWeight(tree) / outIndices.length;
      for (let k = 0; k < outIndices.length; k++) {
        const slot = slotAt(tree, (k + random.uniform()) * share);
        outIndices[k] = indexOf(slot);
        outWeights[k] = importance(tree, slot, beta);
      }
    },
    prioritize(indices: Int32Array, errors: Float64Array) {
      checkErrors(indices, errors, data.size);
      for (let k = 0; k < indices.length; k++) {
        const priority = (Math.abs(errors[k]!) + epsilon) ** alpha;
        setWeight(tree, slotOf(indices[k]!), priority);
        if (priority > highest.priority) highest.priority = priority;
      }
    },
  });
}

/** (p_min / p)^β: the number of transitions and the total cancel. */
const importance = (tree: PriorityTree, slot: number, beta: number): number => (leastWeight(tree) / weightOf(tree, slot)) ** beta;

function checkExponents(alpha: number, epsilon: number): void {
  if (alpha >= 0 && alpha <= 1 && epsilon > 0 && epsilon < largestError) return;
  throw new WorldwiseError("bad-replay", {
    expected: "alpha from 0 to 1 and epsilon above 0", got: `alpha ${alpha}, epsilon ${epsilon}`,
    todo: "for example alpha 0.6, epsilon 1e-6",
  }, { alpha, epsilon });
}

function checkDraw(size: number, beta: number, outIndices: Int32Array, outWeights: Float64Array): void {
  checkHeld(size);
  if (beta >= 0 && beta <= 1 && outIndices.length === outWeights.length) return;
  throw new WorldwiseError("bad-draw", {
    expected: "beta from 0 to 1 and as many weights as indices",
    got: `beta ${beta}, ${outIndices.length} indices, ${outWeights.length} weights`,
    todo: "pass arrays of the same length",
  }, { beta });
}

function checkErrors(indices: Int32Array, errors: Float64Array, size: number): void {
  indices.forEach((index) => checkIndex(index, size));
  const wrong = errors.findIndex((error) => !(Math.abs(error) < largestError));
  if (errors.length === indices.length && wrong < 0) return;
  throw new WorldwiseError("bad-priority", {
    expected: `${indices.length} finite errors`,
    got: wrong < 0 ? String(errors.length) : `${errors[wrong]!} for index ${indices[wrong] ?? "?"}`,
    todo: "look for the learner that diverged, or for arrays of different lengths",
  });
}
