// Eigenvalues and eigenvectors of symmetric matrices: Householder's reflections to a tridiagonal matrix, then QL steps with
// implicit shifts. Eigenvectors are rows, so that every rotation works on memory side by side.

import { NON_FINITE, SOLVED } from "./outcome";
import { dot, norm, scale, subtractScaled, swapRows } from "./vectors";

// @ts-ignore: decorator
@inline
const STEPS_MAXIMUM = 60;

// @ts-ignore: decorator
@inline
function entry(vector: usize, i: u32): f64 {
  return load<f64>(vector + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
function setEntry(vector: usize, i: u32, x: f64): void {
  store<f64>(vector + (<usize>i << 3), x);
}

/** √(a² + b²) without overflow. */
function hypotenuse(a: f64, b: f64): f64 {
  const x = Math.abs(a), y = Math.abs(b), most = x > y ? x : y, least = x > y ? y : x;
  if (most == 0) return 0;
  const ratio = least / most;
  return most * Math.sqrt(1 + ratio * ratio);
}

/** rest ← H rest H for the reflection H = I - τ v vᵀ: rest -= v wᵀ + w vᵀ, w = τ rest v - ½ τ (vᵀ τ rest v) v. */
function reflectBothSides(count: u32, rest: usize, stride: usize, v: usize, factor: f64, w: usize): void {
  for (let i: u32 = 0; i < count; i++) setEntry(w, i, factor * dot(rest + i * stride, v, count));
  subtractScaled(w, v, 0.5 * factor * dot(v, w, count), count);
  for (let i: u32 = 0; i < count; i++) {
    subtractScaled(rest + i * stride, w, entry(v, i), count);
    subtractScaled(rest + i * stride, v, entry(w, i), count);
  }
}

/** Leaves the diagonal in `values`, what stands beside it in `beside`, τ in `factors`, and v in row k right of the diagonal. */
function tridiagonalize(size: u32, matrix: usize, stride: usize, values: usize, beside: usize, factors: usize, w: usize): void {
  for (let k: u32 = 0; k < size; k++) {
    const row = matrix + k * stride, v = row + (<usize>(k + 1) << 3), count = size - k - 1;
    setEntry(values, k, entry(row, k));
    setEntry(factors, k, 0);
    setEntry(beside, k, count > 0 ? load<f64>(v) : 0);
    if (count < 2 || norm(v + 8, 8, count - 1) == 0) continue;
    const head = load<f64>(v), length = norm(v, 8, count), r = head > 0 ? -length : length;
    scale(v, 1 / (head - r), count);
    store<f64>(v, 1);
    setEntry(beside, k, r);
    setEntry(factors, k, (r - head) / r);
    reflectBothSides(count, matrix + (k + 1) * stride + (<usize>(k + 1) << 3), stride, v, (r - head) / r, w);
  }
}

/** vectors ← Qᵀ, the reflections' product, row by row from the last reflection to the first. */
function accumulate(size: u32, matrix: usize, stride: usize, factors: usize, vectors: usize): void {
  memory.fill(vectors, 0, <usize>size * stride);
  for (let i: u32 = 0; i < size; i++) setEntry(vectors + i * stride, i, 1);
  for (let step: u32 = 0; step < size; step++) {
    const k = size - 1 - step, factor = entry(factors, k), count = size - k - 1, from = <usize>(k + 1) << 3;
    if (factor == 0) continue;
    const v = matrix + k * stride + from;
    for (let i = k + 1; i < size; i++) {
      const row = vectors + i * stride + from;
      subtractScaled(row, v, factor * dot(row, v, count), count);
    }
  }
}

/** (low, high) ← (c low - s high, s low + c high) */
function rotate(low: usize, high: usize, c: f64, s: f64, count: u32): void {
  const end = low + (<usize>count << 3);
  for (; low < end; low += 8) {
    const a = load<f64>(low), b = load<f64>(high);
    store<f64>(low, c * a - s * b);
    store<f64>(high, s * a + c * b);
    high += 8;
  }
}

/** The first m ≥ l where nothing to speak of stands beside the diagonal. */
function blockEnd(size: u32, values: usize, beside: usize, l: u32): u32 {
  let m = l;
  for (; m + 1 < size; m++) {
    const scaleHere = Math.abs(entry(values, m)) + Math.abs(entry(values, m + 1));
    if (Math.abs(entry(beside, m)) <= 2.220446049250313e-16 * scaleHere) break;
  }
  return m;
}

/** One QL step on rows l … m, with Wilkinson's shift. */
function stepQl(size: u32, stride: usize, values: usize, beside: usize, vectors: usize, l: u32, m: u32): void {
  const slope = (entry(values, l + 1) - entry(values, l)) / (2 * entry(beside, l)), length = hypotenuse(slope, 1);
  const shift = slope + (slope >= 0 ? length : -length);
  let g = entry(values, m) - entry(values, l) + entry(beside, l) / shift, s: f64 = 1, c: f64 = 1, p: f64 = 0;
  for (let i = m; i > l; i--) {
    const f = s * entry(beside, i - 1), b = c * entry(beside, i - 1), r = hypotenuse(f, g);
    setEntry(beside, i, r);
    if (r == 0) {
      setEntry(values, i, entry(values, i) - p);
      setEntry(beside, m, 0);
      return;
    }
    s = f / r;
    c = g / r;
    g = entry(values, i) - p;
    const t = (entry(values, i - 1) - g) * s + 2 * c * b;
    p = s * t;
    setEntry(values, i, g + p);
    g = c * t - b;
    rotate(vectors + (i - 1) * stride, vectors + i * stride, c, s, size);
  }
  setEntry(values, l, entry(values, l) - p);
  setEntry(beside, l, g);
  setEntry(beside, m, 0);
}

/** Eigenvalues ascending, their vectors along with them. */
function sortAscending(size: u32, stride: usize, values: usize, vectors: usize): void {
  for (let i: u32 = 0; i < size; i++) {
    let least = i;
    for (let j = i + 1; j < size; j++) if (entry(values, j) < entry(values, least)) least = j;
    if (least == i) continue;
    const kept = entry(values, i);
    setEntry(values, i, entry(values, least));
    setEntry(values, least, kept);
    swapRows(vectors + i * stride, vectors + least * stride, size);
  }
}

/**
 * matrix: [size, size] symmetric, destroyed; values: [size] ascending; vectors: [size, size], row k belongs to value k;
 * workspace: [3, size]. NON_FINITE where the steps do not end, which happens for NaN and infinity alone.
 */
export function symmetricEigen(size: u32, matrix: usize, values: usize, vectors: usize, workspace: usize): i32 {
  const stride = <usize>size << 3, beside = workspace, factors = workspace + stride, w = factors + stride;
  tridiagonalize(size, matrix, stride, values, beside, factors, w);
  accumulate(size, matrix, stride, factors, vectors);
  for (let l: u32 = 0; l < size; l++) {
    let steps = 0;
    for (let m = blockEnd(size, values, beside, l); m != l; m = blockEnd(size, values, beside, l)) {
      if (steps++ == STEPS_MAXIMUM) return NON_FINITE;
      stepQl(size, stride, values, beside, vectors, l, m);
    }
  }
  sortAscending(size, stride, values, vectors);
  return SOLVED;
}
