// What happens along the last axis: softmax and its logarithm, log-sum-exp, layer normalization; gathering and scattering rows.

import { exp } from "./lanes";
import { largest, sum } from "./reductions";

/** A vector that is only partly within the array. */
const PARTIAL: usize = memory.data(16, 16);

/** out[j] = exp(input[j] - shift) */
// @ts-ignore: decorator
@inline
function expShifted<T>(columns: u32, input: usize, shift: T, out: usize): void {
  const rest = <usize>columns * sizeof<T>() & 15, shifts = v128.splat<T>(shift);
  let end = input + <usize>columns * sizeof<T>() - rest, restOut: usize = 0;
  while (true) {
    for (; input < end; input += 16) {
      v128.store(out, exp<T>(v128.sub<T>(v128.load(input), shifts)));
      out += 16;
    }
    if (restOut) memory.copy(restOut, PARTIAL, rest);
    if (restOut || !rest) return;
    memory.copy(PARTIAL, input, rest);
    restOut = out;
    out = PARTIAL;
    input = PARTIAL;
    end = PARTIAL + 16;
  }
}

// @ts-ignore: decorator
@inline
function softmax<T>(rows: u32, columns: u32, input: usize, out: usize): void {
  const row = <usize>columns * sizeof<T>();
  for (let i: u32 = 0; i < rows; i++) {
    expShifted<T>(columns, input, largest<T>(columns, input), out);
    const total = <T>sum<T>(columns, out);
    for (let j: usize = 0; j < row; j += sizeof<T>()) store<T>(out + j, load<T>(out + j) / total);
    input += row;
    out += row;
  }
}

/** log Σ_j exp(input[j] - most) of one row; `scratch` holds the exponentials. */
// @ts-ignore: decorator
@inline
function logShiftedSum<T>(columns: u32, input: usize, most: T, scratch: usize): f64 {
  expShifted<T>(columns, input, most, scratch);
  return Math.log(sum<T>(columns, scratch));
}

// @ts-ignore: decorator
@inline
function logSumExp<T>(rows: u32, columns: u32, input: usize, scratch: usize, out: usize): void {
  for (let i: u32 = 0; i < rows; i++) {
    const most = largest<T>(columns, input), isInfinite = most == <T>Infinity || most == <T>-Infinity;
    store<T>(out, isInfinite ? most : <T>(<f64>most + logShiftedSum<T>(columns, input, most, scratch)));
    input += <usize>columns * sizeof<T>();
    out += sizeof<T>();
  }
}

/** (x - most) - log Σ exp(x - most): the large part first, so that nothing is lost near 0. */
// @ts-ignore: decorator
@inline
function logSoftmax<T>(rows: u32, columns: u32, input: usize, scratch: usize, out: usize): void {
  const row = <usize>columns * sizeof<T>();
  for (let i: u32 = 0; i < rows; i++) {
    const most = largest<T>(columns, input), rest = logShiftedSum<T>(columns, input, most, scratch);
    for (let j: usize = 0; j < row; j += sizeof<T>()) {
      store<T>(out + j, <T>(<f64>load<T>(input + j) - <f64>most - rest));
    }
    input += row;
    out += row;
  }
}

/** out = (x - mean) / √(variance + epsilon) · gain + shift, statistics of each row in float64. */
// @ts-ignore: decorator
@inline
function layerNorm<T>(rows: u32, columns: u32, epsilon: f64, input: usize, gain: usize, shift: usize, out: usize): void {
  const row = <usize>columns * sizeof<T>();
  for (let i: u32 = 0; i < rows; i++) {
    const mean = sum<T>(columns, input) / <f64>columns;
    let square: f64 = 0;
    for (let j: usize = 0; j < row; j += sizeof<T>()) {
      const centered = <f64>load<T>(input + j) - mean;
      square += centered * centered;
    }
    const factor = 1 / Math.sqrt(square / <f64>columns + epsilon);
    for (let j: usize = 0; j < row; j += sizeof<T>()) {
      const normal = (<f64>load<T>(input + j) - mean) * factor;
      store<T>(out + j, <T>(normal * <f64>load<T>(gain + j) + <f64>load<T>(shift + j)));
    }
    input += row;
    out += row;
  }
}

/**
 * The adjoint of layerNorm. With n = (x - mean) / √(variance + epsilon) and h = g · gain, rows of outInput become
 * (h - mean(h) - n mean(h n)) / √(variance + epsilon); sums: [2, columns] float64 becomes Σ g n and Σ g over the rows.
 */
// @ts-ignore: decorator
@inline
function layerNormAdjoint<T>(
  rows: u32, columns: u32, epsilon: f64, input: usize, gain: usize, cotangent: usize, outInput: usize, sums: usize,
): void {
  const size = <usize>columns, row = size * sizeof<T>(), shiftSums = sums + (size << 3);
  memory.fill(sums, 0, size << 4);
  for (let i: u32 = 0; i < rows; i++) {
    const mean = sum<T>(columns, input) / <f64>columns;
    let square: f64 = 0, pulled: f64 = 0, along: f64 = 0;
    for (let j: usize = 0; j < size; j++) {
      const at = j * sizeof<T>(), centered = <f64>load<T>(input + at) - mean;
      const g = <f64>load<T>(cotangent + at), h = g * <f64>load<T>(gain + at);
      square += centered * centered;
      pulled += h;
      along += h * centered;
    }
    const factor = 1 / Math.sqrt(square / <f64>columns + epsilon);
    pulled /= <f64>columns;
    along = along / <f64>columns * factor;
    for (let j: usize = 0; j < size; j++) {
      const at = j * sizeof<T>(), normal = (<f64>load<T>(input + at) - mean) * factor, g = <f64>load<T>(cotangent + at);
      const gainSum = sums + (j << 3), shiftSum = shiftSums + (j << 3);
      store<f64>(gainSum, load<f64>(gainSum) + g * normal);
      store<f64>(shiftSum, load<f64>(shiftSum) + g);
      store<T>(outInput + at, <T>((g * <f64>load<T>(gain + at) - pulled - normal * along) * factor));
    }
    input += row;
    cotangent += row;
    outInput += row;
  }
}

/** out[i, :] = table[index[i], :], rows of `bytes`. */
export function gatherRows(count: u32, bytes: u32, table: usize, index: usize, out: usize): void {
  for (let i: usize = 0; i < count; i++) {
    memory.copy(out, table + <usize>load<u32>(index + (i << 2)) * bytes, bytes);
    out += bytes;
  }
}

// @ts-ignore: decorator
@inline
function scatterAdd<T>(count: u32, columns: u32, rows: usize, index: usize, table: usize): void {
  const row = <usize>columns * sizeof<T>();
  for (let i: usize = 0; i < count; i++) {
    const target = table + <usize>load<u32>(index + (i << 2)) * row;
    for (let j: usize = 0; j < row; j += sizeof<T>()) store<T>(target + j, load<T>(target + j) + load<T>(rows + j));
    rows += row;
  }
}

export function softmaxF32(rows: u32, columns: u32, input: usize, out: usize): void {
  softmax<f32>(rows, columns, input, out);
}
export function softmaxF64(rows: u32, columns: u32, input: usize, out: usize): void {
  softmax<f64>(rows, columns, input, out);
}
export function logSumExpF32(rows: u32, columns: u32, input: usize, scratch: usize, out: usize): void {
  logSumExp<f32>(rows, columns, input, scratch, out);
}
export function logSumExpF64(rows: u32, columns: u32, input: usize, scratch: usize, out: usize): void {
  logSumExp<f64>(rows, columns, input, scratch, out);
}
export function logSoftmaxF32(rows: u32, columns: u32, input: usize, scratch: usize, out: usize): void {
  logSoftmax<f32>(rows, columns, input, scratch, out);
}
export function logSoftmaxF64(rows: u32, columns: u32, input: usize, scratch: usize, out: usize): void {
  logSoftmax<f64>(rows, columns, input, scratch, out);
}
export function layerNormF32(
  rows: u32, columns: u32, epsilon: f64, input: usize, gain: usize, shift: usize, out: usize,
): void {
  layerNorm<f32>(rows, columns, epsilon, input, gain, shift, out);
}
export function layerNormF64(
  rows: u32, columns: u32, epsilon: f64, input: usize, gain: usize, shift: usize, out: usize,
): void {
  layerNorm<f64>(rows, columns, epsilon, input, gain, shift, out);
}
export function scatterAddF32(count: u32, columns: u32, rows: usize, index: usize, table: usize): void {
  scatterAdd<f32>(count, columns, rows, index, table);
}
export function scatterAddF64(count: u32, columns: u32, rows: usize, index: usize, table: usize): void {
  scatterAdd<f64>(count, columns, rows, index, table);
}
export function layerNormAdjointF32(
  rows: u32, columns: u32, epsilon: f64, input: usize, gain: usize, cotangent: usize, outInput: usize, sums: usize,
): void {
  layerNormAdjoint<f32>(rows, columns, epsilon, input, gain, cotangent, outInput, sums);
}
export function layerNormAdjointF64(
  rows: u32, columns: u32, epsilon: f64, input: usize, gain: usize, cotangent: usize, outInput: usize, sums: usize,
): void {
  layerNormAdjoint<f64>(rows, columns, epsilon, input, gain, cotangent, outInput, sums);
}
