// Dense LU with partial pivoting, P A = L U, in place, row by row in memory. Four columns are eliminated at a time, so that the
// rest of the matrix, which is far larger than a cache, is read and written a quarter as often.

import { TRANSPOSED, triangularSolve, UNIT_DIAGONAL, UPPER } from "./triangular-solve";
import { subtractScaled, swapRows } from "./vectors";

// @ts-ignore: decorator
@inline
const PANEL = 4;

/** Row of the largest |matrix[i, column]|, i ≥ from. */
function pivotRow(size: i32, matrix: usize, stride: usize, column: i32, from: i32): i32 {
  let best = from, largest: f64 = -1;
  for (let i = from; i < size; i++) {
    const magnitude = Math.abs(load<f64>(matrix + <usize>i * stride + (<usize>column << 3)));
    if (magnitude > largest) {
      largest = magnitude;
      best = i;
    }
  }
  return best;
}

/** Eliminates columns first … first + width - 1 within the panel. Returns the smallest pivot's magnitude. */
function factorPanel(size: i32, matrix: usize, stride: usize, pivots: usize, first: i32, width: i32): f64 {
  let smallest: f64 = Infinity;
  for (let column = first; column < first + width; column++) {
    const chosen = pivotRow(size, matrix, stride, column, column);
    store<i32>(pivots + (<usize>column << 2), chosen);
    if (chosen != column) swapRows(matrix + <usize>chosen * stride, matrix + <usize>column * stride, size);
    const source = matrix + <usize>column * stride;
    const pivot = load<f64>(source + (<usize>column << 3));
    smallest = Math.min(smallest, Math.abs(pivot));
    if (pivot == 0) return 0;
    for (let i = column + 1; i < size; i++) {
      const row = matrix + <usize>i * stride;
      const factor = load<f64>(row + (<usize>column << 3)) / pivot;
      store<f64>(row + (<usize>column << 3), factor);
      const rest = <usize>(column + 1) << 3;
      subtractScaled(row + rest, source + rest, factor, first + width - column - 1);
    }
  }
  return smallest;
}

/** The panel's own rows to the right of it: what elimination within the panel has left out. */
function finishPanelRows(size: i32, matrix: usize, stride: usize, first: i32, width: i32): void {
  for (let i = first + 1; i < first + width; i++) {
    const row = matrix + <usize>i * stride;
    for (let k = first; k < i; k++) {
      const rest = <usize>(first + width) << 3, factor = load<f64>(row + (<usize>k << 3));
      subtractScaled(row + rest, matrix + <usize>k * stride + rest, factor, size - first - width);
    }
  }
}

/** One row below a panel of four: row -= Σ_k factor_k · panelRow_k, right of the panel. */
function subtractPanel(size: i32, row: usize, panel: usize, stride: usize, first: i32): void {
  const at = row + (<usize>first << 3);
  const f0 = v128.load64_splat(at), f1 = v128.load64_splat(at, 8);
  const f2 = v128.load64_splat(at, 16), f3 = v128.load64_splat(at, 24);
  const from = <usize>(first + PANEL) << 3;
  let target = row + from, p0 = panel + from, p1 = p0 + stride, p2 = p1 + stride, p3 = p2 + stride;
  const end = row + (<usize>size << 3);
  while (target + 16 <= end) {
    const low = f64x2.add(f64x2.mul(f0, v128.load(p0)), f64x2.mul(f1, v128.load(p1)));
    const high = f64x2.add(f64x2.mul(f2, v128.load(p2)), f64x2.mul(f3, v128.load(p3)));
    v128.store(target, f64x2.sub(v128.load(target), f64x2.add(low, high)));
    target += 16; p0 += 16; p1 += 16; p2 += 16; p3 += 16;
  }
  if (target < end) {
    const low = f64x2.extract_lane(f0, 0) * load<f64>(p0) + f64x2.extract_lane(f1, 0) * load<f64>(p1);
    const high = f64x2.extract_lane(f2, 0) * load<f64>(p2) + f64x2.extract_lane(f3, 0) * load<f64>(p3);
    store<f64>(target, load<f64>(target) - (low + high));
  }
}

/**
 * matrix: [size, size], becomes U and, below the diagonal, L (whose diagonal is 1); pivots: [size] the row that changed places
 * with row i at step i. Returns the smallest pivot's magnitude, and stops where it is not greater than `tiny`.
 */
export function luFactor(size: i32, matrix: usize, pivots: usize, tiny: f64): f64 {
  const stride = <usize>size << 3;
  let smallest: f64 = Infinity;
  for (let first = 0; first < size; first += PANEL) {
    const width = min(PANEL, size - first);
    smallest = Math.min(smallest, factorPanel(size, matrix, stride, pivots, first, width));
    if (!(smallest > tiny)) return smallest;
    if (width < PANEL) break;
    finishPanelRows(size, matrix, stride, first, width);
    const panel = matrix + <usize>first * stride;
    for (let i = first + PANEL; i < size; i++) {
      subtractPanel(size, matrix + <usize>i * stride, panel, stride, first);
    }
  }
  return smallest;
}

/** Solves A X = right from luFactor's results, or Aᵀ X = right. right: [size, columns], becomes X. */
export function luSolve(size: i32, columns: i32, isTransposed: bool, matrix: usize, pivots: usize, right: usize): i32 {
  const stride = <usize>columns << 3;
  if (isTransposed) {
    triangularSolve(size, columns, UPPER | TRANSPOSED, matrix, right);
    const outcome = triangularSolve(size, columns, TRANSPOSED | UNIT_DIAGONAL, matrix, right);
    for (let i = size - 1; i >= 0; i--) swapPivot(right, stride, columns, pivots, i);
    return outcome;
  }
  for (let i = 0; i < size; i++) swapPivot(right, stride, columns, pivots, i);
  triangularSolve(size, columns, UNIT_DIAGONAL, matrix, right);
  return triangularSolve(size, columns, UPPER, matrix, right);
}

// @ts-ignore: decorator
@inline
function swapPivot(right: usize, stride: usize, columns: i32, pivots: usize, i: i32): void {
  const chosen = load<i32>(pivots + (<usize>i << 2));
  if (chosen != i) swapRows(right + <usize>chosen * stride, right + <usize>i * stride, columns);
}
