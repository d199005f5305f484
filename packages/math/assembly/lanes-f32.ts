// Elementary functions of four float32 lanes. What networks use most is computed in float32; the rest, and what would lose
// digits, goes through two pairs of float64 lanes. The same bits on every engine, as in lanes-f64.ts; NaN goes through.

import { cosF64x2, erfF64x2, powF64x2, sinF64x2, softplusF64x2 } from "./lanes-f64";

// @ts-ignore: decorator
@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** p · x + c, rounded twice. */
// @ts-ignore: decorator
@inline
function step(p: v128, x: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(p, x), splat(c));
}

/** x · 2^n in two steps, so that 2^n may lie beyond the range of normal numbers on either side. */
// @ts-ignore: decorator
@inline
function scaled(x: v128, n: v128): v128 {
  const half = i32x4.shr_s(n, 1), rest = i32x4.sub(n, half), bias = i32x4.splat(127);
  return f32x4.mul(f32x4.mul(x, i32x4.shl(i32x4.add(half, bias), 23)), i32x4.shl(i32x4.add(rest, bias), 23));
}

/** Cephes: 2^n (1 + r + r² P(r)), |r| ≤ ln 2 / 2. Beyond 88.72 infinity, below -103.97 zero. */
// @ts-ignore: decorator
@inline
export function expF32x4(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, splat(89)), splat(-104));
  const n = f32x4.nearest(f32x4.mul(x, splat(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, splat(-2.12194440e-4)));
  let p = step(splat(1.9875691500e-4), r, 1.3981999507e-3);
  p = step(step(p, r, 8.3334519073e-3), r, 4.1665795894e-2);
  p = step(step(p, r, 1.6666665459e-1), r, 5.0000001201e-1);
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), splat(1));
  return scaled(y, i32x4.trunc_sat_f32x4_s(n));
}

/** Cephes: k ln 2 + m - m²/2 + m³ P(m), x = 2^k (1 + m), √½ ≤ 1 + m < √2. */
// @ts-ignore: decorator
@inline
export function logF32x4(x: v128): v128 {
  const isSmall = f32x4.lt(x, splat(1.17549435e-38));
  const bits = v128.bitselect(f32x4.mul(x, splat(33554432)), x, isSmall); // · 2^25
  const above = i32x4.add(bits, i32x4.splat(0x004afb0d)); // 1 less √½, in bits
  const exponent = i32x4.sub(i32x4.sub(i32x4.shr_u(above, 23), i32x4.splat(127)), v128.and(isSmall, i32x4.splat(25)));
  const k = f32x4.convert_i32x4_s(exponent);
  const mantissa = i32x4.add(v128.and(above, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const m = f32x4.sub(mantissa, splat(1)), square = f32x4.mul(m, m);
  let p = step(splat(7.0376836292e-2), m, -1.1514610310e-1);
  p = step(step(p, m, 1.1676998740e-1), m, -1.2420140846e-1);
  p = step(step(p, m, 1.4249322787e-1), m, -1.6668057665e-1);
  p = step(step(p, m, 2.0000714765e-1), m, -2.4999993993e-1);
  p = f32x4.mul(f32x4.mul(step(p, m, 3.3333331174e-1), m), square);
  const low = f32x4.add(p, f32x4.mul(k, splat(-2.12194440e-4)));
  const body = f32x4.add(m, f32x4.sub(low, f32x4.mul(splat(0.5), square)));
  const sum = f32x4.add(body, f32x4.mul(k, splat(0.693359375)));
  const isOrdinary = v128.and(f32x4.gt(x, splat(0)), f32x4.lt(x, splat(Infinity)));
  const negative = v128.bitselect(splat(NaN), x, f32x4.lt(x, splat(0)));
  return v128.bitselect(sum, v128.bitselect(splat(-Infinity), negative, f32x4.eq(x, splat(0))), isOrdinary);
}

/** Cephes: x + x³ P(x²) for |x| < 0.625, else 1 - 2 / (exp(2 |x|) + 1) with the sign of x. */
// @ts-ignore: decorator
@inline
export function tanhF32x4(x: v128): v128 {
  const magnitude = f32x4.abs(x), z = f32x4.mul(x, x);
  let p = step(splat(-5.70498872745e-3), z, 2.06390887954e-2);
  p = step(step(p, z, -5.37397155531e-2), z, 1.33314422036e-1);
  p = step(p, z, -3.33332819422e-1);
  const near = f32x4.add(x, f32x4.mul(x, f32x4.mul(z, p)));
  const e = expF32x4(f32x4.add(magnitude, magnitude));
  const far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(e, splat(1))));
  const sign = v128.and(x, i32x4.splat(i32.MIN_VALUE));
  return v128.or(v128.bitselect(near, far, f32x4.lt(magnitude, splat(0.625))), sign);
}

/** 1 / (1 + exp(-x)), as exp(x) / (1 + exp(x)) where x < 0, so that small values keep their digits. */
// @ts-ignore: decorator
@inline
export function sigmoidF32x4(x: v128): v128 {
  const e = expF32x4(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(e, splat(1), f32x4.lt(x, splat(0)));
  return f32x4.div(numerator, f32x4.add(splat(1), e));
}

// @ts-ignore: decorator
@inline
export function lowHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline
export function highHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
}

/** Both halves rounded to float32. */
// @ts-ignore: decorator
@inline
export function joined(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline
export function sinF32x4(x: v128): v128 {
  return joined(sinF64x2(lowHalf(x)), sinF64x2(highHalf(x)));
}

// @ts-ignore: decorator
@inline
export function cosF32x4(x: v128): v128 {
  return joined(cosF64x2(lowHalf(x)), cosF64x2(highHalf(x)));
}

// @ts-ignore: decorator
@inline
export function erfF32x4(x: v128): v128 {
  return joined(erfF64x2(lowHalf(x)), erfF64x2(highHalf(x)));
}

// @ts-ignore: decorator
@inline
export function softplusF32x4(x: v128): v128 {
  return joined(softplusF64x2(lowHalf(x)), softplusF64x2(highHalf(x)));
}

// @ts-ignore: decorator
@inline
export function powF32x4(x: v128, y: v128): v128 {
  return joined(powF64x2(lowHalf(x), lowHalf(y)), powF64x2(highHalf(x), highHalf(y)));
}
