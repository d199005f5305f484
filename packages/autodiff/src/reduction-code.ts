import type { Code } from "./encoder.ts";
import type { Reduction } from "./kernel.ts";
import type { LoopWriting } from "./loop-code.ts";
import { innerStride, pushOffset, pushValue, vectorOpcode } from "./loop-code.ts";
import type { Precision } from "./precision.ts";
import { bytesOfNumber, laneCount } from "./precision.ts";

const SHUFFLE = 0x0d;
const AND = 0x4e;
const BITSELECT = 0x52;
const COMBINE = { sum: { float32: 0xe4, float64: 0xf0 }, max: { float32: 0xe9, float64: 0xf5 } } as const;
const START = { sum: 0, max: -Infinity } as const;

const combine = ({ code, precision }: LoopWriting, { kind }: Reduction): Code => code.simd(COMBINE[kind][precision]);

/** What changes nothing, in every lane. */
function neutral(precision: Precision, { kind }: Reduction): Uint8Array {
  const numbers = new Array<number>(laneCount(precision)).fill(START[kind]);
  return new Uint8Array((precision === "float32" ? Float32Array.from(numbers) : Float64Array.from(numbers)).buffer);
}

/** Each result is written exactly once, by one pass over the innermost axis. */
const isExclusive = ({ kernel }: LoopWriting, { to }: Reduction): boolean =>
  innerStride(to) === 0 && to.strides.slice(0, -1).every((stride, axis) => stride !== 0 || kernel.shape[axis] === 1);

/** Results that several passes add to begin with what changes nothing. */
export function prepareReduction(writing: LoopWriting, reduction: Reduction): void {
  if (isExclusive(writing, reduction)) return;
  const { code, precision, kernel } = writing;
  const { to } = reduction;
  const bytes = bytesOfNumber(precision);
  const last = to.strides.reduce((total, stride, axis) => total + stride * (kernel.shape[axis]! - 1), 0);
  const place = code.local("i32");
  code.i32(0).set(place).repeat(place, bytes, (last + 1) * bytes, () =>
    code.get(place).constant(neutral(precision, reduction)).vector(vectorOpcode[precision].storeLane, to.address, 0));
}

/** A new running vector. */
export function startReduction({ running, code, precision }: LoopWriting, reduction: Reduction): void {
  let variable = running.get(reduction);
  if (variable === undefined) running.set(reduction, variable = code.local("v128"));
  code.constant(neutral(precision, reduction)).set(variable);
}

/** A new total of partial results, kept in a vector too. */
export function startTotal({ totals, code, precision }: LoopWriting, reduction: Reduction): void {
  let variable = totals.get(reduction);
  if (variable === undefined) totals.set(reduction, variable = code.local("v128"));
  code.constant(neutral(precision, reduction)).set(variable);
}

/** Takes the running vector into the total, and the total into the running vector. */
export function keepPartial(writing: LoopWriting, reduction: Reduction): void {
  const { totals, running, code } = writing;
  const [total, own] = [totals.get(reduction)!, running.get(reduction)!];
  code.get(total).get(own);
  combine(writing, reduction).set(total).get(total).set(own);
}

/** Takes in the next `count` numbers. */
export function accumulate(writing: LoopWriting, reduction: Reduction, count: number): void {
  const { code } = writing;
  const { to } = reduction;
  const pushNext = (): void => {
    pushValue(writing, reduction.value);
    if (count < laneCount(writing.precision)) mask(writing, reduction, count);
  };
  if (innerStride(to) === 0) {
    const variable = writing.running.get(reduction)!;
    code.get(variable);
    pushNext();
    combine(writing, reduction).set(variable);
    return;
  }
  pushOffset(writing, to);
  pushOffset(writing, to).vector(vectorOpcode.load, to.address);
  pushNext();
  combine(writing, reduction).vector(vectorOpcode.store, to.address);
}

/** Lanes past the end of a row count as nothing. */
function mask({ code, precision }: LoopWriting, reduction: Reduction, count: number): void {
  const bits = new Uint8Array(16).fill(0xff, 0, count * bytesOfNumber(precision));
  if (reduction.kind === "sum") code.constant(bits).simd(AND);
  else code.constant(neutral(precision, reduction)).constant(bits).simd(BITSELECT);
}

/** Combines the lanes of the running vector, always in the same order, and writes or adds the result. */
export function finishReduction(writing: LoopWriting, reduction: Reduction): void {
  const { code, precision, running } = writing;
  const { to } = reduction;
  const variable = running.get(reduction)!;
  const orders = precision === "float32" ? [[2, 3, 0, 1], [1, 0, 3, 2]] : [[1, 0]];
  for (const order of orders) {
    code.get(variable).get(variable).get(variable).simd(SHUFFLE, ...bytesOfLanes(precision, order));
    combine(writing, reduction).set(variable);
  }
  if (!isExclusive(writing, reduction)) {
    code.get(variable);
    pushOffset(writing, to).vector(vectorOpcode[precision].splat, to.address);
    combine(writing, reduction).set(variable);
  }
  pushOffset(writing, to).get(variable).vector(vectorOpcode[precision].storeLane, to.address, 0);
}

function bytesOfLanes(precision: Precision, order: readonly number[]): number[] {
  const bytes = bytesOfNumber(precision);
  return order.flatMap((lane) => Array.from({ length: bytes }, (_, byte) => lane * bytes + byte));
}
