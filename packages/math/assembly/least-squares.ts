// Householder's QR of tall matrices, A = Q R, row by row in memory. Q is kept as its reflections I - τ v vᵀ: v stands below the
// diagonal (its first entry is 1 and not stored), τ in an array of its own.

import { norm, scale, subtractScaled } from "./vectors";

/** Reflection k: column k becomes (r, 0, …, 0). Stores r, v and τ, which is 0 where nothing stands below the diagonal. */
function makeReflection(rows: u32, matrix: usize, stride: usize, k: u32, factors: usize): void {
  const diagonal = matrix + k * stride + (<usize>k << 3), head = load<f64>(diagonal), below = rows - k - 1;
  const rest = norm(diagonal + stride, stride, below);
  if (rest == 0) {
    store<f64>(factors + (<usize>k << 3), 0);
    return;
  }
  const length = norm(diagonal, stride, rows - k), r = head > 0 ? -length : length;
  for (let i: usize = 1; i <= below; i++) store<f64>(diagonal + i * stride, load<f64>(diagonal + i * stride) / (head - r));
  store<f64>(diagonal, r);
  store<f64>(factors + (<usize>k << 3), (r - head) / r);
}

/** target ← (I - τ v vᵀ) target for `columns` columns from row k on; `sums` has room for them. */
function reflect(
  rows: u32, columns: u32, matrix: usize, stride: usize, k: u32, factor: f64, target: usize, targetStride: usize, sums: usize,
): void {
  if (factor == 0 || columns == 0) return;
  const v = matrix + k * stride + (<usize>k << 3), first = target + k * targetStride, count = rows - k;
  memory.copy(sums, first, <usize>columns << 3);
  for (let i: usize = 1; i < count; i++) subtractScaled(sums, first + i * targetStride, -load<f64>(v + i * stride), columns);
  scale(sums, factor, columns);
  subtractScaled(first, sums, 1, columns);
  for (let i: usize = 1; i < count; i++) subtractScaled(first + i * targetStride, sums, load<f64>(v + i * stride), columns);
}

/** matrix: [rows, columns], rows ≥ columns, becomes R and, below its diagonal, v; factors: [columns] τ; sums: [columns]. */
export function qrFactor(rows: u32, columns: u32, matrix: usize, factors: usize, sums: usize): void {
  const stride = <usize>columns << 3;
  for (let k: u32 = 0; k < columns; k++) {
    makeReflection(rows, matrix, stride, k, factors);
    const right = <usize>(k + 1) << 3;
    reflect(rows, columns - k - 1, matrix, stride, k, load<f64>(factors + (<usize>k << 3)), matrix + right, stride, sums);
  }
}

/** right ← Qᵀ right (or Q right). right: [rows, rightColumns]; sums: [rightColumns] */
export function qrApply(
  rows: u32, columns: u32, rightColumns: u32, isTransposed: bool, matrix: usize, factors: usize, right: usize, sums: usize,
): void {
  const stride = <usize>columns << 3, rightStride = <usize>rightColumns << 3;
  for (let step: u32 = 0; step < columns; step++) {
    const k = isTransposed ? step : columns - 1 - step;
    reflect(rows, rightColumns, matrix, stride, k, load<f64>(factors + (<usize>k << 3)), right, rightStride, sums);
  }
}
