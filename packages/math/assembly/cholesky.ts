// Cholesky's factor, A = L Lᵀ, row by row in memory. A strip of 32 columns first takes what the columns left of it contribute, by
// matrix products; then its entries follow from dot products within the strip, four rows and two columns at a time. Four strips
// share the product for the rows below all of them, so that the factor is read from memory a quarter as often.

import { matmulF64, matmulWorkspaceF64, SUBTRACT, TRANSPOSE_RIGHT } from "./matmul";
import { INDEFINITE, NON_FINITE, SOLVED } from "./outcome";
import { dot, lanesSum } from "./vectors";

// @ts-ignore: decorator
@inline
const STRIP: u32 = 32;
// @ts-ignore: decorator
@inline
const BLOCK: u32 = 4 * STRIP;

/** Matrices up to this size are one strip: they stay in the second cache, and packing would not pay. */
// @ts-ignore: decorator
@inline
const WHOLE: u32 = 352;

export function choleskyWorkspace(size: u32): usize {
  return size <= WHOLE ? 0 : matmulWorkspaceF64(size, BLOCK, size);
}

/** Entries (i … i + 3, j) and (i … i + 3, j + 1) from columns first … j - 1, both columns of L being known above row i. */
// @ts-ignore: decorator
@inline
function fourRowsTwoColumns(row: usize, pivotRow: usize, stride: usize, first: u32, column: u32): void {
  const from = <usize>first << 3, zero = f64x2.splat(0);
  let a = row + from, b = row + stride + from, c = row + 2 * stride + from, d = row + 3 * stride + from;
  let p = pivotRow + from, q = pivotRow + stride + from;
  const end = pivotRow + (<usize>column << 3);
  let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
  while (p < end) {
    const x = v128.load(p), y = v128.load(q);
    let t = v128.load(a);
    c0 = f64x2.add(c0, f64x2.mul(t, x));
    c1 = f64x2.add(c1, f64x2.mul(t, y));
    t = v128.load(b);
    c2 = f64x2.add(c2, f64x2.mul(t, x));
    c3 = f64x2.add(c3, f64x2.mul(t, y));
    t = v128.load(c);
    c4 = f64x2.add(c4, f64x2.mul(t, x));
    c5 = f64x2.add(c5, f64x2.mul(t, y));
    t = v128.load(d);
    c6 = f64x2.add(c6, f64x2.mul(t, x));
    c7 = f64x2.add(c7, f64x2.mul(t, y));
    a += 16;
    b += 16;
    c += 16;
    d += 16;
    p += 16;
    q += 16;
  }
  const pivot0 = 1 / load<f64>(p), below = load<f64>(q), pivot1 = 1 / load<f64>(q, 8);
  finishPair(a, lanesSum(c0), lanesSum(c1), pivot0, below, pivot1);
  finishPair(b, lanesSum(c2), lanesSum(c3), pivot0, below, pivot1);
  finishPair(c, lanesSum(c4), lanesSum(c5), pivot0, below, pivot1);
  finishPair(d, lanesSum(c6), lanesSum(c7), pivot0, below, pivot1);
}

// @ts-ignore: decorator
@inline
function finishPair(at: usize, sum0: f64, sum1: f64, pivot0: f64, below: f64, pivot1: f64): void {
  const entry = (load<f64>(at) - sum0) * pivot0;
  store<f64>(at, entry);
  store<f64>(at, (load<f64>(at, 8) - sum1 - entry * below) * pivot1, 8);
}

/** Entries (row, from … end - 1), the diagonal at most, one by one. */
function restOfRow(matrix: usize, stride: usize, first: u32, i: u32, from: u32, end: u32): i32 {
  const row = matrix + i * stride;
  for (let j = from; j < min(i + 1, end); j++) {
    const other = matrix + j * stride, at = row + (<usize>j << 3);
    const rest = load<f64>(at) - dot(row + (<usize>first << 3), other + (<usize>first << 3), j - first);
    if (i > j) {
      store<f64>(at, rest / load<f64>(other + (<usize>j << 3)));
      continue;
    }
    if (rest - rest != 0) return NON_FINITE;
    if (rest <= 0) return INDEFINITE;
    store<f64>(at, Math.sqrt(rest));
  }
  return SOLVED;
}

/** Columns first … end - 1 of all rows from `first` on. */
function factorStrip(size: u32, matrix: usize, stride: usize, first: u32, end: u32): i32 {
  let i = first;
  for (; i + 4 <= size; i += 4) {
    const whole = min(i, end);
    for (let j = first; j < whole; j += 2) fourRowsTwoColumns(matrix + i * stride, matrix + j * stride, stride, first, j);
    for (let row = i; row < i + 4; row++) {
      const outcome = restOfRow(matrix, stride, first, row, whole, end);
      if (outcome != SOLVED) return outcome;
    }
  }
  for (; i < size; i++) {
    const outcome = restOfRow(matrix, stride, first, i, first, end);
    if (outcome != SOLVED) return outcome;
  }
  return SOLVED;
}

/** Rows top … bottom - 1 of columns first … end - 1 lose what columns from … until - 1 contribute. */
function subtractLeft(
  size: u32, matrix: usize, top: u32, bottom: u32, first: u32, end: u32, from: u32, until: u32, workspace: usize,
): void {
  if (top == bottom || from == until) return;
  const rows = matrix + (<usize>top * size << 3), pivots = matrix + (<usize>first * size << 3), left = <usize>from << 3;
  matmulF64(
    1, bottom - top, end - first, until - from, TRANSPOSE_RIGHT | SUBTRACT, rows + left, size, 0, pivots + left, size, 0,
    rows + (<usize>first << 3), size, 0, 0, workspace,
  );
}

/** Columns first … end - 1 of all rows from `first` on. */
function factorBlock(size: u32, matrix: usize, first: u32, end: u32, workspace: usize): i32 {
  subtractLeft(size, matrix, end, size, first, end, 0, first, workspace);
  for (let strip = first; strip < end; strip += STRIP) {
    const stripEnd = min(strip + STRIP, end);
    subtractLeft(size, matrix, strip, end, strip, stripEnd, 0, strip, workspace);
    subtractLeft(size, matrix, end, size, strip, stripEnd, first, strip, workspace);
    const outcome = factorStrip(size, matrix, <usize>size << 3, strip, stripEnd);
    if (outcome != SOLVED) return outcome;
  }
  return SOLVED;
}

/**
 * matrix: [size, size] symmetric positive definite, of which the lower triangle is read; becomes L, with zeros above the
 * diagonal. workspace: choleskyWorkspace bytes. Unless SOLVED is returned the matrix is left half done.
 */
export function choleskyFactor(size: u32, matrix: usize, workspace: usize): i32 {
  const stride = <usize>size << 3;
  if (size <= WHOLE) {
    const outcome = factorStrip(size, matrix, stride, 0, size);
    if (outcome != SOLVED) return outcome;
  }
  for (let first: u32 = size <= WHOLE ? size : 0; first < size; first += BLOCK) {
    const outcome = factorBlock(size, matrix, first, min(first + BLOCK, size), workspace);
    if (outcome != SOLVED) return outcome;
  }
  for (let i: u32 = 0; i < size; i++) {
    memory.fill(matrix + i * stride + (<usize>(i + 1) << 3), 0, <usize>(size - i - 1) << 3);
  }
  return SOLVED;
}

/** Σ_i log |matrix[i, i]| */
export function logDiagonal(size: u32, matrix: usize): f64 {
  let sum: f64 = 0;
  const step = <usize>(size + 1) << 3;
  for (let i: u32 = 0; i < size; i++) sum += Math.log(Math.abs(load<f64>(matrix + i * step)));
  return sum;
}
