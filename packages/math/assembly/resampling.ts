// Bootstrap of scores x[t][k], run k of task t, each task resampled within itself (stratified): four replicates at a time, and
// what a replicate drew is kept as counts, one for each value. The values are sorted once, by whoever fills the record: then
// counts in that order give every order statistic, and no replicate has to gather and sort.

import { philoxBlock, philoxBlocks } from "./philox";

/** Written by src/task-resampling.ts, field by field: change both together. M values in T tasks. */
@unmanaged
export class Resampling {
  taskCount: i32;
  valueCount: i32;
  /** Words of the stream for each replicate, a multiple of 16. */
  wordCount: i32;
  keyLow: u32;
  keyHigh: u32;
  /** [T] N_t */
  taskSize: usize;
  /** [T] How many draws a word gives: k with N_t^k ≤ 2^16, or 1. */
  drawsPerWord: usize;
  /** [T] N_t^k */
  power: usize;
  /** [T] 2^32 mod N_t^k */
  threshold: usize;
  /** [M] Task after task: 16 · place among all values in ascending order. */
  position: usize;
  /** [M] Task after task. */
  value: usize;
  /** [M] Task after task: what each value falls short of the threshold. */
  gap: usize;
  /** [M] In ascending order. */
  sortedValue: usize;
  /** [M] In ascending order: what a run of its task weighs, the same in all for each task. */
  sortedWeight: usize;
  /** [4, wordCount] Scratch. */
  words: usize;
  /** [M, 4] In ascending order of the values: how often each replicate drew it. */
  counts: usize;
  /** [T, 4] Scratch. */
  taskMeans: usize;
  /** A quarter and three quarters of the weight of all runs. */
  low: f64;
  high: f64;
}

/** The first word of a side stream (counter word 3 is 1) that is accepted in place of word `index` of a replicate. */
function redrawn(plan: Resampling, replicate: u32, index: u32, power: u32, threshold: u32): u32 {
  let word: u32 = 0, attempt: u32 = 0;
  do {
    philoxBlock(index, attempt++, replicate, 1, plan.keyLow, plan.keyHigh, plan.taskMeans);
    word = load<u32>(plan.taskMeans);
  } while (word * power < threshold);
  return word;
}

/** A word of replicate `first` + r, which is drawn anew where it would favor some runs. */
// @ts-ignore: decorator
@inline
function acceptedWord(plan: Resampling, words: usize, first: u32, index: u32, r: u32, power: u32, threshold: u32): u32 {
  const word = load<u32>(words + (<usize>(r * plan.wordCount + index) << 2));
  return word * power < threshold ? redrawn(plan, first + r, index, power, threshold) : word;
}

/** Counts the value that the high half of `product` chooses. */
// @ts-ignore: decorator
@inline
function count(product: u64, position: usize, counts: usize): void {
  const at = counts + load<u32>(position + (<usize>(product >> 32) << 2));
  store<u32>(at, load<u32>(at) + 1);
}

/** What the replicates first … first + 3 draw, as counts. */
export function resampleTasks(plan: Resampling, first: u32): void {
  const wordCount = plan.wordCount, counts = plan.counts, words = plan.words;
  for (let r: u32 = 0; r < 4; r++) {
    philoxBlocks(plan.keyLow, plan.keyHigh, first + r, 0, 0, wordCount >> 2, words + ((<usize>r * wordCount) << 2));
  }
  memory.fill(counts, 0, <usize>plan.valueCount << 4);
  let position = plan.position, index: u32 = 0;
  for (let t: usize = 0; t < <usize>plan.taskCount; t++) {
    const size = load<u32>(plan.taskSize + (t << 2)), perWord = load<i32>(plan.drawsPerWord + (t << 2));
    const power = load<u32>(plan.power + (t << 2)), threshold = load<u32>(plan.threshold + (t << 2));
    for (let left = <i32>size; left > 0; left -= perWord) {
      let a = <u64>acceptedWord(plan, words, first, index, 0, power, threshold);
      let b = <u64>acceptedWord(plan, words, first, index, 1, power, threshold);
      let c = <u64>acceptedWord(plan, words, first, index, 2, power, threshold);
      let d = <u64>acceptedWord(plan, words, first, index, 3, power, threshold);
      // A draw is the high half of word · N, and the low half is the word of the next; four replicates in turn hide the latency.
      for (let draws = min(left, perWord); draws > 0; draws--) {
        a = (a & 0xffffffff) * size;
        b = (b & 0xffffffff) * size;
        c = (c & 0xffffffff) * size;
        d = (d & 0xffffffff) * size;
        count(a, position, counts);
        count(b, position, counts + 4);
        count(c, position, counts + 8);
        count(d, position, counts + 12);
      }
      index++;
    }
    position += <usize>size << 2;
  }
}

/** The counts of replicates 0 and 1, or 2 and 3, as numbers. */
// @ts-ignore: decorator
@inline
function countPair(isSecond: bool, at: usize): v128 {
  return f64x2.convert_low_i32x4_u(v128.load64_zero(isSecond ? at + 8 : at));
}

/** out[t] = 1/N_t Σ_k counts[k] · score[k], k in ascending order of the values. */
function meansOfTasks(plan: Resampling, score: usize, out: usize): void {
  const counts = plan.counts;
  let position = plan.position;
  for (let t: usize = 0; t < <usize>plan.taskCount; t++) {
    const size = load<u32>(plan.taskSize + (t << 2));
    let sum = f64x2.splat(0), sum2 = f64x2.splat(0);
    for (let k: u32 = 0; k < size; k++) {
      const at = counts + load<u32>(position), x = v128.load64_splat(score);
      sum = f64x2.add(sum, f64x2.mul(countPair(false, at), x));
      sum2 = f64x2.add(sum2, f64x2.mul(countPair(true, at), x));
      position += 4;
      score += 8;
    }
    const divisor = f64x2.splat(<f64>size);
    v128.store(out, f64x2.div(sum, divisor));
    v128.store(out, f64x2.div(sum2, divisor), 16);
    out += 32;
  }
}

/** out = 1/T Σ_t means[t] */
function meanOfMeans(taskCount: i32, means: usize, out: usize): void {
  let sum = f64x2.splat(0), sum2 = f64x2.splat(0);
  for (let t = 0; t < taskCount; t++) {
    sum = f64x2.add(sum, v128.load(means));
    sum2 = f64x2.add(sum2, v128.load(means, 16));
    means += 32;
  }
  const divisor = f64x2.splat(<f64>taskCount);
  v128.store(out, f64x2.div(sum, divisor));
  v128.store(out, f64x2.div(sum2, divisor), 16);
}

// @ts-ignore: decorator
@inline
function exchange(a: usize, b: usize): void {
  const x = v128.load(a), y = v128.load(b);
  v128.store(a, f64x2.pmin(x, y));
  v128.store(b, f64x2.pmax(x, y));
}

/** Sorts the four columns of [count, 4]: Batcher's merge exchange (Knuth, volume 3, 5.2.2 M), which never branches on data. */
function sortColumns(count: i32, rows: usize): void {
  if (count < 2) return;
  const top = 1 << (31 - clz(count - 1));
  for (let p = top; p > 0; p >>= 1) {
    let q = top, r = 0, distance = p;
    for (;;) {
      for (let i = 0; i < count - distance; i++) {
        if ((i & p) != r) continue;
        const a = rows + (<usize>i << 5), b = a + (<usize>distance << 5);
        exchange(a, b);
        exchange(a + 16, b + 16);
      }
      if (q == p) break;
      distance = q - p;
      q >>= 1;
      r = p;
    }
  }
}

/** out = the median of [T] sorted rows. */
function medianOfSorted(taskCount: i32, rows: usize, out: usize): void {
  const upper = rows + (<usize>(taskCount >> 1) << 5);
  const lower = (taskCount & 1) == 0 ? upper - 32 : upper;
  const half = f64x2.splat(0.5);
  const a = v128.load(lower), a2 = v128.load(lower, 16);
  v128.store(out, f64x2.add(a, f64x2.mul(half, f64x2.sub(v128.load(upper), a))));
  v128.store(out, f64x2.add(a2, f64x2.mul(half, f64x2.sub(v128.load(upper, 16), a2))), 16);
}

/** out = the mean of what lies between the cuts, when every value owns a stretch as long as its count · weight. */
function interquartileMeans(plan: Resampling, out: usize): void {
  const low = f64x2.splat(plan.low), high = f64x2.splat(plan.high), width = f64x2.splat(plan.high - plan.low);
  let reached = f64x2.splat(0), kept = low, sum = f64x2.splat(0);
  let reached2 = reached, kept2 = low, sum2 = sum;
  let at = plan.counts, value = plan.sortedValue, weight = plan.sortedWeight;
  const end = at + (<usize>plan.valueCount << 4);
  for (; at < end; at += 16) {
    const w = v128.load64_splat(weight), x = v128.load64_splat(value);
    reached = f64x2.add(reached, f64x2.mul(countPair(false, at), w));
    reached2 = f64x2.add(reached2, f64x2.mul(countPair(true, at), w));
    const next = f64x2.pmin(f64x2.pmax(reached, low), high), next2 = f64x2.pmin(f64x2.pmax(reached2, low), high);
    sum = f64x2.add(sum, f64x2.mul(f64x2.sub(next, kept), x));
    sum2 = f64x2.add(sum2, f64x2.mul(f64x2.sub(next2, kept2), x));
    kept = next;
    kept2 = next2;
    value += 8;
    weight += 8;
  }
  v128.store(out, f64x2.div(sum, width));
  v128.store(out, f64x2.div(sum2, width), 16);
}

/**
 * Statistics of `count` (a multiple of 4) replicates from `first` on, each to its own array; a pointer of 0 leaves one out.
 * Mean and median are of the tasks' means, the gap is the tasks' mean gap.
 */
export function resampledAggregates(
  plan: Resampling, first: u32, count: i32, outMean: usize, outMedian: usize, outInterquartileMean: usize, outGap: usize,
): void {
  const means = plan.taskMeans;
  for (let b: usize = 0; b < <usize>count; b += 4) {
    const offset = b << 3;
    resampleTasks(plan, first + <u32>b);
    if (outInterquartileMean) interquartileMeans(plan, outInterquartileMean + offset);
    if (outGap) {
      meansOfTasks(plan, plan.gap, means);
      meanOfMeans(plan.taskCount, means, outGap + offset);
    }
    if (outMean | outMedian) meansOfTasks(plan, plan.value, means);
    if (outMean) meanOfMeans(plan.taskCount, means, outMean + offset);
    if (outMedian) {
      sortColumns(plan.taskCount, means);
      medianOfSorted(plan.taskCount, means, outMedian + offset);
    }
  }
}
