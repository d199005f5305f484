// Planning steps of tabular Dyna-Q (Sutton 1990), many in one call:
//   target = r + γ · (terminated ? 0 : max_a Q[next, a]);   Q[row] += α · (target - Q[row])
// Which action is best cannot be predicted, so the maximum is f64x2.pmax: f64.max and `if` take ten times as long.

import { philoxBlocks } from "./philox";

/** Written by src/dyna.ts, field by field: change both together. */
@unmanaged
export class Planning {
  actionCount: i32;
  /** [N·M] Q, 16-byte aligned. */
  actionValue: usize;
  /** [pairCount] Rows s · M + a that have been visited. */
  pairs: usize;
  /** Last outcome [N·M], or the rows' successors [K]. */
  successor: usize;
  terminated: usize;
  /** [N·M] */
  reward: usize;
  /** Of the rows only: [N·M], [N·M], [K]. */
  rowStart: usize;
  rowEnd: usize;
  probability: usize;
  /** The stream: key low, key high, lane, position low, position high. */
  stream: usize;
  discount: f64;
  stepSize: f64;
}

// A piece of the stream lies here while a call lasts, no more of it than the call is likely to read.
const BUFFER_WORDS = 1024;
const buffer: usize = memory.data(4096, 16);

let word: usize = 0;
let wordsEnd: usize = 0;
let stream: usize = 0;
let block: u64 = 0;
let wanted: i32 = 0;
/** Lemire's rejection: a word is passed over where the low half of word · pairCount is below this. */
let threshold: u32 = 0;

function fill(): void {
  const blocks = (min(max(wanted, 1), BUFFER_WORDS) + 15) >> 4 << 2;
  const low = <u32>block, high = <u32>(block >> 32);
  philoxBlocks(load<u32>(stream), load<u32>(stream, 4), load<u32>(stream, 8), low, high, blocks, buffer);
  block += blocks;
  wanted -= blocks << 2;
  word = buffer;
  wordsEnd = buffer + (<usize>blocks << 4);
}

function openStream(at: usize, wordCount: i32, pairCount: u32): void {
  threshold = (<u32>0 - pairCount) % pairCount; // a global: V8 11 would move a local's division into the loop that reads it
  const position = load<u64>(at, 12);
  const read = <i32>(position & 3);
  stream = at;
  block = position >> 2;
  wanted = wordCount + read;
  fill();
  word += <usize>read << 2;
}

/** Writes back how far it has come. */
function closeStream(): void {
  const unread = <u64>((wordsEnd - word) >> 2);
  store<u64>(stream, (block << 2) - unread, 12);
}

// @ts-ignore: decorator
@inline
function nextWord(): u32 {
  if (word == wordsEnd) fill();
  const value = load<u32>(word);
  word += 4;
  return value;
}

// @ts-ignore: decorator
@inline
function maximumOf4(values: usize): v128 {
  const pairs = f64x2.pmax(v128.load(values), v128.load(values, 16));
  return f64x2.pmax(pairs, v128.shuffle<f64>(pairs, pairs, 1, 0));
}

// @ts-ignore: decorator
@inline
function maximumOf(values: usize, count: i32): v128 {
  let best = v128.load64_splat(values);
  for (let i = 1; i < count; i++) best = f64x2.pmax(best, v128.load64_splat(values + (<usize>i << 3)));
  return best;
}

// @ts-ignore: decorator
@inline
function update(
  fourActions: bool, planning: Planning, row: usize, next: u32, terminated: u32,
  actionValue: usize, reward: usize, discount: f64, stepSize: f64,
): void {
  const count = fourActions ? 4 : planning.actionCount;
  const values = actionValue + ((<usize>next * <usize>count) << 3);
  const best = fourActions ? maximumOf4(values) : maximumOf(values, count);
  const goesOn = v128.and(best, i64x2.splat(<i64>terminated - 1)); // 0 where terminated, and all bits kept where not
  const target = load<f64>(reward + (row << 3)) + discount * f64x2.extract_lane(goesOn, 0);
  const at = actionValue + (row << 3);
  const old = load<f64>(at);
  store<f64>(at, old + stepSize * (target - old));
}

// @ts-ignore: decorator
@inline
function planOutcomes(fourActions: bool, planning: Planning, pairCount: u32, steps: i32): void {
  const pairs = planning.pairs, successor = planning.successor, terminated = planning.terminated;
  const actionValue = planning.actionValue, reward = planning.reward;
  const discount = planning.discount, stepSize = planning.stepSize;
  const lowest = threshold;
  while (steps > 0) {
    if (word == wordsEnd) fill();
    // One word a step: so many can be taken without looking at the buffer's end.
    let at = word;
    const end = min(wordsEnd, at + (<usize>steps << 2));
    for (; at < end; at += 4) {
      const product = <u64>load<u32>(at) * <u64>pairCount;
      if (<u32>product < lowest) continue; // the step takes the next word
      const row = <usize>load<u32>(pairs + (<usize>(product >> 32) << 2));
      const next = load<u32>(successor + (row << 2));
      update(fourActions, planning, row, next, load<u8>(terminated + row), actionValue, reward, discount, stepSize);
      steps--;
    }
    word = at;
  }
}

function planOutcomes4(planning: Planning, pairCount: u32, steps: i32): void {
  planOutcomes(true, planning, pairCount, steps);
}
function planOutcomesAny(planning: Planning, pairCount: u32, steps: i32): void {
  planOutcomes(false, planning, pairCount, steps);
}

/** The model is the last outcome of each row. */
export function dynaOutcomes(planning: Planning, pairCount: u32, steps: i32): void {
  openStream(planning.stream, steps, pairCount);
  if (planning.actionCount == 4) planOutcomes4(planning, pairCount, steps);
  else planOutcomesAny(planning, pairCount, steps);
  closeStream();
}

/** The first k of the row whose running sum of probabilities exceeds u, else the last. */
// @ts-ignore: decorator
@inline
function sampleSuccessor(planning: Planning, row: usize, uniform: f64): usize {
  const last = <usize>load<u32>(planning.rowEnd + (row << 2)) - 1;
  let k = <usize>load<u32>(planning.rowStart + (row << 2));
  let sum: f64 = 0;
  for (; k < last; k++) {
    sum += load<f64>(planning.probability + (k << 3));
    if (sum > uniform) break;
  }
  return k;
}

// @ts-ignore: decorator
@inline
function nextUniform(): f64 {
  const high = <f64>(nextWord() >>> 5);
  return (high * 67108864.0 + <f64>(nextWord() >>> 6)) * (1.0 / 9007199254740992.0);
}

// @ts-ignore: decorator
@inline
function planRows(fourActions: bool, planning: Planning, pairCount: u32, steps: i32): void {
  for (let step = 0; step < steps; step++) {
    let product = <u64>nextWord() * <u64>pairCount;
    while (<u32>product < threshold) product = <u64>nextWord() * <u64>pairCount;
    const row = <usize>load<u32>(planning.pairs + (<usize>(product >> 32) << 2));
    const k = sampleSuccessor(planning, row, nextUniform());
    update(
      fourActions, planning, row, load<u32>(planning.successor + (k << 2)), load<u8>(planning.terminated + k),
      planning.actionValue, planning.reward, planning.discount, planning.stepSize,
    );
  }
}

function planRows4(planning: Planning, pairCount: u32, steps: i32): void {
  planRows(true, planning, pairCount, steps);
}
function planRowsAny(planning: Planning, pairCount: u32, steps: i32): void {
  planRows(false, planning, pairCount, steps);
}

/** The model is a distribution over successors in each row. */
export function dynaRows(planning: Planning, pairCount: u32, steps: i32): void {
  openStream(planning.stream, 3 * steps, pairCount);
  if (planning.actionCount == 4) planRows4(planning, pairCount, steps);
  else planRowsAny(planning, pairCount, steps);
  closeStream();
}
