// What dense linear algebra does with rows: float64, consecutive in memory.

/** Σ_i a[i] b[i] in four partial sums of every fourth term, added as (p₀ + p₂) + (p₁ + p₃), then what is left in order. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, count: u32): f64 {
  let even = f64x2.splat(0), odd = f64x2.splat(0);
  const vectorEnd = a + (<usize>(count & ~3) << 3), end = a + (<usize>count << 3);
  for (; a < vectorEnd; a += 32) {
    even = f64x2.add(even, f64x2.mul(v128.load(a), v128.load(b)));
    odd = f64x2.add(odd, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    b += 32;
  }
  let sum = lanesSum(f64x2.add(even, odd));
  for (; a < end; a += 8) {
    sum += load<f64>(a) * load<f64>(b);
    b += 8;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
export function lanesSum(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** target[i] -= factor · source[i] */
// @ts-ignore: decorator
@inline
export function subtractScaled(target: usize, source: usize, factor: f64, count: u32): void {
  const factors = f64x2.splat(factor), vectorEnd = target + (<usize>(count & ~1) << 3);
  for (; target < vectorEnd; target += 16) {
    v128.store(target, f64x2.sub(v128.load(target), f64x2.mul(factors, v128.load(source))));
    source += 16;
  }
  if (count & 1) store<f64>(target, load<f64>(target) - factor * load<f64>(source));
}

/** target[i] *= factor */
export function scale(target: usize, factor: f64, count: u32): void {
  const end = target + (<usize>count << 3);
  for (; target < end; target += 8) store<f64>(target, load<f64>(target) * factor);
}

export function swapRows(a: usize, b: usize, count: u32): void {
  const end = a + (<usize>count << 3);
  for (; a < end; a += 8) {
    const kept = load<f64>(a);
    store<f64>(a, load<f64>(b));
    store<f64>(b, kept);
    b += 8;
  }
}

/** Euclidean norm of a column or row whose entries are `stride` bytes apart, safe from overflow. */
export function norm(vector: usize, stride: usize, count: u32): f64 {
  let largest: f64 = 0, sum: f64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const magnitude = Math.abs(load<f64>(vector + i * stride));
    if (!(magnitude <= largest)) largest = magnitude; // takes NaN, and keeps it
  }
  if (largest == 0 || largest - largest != 0) return largest;
  for (let i: usize = 0; i < count; i++) {
    const part = load<f64>(vector + i * stride) / largest;
    sum += part * part;
  }
  return largest * Math.sqrt(sum);
}

/** Whether all are finite numbers. */
export function allFinite(vector: usize, count: u32): bool {
  const end = vector + (<usize>count << 3);
  for (; vector < end; vector += 8) {
    const x = load<f64>(vector);
    if (x - x != 0) return false;
  }
  return true;
}
