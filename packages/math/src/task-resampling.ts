import { type Arena, arenaBytes, createArena } from "./arena.ts";
import { MathError } from "./math-error.ts";
import type { RandomKey } from "./random.ts";

/** Scores of several tasks, to be resampled. */
export interface TaskResamplingOptions {
  /** [T][N_t] Finite scores of the runs of each task, 1 ≤ N_t, each task in ascending order; of any lengths. */
  readonly tasks: readonly Float64Array[];
  /** Replicate b reads lane b of the Philox streams of this key. */
  readonly key: RandomKey;
  /** The score that the gap is measured from. Default 1. */
  readonly threshold?: number;
}

/** Where the statistics of the replicates go, each `[count]` and overwritten; what is left out is not computed. */
export interface ResampledAggregates {
  /** Mean of the tasks' means. */
  readonly mean?: Float64Array;
  /** Median of the tasks' means. */
  readonly median?: Float64Array;
  /** Interquartile mean of all scores, every task weighing the same. */
  readonly interquartileMean?: Float64Array;
  /** Mean of the tasks' mean gaps max(0, threshold − x). */
  readonly optimalityGap?: Float64Array;
}

/** Bootstrap replicates of the runs of several tasks, each task resampled within itself. */
export interface TaskResampling {
  /** [M] Task after task: the place of each score among all in ascending order. */
  readonly place: Uint32Array;
  /** [M, 4] Live: how often each of four replicates drew the score at a place. */
  readonly counts: Uint32Array;
  /** Overwrites `counts` with what the replicates first … first + 3 draw. */
  resample(first: number): void;
  /** Statistics of the replicates 0 … count − 1, many in one call. Overwrites `counts`. */
  aggregates(count: number, out: ResampledAggregates): void;
}

// The fields of `Resampling` in assembly/resampling.ts.
const RECORD_BYTES = 88;
const LOW = 72, HIGH = 80;

/** Replicates of one kernel call, a multiple of 4. */
const CHUNK = 1024;
/** Tuples of draws that one word may stand for: few enough that hardly a word in 2^16 is rejected. */
const TUPLES_MAXIMUM = 65536;

/** How many draws below `size` a word gives: as few as make no more words necessary. */
function drawsPerWord(size: number): number {
  let most = 1;
  while (size > 1 && size ** (most + 1) <= TUPLES_MAXIMUM) most += 1;
  return Math.ceil(size / Math.ceil(size / most));
}

/** [M] All scores in ascending order, each as its index in the order task after task; equal scores stay in that order. */
function ascending(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]! || a - b);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * [T] What a run of each task weighs, so that all tasks weigh the same: whole numbers, whose sums are exact, where the least
 * common multiple of the sizes is small enough, else 1/N_t.
 *
 * @param sizes - [T] N_t, 1 or more
 */
export function runWeights(sizes: readonly number[]): number[] {
  const multiple = sizes.reduce((product, size) => product / greatestCommonDivisor(product, size) * size, 1);
  const isExact = multiple * sizes.length * 4 <= Number.MAX_SAFE_INTEGER;
  return sizes.map((size) => (isExact ? multiple / size : 1 / size));
}

function checkTasks(tasks: readonly Float64Array[]): void {
  const isFit = (task: Float64Array): boolean =>
    task.length > 0 && task.every((score, k) => Number.isFinite(score) && (k === 0 || task[k - 1]! <= score));
  const wrong = tasks.findIndex((task) => !isFit(task));
  if (tasks.length > 0 && wrong === -1) return;
  throw new MathError("math/task-scores", {
    expected: "at least one task, each with finite scores in ascending order",
    got: tasks.length === 0 ? "no task" : `something else in task ${wrong}`,
    todo: "Sort the scores of each task, and give failed runs the score that they count as.",
  }, { wrong });
}

/** Copies one number for each task into the arena. */
function perTask(arena: Arena, sizes: readonly number[], of: (size: number) => number): number {
  const array = arena.allocate("uint32", sizes.length);
  sizes.forEach((size, t) => {
    array[t] = of(size);
  });
  return array.byteOffset;
}

function perScore(arena: Arena, scores: ArrayLike<number>): number {
  const array = arena.allocate("float64", scores.length);
  array.set(scores);
  return array.byteOffset;
}

interface Layout {
  readonly sizes: readonly number[];
  readonly scores: Float64Array;
  readonly order: Uint32Array;
  readonly threshold: number;
  readonly wordCount: number;
}

function layoutOf({ tasks, threshold = 1 }: TaskResamplingOptions): Layout {
  checkTasks(tasks);
  const sizes = tasks.map((task) => task.length);
  const scores = Float64Array.from(tasks.flatMap((task) => [...task]));
  const words = sizes.reduce((sum, size) => sum + Math.ceil(size / drawsPerWord(size)), 0);
  return { sizes, scores, order: ascending(scores), threshold, wordCount: 16 * Math.ceil(words / 16) };
}

function arenaOf({ sizes, scores, wordCount }: Layout): Arena {
  const tasks = 4 * arenaBytes("uint32", sizes.length) + arenaBytes("float64", 4 * sizes.length);
  const values = 4 * arenaBytes("float64", scores.length) + arenaBytes("uint32", scores.length);
  const scratch = arenaBytes("uint32", 4 * wordCount) + arenaBytes("uint32", 4 * scores.length);
  return createArena({ bytes: tasks + values + scratch + 4 * arenaBytes("float64", CHUNK) + arenaBytes("uint8", RECORD_BYTES) });
}

/** [M] In ascending order: the weight of each score's run. */
function sortedWeights({ sizes, order }: Layout): Float64Array {
  const weights = Float64Array.from(runWeights(sizes).flatMap((weight, t) => new Array<number>(sizes[t]!).fill(weight)));
  return Float64Array.from(order, (i) => weights[i]!);
}

/** Fills the record that the kernels read; returns its pointer and the counts. */
function writeRecord(arena: Arena, layout: Layout, place: Uint32Array, [keyHigh, keyLow]: RandomKey): {
  record: number; counts: Uint32Array;
} {
  const { sizes, scores, order, threshold, wordCount } = layout;
  const position = arena.allocate("uint32", scores.length);
  position.set(place.map((at) => 16 * at));
  const weights = sortedWeights(layout);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const counts = arena.allocate("uint32", 4 * scores.length);
  const power = (size: number): number => size ** drawsPerWord(size);
  const bytes = arena.allocate("uint8", RECORD_BYTES);
  const record = new DataView(bytes.buffer, bytes.byteOffset, RECORD_BYTES);
  [
    sizes.length, scores.length, wordCount, keyLow, keyHigh,
    perTask(arena, sizes, (size) => size), perTask(arena, sizes, drawsPerWord), perTask(arena, sizes, power),
    perTask(arena, sizes, (size) => 2 ** 32 % power(size)), position.byteOffset, perScore(arena, scores),
    perScore(arena, scores.map((score) => Math.max(0, threshold - score))),
    perScore(arena, Float64Array.from(order, (i) => scores[i]!)), perScore(arena, weights),
    arena.allocate("uint32", 4 * wordCount).byteOffset, counts.byteOffset,
    arena.allocate("float64", 4 * sizes.length).byteOffset,
  ].forEach((field, i) => record.setUint32(4 * i, field, true));
  record.setFloat64(LOW, total / 4, true);
  record.setFloat64(HIGH, total - total / 4, true);
  return { record: bytes.byteOffset, counts };
}

/**
 * Bootstrap replicates of scores x[t][k], each task resampled within itself: counts, or whole statistics in one call.
 *
 *   c_tk = how often replicate b drew run k of task t, Σ_k c_tk = N_t
 *   m_t = 1/N_t Σ_k c_tk x_tk,  mean = 1/T Σ_t m_t,  median = median_t m_t
 *   optimality gap = 1/T Σ_t 1/N_t Σ_k c_tk max(0, threshold − x_tk)
 *   interquartile mean = the mean between the quartiles when run k of task t weighs c_tk / N_t
 *
 * Replicate b is a function of (key, b) alone. It reads words 0, 1, … of lane b of `philox.streams(key, …)`; a word of a task
 * with N_t runs gives several draws: its product with N_t has the draw as high half, and the low half is the word of the next
 * draw. A word whose last low half is below 2^32 mod N_t^k is replaced, so that all draws are equally likely, exactly.
 * Sums are float64 in ascending order of the scores: the same bits everywhere.
 *
 * Throws `math/task-scores` for no task, an empty one, or scores that are not finite or not ascending.
 *
 * Source: Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), section 4, for the statistics; Brackett-Rozinsky and Lemire
 * (2025), "Batched ranged random integer generation", for several draws of a word. Differs: counts in a fixed order instead of
 * gathering and sorting; tasks with more runs do not weigh more.
 */
export function taskResampling(options: TaskResamplingOptions): TaskResampling {
  const layout = layoutOf(options);
  const arena = arenaOf(layout);
  const { kernels } = arena;
  const place = new Uint32Array(layout.order.length);
  layout.order.forEach((i, at) => {
    place[i] = at;
  });
  const { record, counts } = writeRecord(arena, layout, place, options.key);
  const chunks = Array.from({ length: 4 }, () => arena.allocate("float64", CHUNK));
  return Object.freeze({
    place, counts,
    resample: (first: number) => kernels.resampleTasks(record, first),
    aggregates: (count: number, { mean, median, interquartileMean, optimalityGap }: ResampledAggregates) => {
      const outs = [mean, median, interquartileMean, optimalityGap];
      const [a, b, c, d] = chunks.map((chunk, i) => (outs[i] ? chunk.byteOffset : 0));
      for (let first = 0; first < count; first += CHUNK) {
        const size = Math.min(CHUNK, count - first);
        kernels.resampledAggregates(record, first, 4 * Math.ceil(size / 4), a!, b!, c!, d!);
        outs.forEach((out, i) => out?.set(chunks[i]!.subarray(0, size), first));
      }
    },
  });
}
