// Dense LU with partial pivoting, in place, row by row in memory. Four columns are eliminated at a time, so that the rest of
// the matrix, which is far larger than a cache, is read and written a quarter as often.

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

/** Whole rows change places, those of L too, and so do the entries of the right-hand side. */
function swapRows(size: i32, matrix: usize, stride: usize, vector: usize, i: i32, j: i32): void {
  let a = matrix + <usize>i * stride, b = matrix + <usize>j * stride;
  const end = a + (<usize>size << 3);
  for (; a < end; a += 8) {
    const kept = load<f64>(a);
    store<f64>(a, load<f64>(b));
    store<f64>(b, kept);
    b += 8;
  }
  a = vector + (<usize>i << 3);
  b = vector + (<usize>j << 3);
  const kept = load<f64>(a);
  store<f64>(a, load<f64>(b));
  store<f64>(b, kept);
}

/** target[from … end) -= factor · source[from … end) */
function subtractRow(target: usize, source: usize, factor: f64, from: i32, end: i32): void {
  let j = from;
  const factors = f64x2.splat(factor);
  for (; j + 2 <= end; j += 2) {
    const at = <usize>j << 3;
    v128.store(target + at, f64x2.sub(v128.load(target + at), f64x2.mul(factors, v128.load(source + at))));
  }
  for (; j < end; j++) {
    const at = <usize>j << 3;
    store<f64>(target + at, load<f64>(target + at) - factor * load<f64>(source + at));
  }
}

/** Eliminates columns first … first + width - 1 within the panel. Returns the smallest pivot's magnitude. */
function factorPanel(size: i32, matrix: usize, stride: usize, vector: usize, first: i32, width: i32): f64 {
  let smallest: f64 = Infinity;
  for (let column = first; column < first + width; column++) {
    const chosen = pivotRow(size, matrix, stride, column, column);
    if (chosen != column) swapRows(size, matrix, stride, vector, chosen, column);
    const source = matrix + <usize>column * stride;
    const pivot = load<f64>(source + (<usize>column << 3));
    smallest = Math.min(smallest, Math.abs(pivot));
    if (pivot == 0) return 0;
    for (let i = column + 1; i < size; i++) {
      const row = matrix + <usize>i * stride;
      const factor = load<f64>(row + (<usize>column << 3)) / pivot;
      store<f64>(row + (<usize>column << 3), factor);
      subtractRow(row, source, factor, column + 1, first + width);
    }
  }
  return smallest;
}

/** The panel's own rows to the right of it: what elimination within the panel has left out. */
function finishPanelRows(size: i32, matrix: usize, stride: usize, first: i32, width: i32): void {
  for (let i = first + 1; i < first + width; i++) {
    const row = matrix + <usize>i * stride;
    for (let k = first; k < i; k++) {
      subtractRow(row, matrix + <usize>k * stride, load<f64>(row + (<usize>k << 3)), first + width, size);
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

/** vector ← U⁻¹ L⁻¹ vector */
function substitute(size: i32, matrix: usize, stride: usize, vector: usize): void {
  for (let i = 1; i < size; i++) {
    const row = matrix + <usize>i * stride;
    let sum = load<f64>(vector + (<usize>i << 3));
    for (let j: usize = 0; j < <usize>i; j++) sum -= load<f64>(row + (j << 3)) * load<f64>(vector + (j << 3));
    store<f64>(vector + (<usize>i << 3), sum);
  }
  for (let i = size - 1; i >= 0; i--) {
    const row = matrix + <usize>i * stride;
    let sum = load<f64>(vector + (<usize>i << 3));
    for (let j = <usize>i + 1; j < <usize>size; j++) sum -= load<f64>(row + (j << 3)) * load<f64>(vector + (j << 3));
    store<f64>(vector + (<usize>i << 3), sum / load<f64>(row + (<usize>i << 3)));
  }
}

/**
 * Solves matrix · x = vector. matrix: [size, size], destroyed; vector: [size], becomes x.
 * Returns the smallest pivot's magnitude, and leaves vector unsolved where it is not greater than `tiny`.
 */
export function linearSolve(size: i32, matrix: usize, vector: usize, tiny: f64): f64 {
  const stride = <usize>size << 3;
  let smallest: f64 = Infinity;
  for (let first = 0; first < size; first += PANEL) {
    const width = min(PANEL, size - first);
    smallest = Math.min(smallest, factorPanel(size, matrix, stride, vector, first, width));
    if (!(smallest > tiny)) return smallest;
    if (width < PANEL) break;
    finishPanelRows(size, matrix, stride, first, width);
    const panel = matrix + <usize>first * stride;
    for (let i = first + PANEL; i < size; i++) {
      subtractPanel(size, matrix + <usize>i * stride, panel, stride, first);
    }
  }
  substitute(size, matrix, stride, vector);
  return smallest;
}
