// Sums and maxima of long arrays, and running sums and products. Sums are float64 for both types.

import { highHalf, lowHalf } from "./lanes-f32";
import { lanesSum } from "./vectors";

/** Four partial sums of every fourth element, added as (p₀ + p₂) + (p₁ + p₃), then what is left in order. */
// @ts-ignore: decorator
@inline
export function sum<T>(count: u32, input: usize): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  const end = input + <usize>count * sizeof<T>(), vectorEnd = input + <usize>(count & ~3) * sizeof<T>();
  for (; input < vectorEnd; input += 4 * sizeof<T>()) {
    const x = v128.load(input);
    low = f64x2.add(low, sizeof<T>() == 4 ? lowHalf(x) : x);
    high = f64x2.add(high, sizeof<T>() == 4 ? highHalf(x) : v128.load(input, 16));
  }
  let total = lanesSum(f64x2.add(low, high));
  for (; input < end; input += sizeof<T>()) total += <f64>load<T>(input);
  return total;
}

/** -infinity of nothing; NaN where one is. */
// @ts-ignore: decorator
@inline
export function largest<T>(count: u32, input: usize): T {
  const end = input + <usize>count * sizeof<T>(), lanes: usize = 16 / sizeof<T>();
  let most = <T>-Infinity;
  if (<usize>count >= lanes) {
    let greatest = v128.load(input);
    for (input += 16; input + 16 <= end; input += 16) greatest = v128.max<T>(greatest, v128.load(input));
    v128.store(LANES, greatest);
    for (let i: usize = 0; i < lanes; i++) most = max<T>(most, load<T>(LANES + i * sizeof<T>()));
  }
  for (; input < end; input += sizeof<T>()) most = max<T>(most, load<T>(input));
  return most;
}

const LANES: usize = memory.data(16, 16);

// @ts-ignore: decorator
@inline
function cumulative<T>(isProduct: bool, rows: u32, columns: u32, input: usize, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    let total: f64 = isProduct ? 1 : 0;
    for (let j: u32 = 0; j < columns; j++) {
      const x = <f64>load<T>(input);
      total = isProduct ? total * x : total + x;
      store<T>(out, <T>total);
      input += sizeof<T>();
      out += sizeof<T>();
    }
  }
}

export function sumF32(count: u32, input: usize): f64 {
  return sum<f32>(count, input);
}
export function sumF64(count: u32, input: usize): f64 {
  return sum<f64>(count, input);
}
export function largestF32(count: u32, input: usize): f32 {
  return largest<f32>(count, input);
}
export function largestF64(count: u32, input: usize): f64 {
  return largest<f64>(count, input);
}
export function cumulativeSumF32(rows: u32, columns: u32, input: usize, out: usize): void {
  cumulative<f32>(false, rows, columns, input, out);
}
export function cumulativeSumF64(rows: u32, columns: u32, input: usize, out: usize): void {
  cumulative<f64>(false, rows, columns, input, out);
}
export function cumulativeProductF32(rows: u32, columns: u32, input: usize, out: usize): void {
  cumulative<f32>(true, rows, columns, input, out);
}
export function cumulativeProductF64(rows: u32, columns: u32, input: usize, out: usize): void {
  cumulative<f64>(true, rows, columns, input, out);
}
