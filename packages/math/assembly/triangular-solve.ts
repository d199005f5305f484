// Systems with triangular matrices: op(T) X = R for all columns of R at once, in place.

import { NON_FINITE, SINGULAR, SOLVED } from "./outcome";
import { allFinite, dot, scale, subtractScaled } from "./vectors";

// Bits of `flags`, as src/triangular-solve.ts writes them.
// @ts-ignore: decorator
@inline
export const UPPER: u32 = 1;
// @ts-ignore: decorator
@inline
export const TRANSPOSED: u32 = 2;
// @ts-ignore: decorator
@inline
export const UNIT_DIAGONAL: u32 = 4;

/** x_i -= Σ_j T[i, j] x_j, from ≤ j < end */
// @ts-ignore: decorator
@inline
function gather(row: usize, columns: u32, right: usize, stride: usize, i: u32, from: u32, end: u32): void {
  const target = right + i * stride;
  if (columns == 1) {
    const sum = dot(row + (<usize>from << 3), right + (<usize>from << 3), end - from);
    store<f64>(target, load<f64>(target) - sum);
    return;
  }
  for (let j = from; j < end; j++) subtractScaled(target, right + j * stride, load<f64>(row + (<usize>j << 3)), columns);
}

/** x_j -= T[i, j] x_i, from ≤ j < end */
// @ts-ignore: decorator
@inline
function scatter(row: usize, columns: u32, right: usize, stride: usize, i: u32, from: u32, end: u32): void {
  const source = right + i * stride;
  if (columns == 1) {
    subtractScaled(right + (<usize>from << 3), row + (<usize>from << 3), load<f64>(source), end - from);
    return;
  }
  for (let j = from; j < end; j++) subtractScaled(right + j * stride, source, load<f64>(row + (<usize>j << 3)), columns);
}

function hasZero(size: u32, matrix: usize): bool {
  const step = <usize>(size + 1) << 3;
  for (let i: u32 = 0; i < size; i++) {
    if (load<f64>(matrix + i * step) == 0) return true;
  }
  return false;
}

/**
 * matrix: [size, size], of which the lower triangle is read, or the upper one with UPPER; right: [size, columns], becomes X.
 * SINGULAR, with `right` untouched, where the diagonal has a zero; NON_FINITE where X has become so.
 */
export function triangularSolve(size: u32, columns: u32, flags: u32, matrix: usize, right: usize): i32 {
  const isUpper = (flags & UPPER) != 0, isTransposed = (flags & TRANSPOSED) != 0, isUnit = (flags & UNIT_DIAGONAL) != 0;
  const stride = <usize>columns << 3;
  if (!isUnit && hasZero(size, matrix)) return SINGULAR;
  for (let step: u32 = 0; step < size; step++) {
    const i = isUpper == isTransposed ? step : size - 1 - step;
    const row = matrix + (<usize>i * size << 3), from = isUpper ? i + 1 : 0, end = isUpper ? size : i;
    if (!isTransposed) gather(row, columns, right, stride, i, from, end);
    if (!isUnit) scale(right + i * stride, 1 / load<f64>(row + (<usize>i << 3)), columns);
    if (isTransposed) scatter(row, columns, right, stride, i, from, end);
  }
  return allFinite(right, size * columns) ? SOLVED : NON_FINITE;
}
