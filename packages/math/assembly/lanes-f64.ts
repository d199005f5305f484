// Elementary functions of two float64 lanes. Adds, multiplications, divisions and square roots alone, no fused operation, no
// table and no host function: the same bits on every engine. NaN goes through; errors are stated in src/elementary.ts.

/** 1.5 · 2^52: adding it rounds to a whole number, which then stands in the low bits. */
// @ts-ignore: decorator
@inline
const ROUND: f64 = 6755399441055744.0;

// @ts-ignore: decorator
@inline
function splat(x: f64): v128 {
  return f64x2.splat(x);
}

/** p · x + c, rounded twice. */
// @ts-ignore: decorator
@inline
function step(p: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, x), splat(c));
}

// @ts-ignore: decorator
@inline
function signOf(x: v128): v128 {
  return v128.and(x, i64x2.splat(i64.MIN_VALUE));
}

/** x · 2^n for whole n; two steps, so that 2^n may lie beyond the range of normal numbers on either side. */
// @ts-ignore: decorator
@inline
function scaled(x: v128, n: v128): v128 {
  const half = i64x2.shr_s(n, 1), rest = i64x2.sub(n, half), bias = i64x2.splat(1023);
  const first = f64x2.mul(x, i64x2.shl(i64x2.add(half, bias), 52));
  return f64x2.mul(first, i64x2.shl(i64x2.add(rest, bias), 52));
}

/** Cephes: 2^n (1 + 2 r P(r²) / (Q(r²) - r P(r²))), |r| ≤ ln 2 / 2. Beyond 709.78 infinity, below -745.13 zero. */
// @ts-ignore: decorator
@inline
export function expF64x2(x: v128): v128 {
  x = f64x2.pmax(f64x2.pmin(x, splat(710)), splat(-746));
  const shifted = f64x2.add(f64x2.mul(x, splat(1.4426950408889634)), splat(ROUND));
  const n = f64x2.sub(shifted, splat(ROUND));
  let r = f64x2.sub(x, f64x2.mul(n, splat(6.93145751953125e-1)));
  r = f64x2.sub(r, f64x2.mul(n, splat(1.42860682030941723212e-6)));
  const square = f64x2.mul(r, r);
  let p = step(splat(1.26177193074810590878e-4), square, 3.02994407707441961300e-2);
  p = f64x2.mul(r, step(p, square, 9.99999999999999999910e-1));
  let q = step(splat(3.00198505138664455042e-6), square, 2.52448340349684104192e-3);
  q = step(step(q, square, 2.27265548208155028766e-1), square, 2);
  const quotient = f64x2.div(p, f64x2.sub(q, p));
  const y = f64x2.add(splat(1), f64x2.add(quotient, quotient));
  return scaled(y, i64x2.sub(shifted, splat(ROUND)));
}

/** fdlibm: log(2^k (1 + f)) = k ln 2 + f - f²/2 + s (f²/2 + R(s²)), s = f / (2 + f), √½ ≤ 1 + f < √2. */
// @ts-ignore: decorator
@inline
export function logF64x2(x: v128): v128 {
  const isSmall = f64x2.lt(x, splat(2.2250738585072014e-308));
  const bits = v128.bitselect(f64x2.mul(x, splat(18014398509481984)), x, isSmall); // · 2^54
  const offset = i64x2.splat(0x0009_5f62_0000_0000); // 1 less √½, in bits
  const above = i64x2.add(bits, offset);
  const exponent = i64x2.sub(i64x2.shr_u(above, 52), i64x2.splat(1023));
  const k = f64x2.sub(
    f64x2.sub(i64x2.add(exponent, splat(ROUND)), splat(ROUND)), v128.and(isSmall, splat(54)),
  );
  const mantissa = i64x2.add(v128.and(above, i64x2.splat(0x000f_ffff_ffff_ffff)), i64x2.splat(0x3fe6_a09e_0000_0000));
  const f = f64x2.sub(mantissa, splat(1));
  const s = f64x2.div(f, f64x2.add(splat(2), f)), z = f64x2.mul(s, s), w = f64x2.mul(z, z);
  let even = step(splat(1.531383769920937332e-01), w, 2.222219843214978396e-01);
  even = f64x2.mul(w, step(even, w, 3.999999999940941908e-01));
  let odd = step(splat(1.479819860511658591e-01), w, 1.818357216161805012e-01);
  odd = f64x2.mul(z, step(step(odd, w, 2.857142874366239149e-01), w, 6.666666666666735130e-01));
  const half = f64x2.mul(splat(0.5), f64x2.mul(f, f));
  let sum = f64x2.mul(s, f64x2.add(half, f64x2.add(odd, even)));
  sum = f64x2.sub(f64x2.add(sum, f64x2.mul(k, splat(1.90821492927058770002e-10))), half);
  sum = f64x2.add(f64x2.add(sum, f), f64x2.mul(k, splat(6.93147180369123816490e-01)));
  const isOrdinary = v128.and(f64x2.gt(x, splat(0)), f64x2.lt(x, splat(Infinity)));
  const negative = v128.bitselect(splat(NaN), x, f64x2.lt(x, splat(0)));
  return v128.bitselect(sum, v128.bitselect(splat(-Infinity), negative, f64x2.eq(x, splat(0))), isOrdinary);
}

/** log(1 + u), 0 ≤ u ≤ 1: what rounding 1 + u has lost is made good by a factor. */
// @ts-ignore: decorator
@inline
function logOnePlus(u: v128): v128 {
  const w = f64x2.add(splat(1), u);
  const exact = f64x2.div(f64x2.mul(logF64x2(w), u), f64x2.sub(w, splat(1)));
  return v128.bitselect(u, exact, f64x2.eq(w, splat(1)));
}

/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)) */
// @ts-ignore: decorator
@inline
export function softplusF64x2(x: v128): v128 {
  const rest = logOnePlus(expF64x2(f64x2.neg(f64x2.abs(x))));
  return f64x2.add(f64x2.pmax(x, splat(0)), rest);
}

/** 1 / (1 + exp(-x)), as exp(x) / (1 + exp(x)) where x < 0, so that small values keep their digits. */
// @ts-ignore: decorator
@inline
export function sigmoidF64x2(x: v128): v128 {
  const e = expF64x2(f64x2.neg(f64x2.abs(x)));
  const numerator = v128.bitselect(e, splat(1), f64x2.lt(x, splat(0)));
  return f64x2.div(numerator, f64x2.add(splat(1), e));
}

/** Cephes: x + x³ P(x²) / Q(x²) for |x| < 0.625, else 1 - 2 / (exp(2 |x|) + 1) with the sign of x. */
// @ts-ignore: decorator
@inline
export function tanhF64x2(x: v128): v128 {
  const magnitude = f64x2.abs(x), z = f64x2.mul(x, x);
  let p = step(splat(-9.64399179425052238628e-1), z, -9.92877231001918586564e1);
  p = step(p, z, -1.61468768441708447952e3);
  let q = step(f64x2.add(z, splat(1.12811678491632931402e2)), z, 2.23548839060100448583e3);
  q = step(q, z, 4.84406305325125486048e3);
  const near = f64x2.add(x, f64x2.mul(x, f64x2.mul(z, f64x2.div(p, q))));
  const e = expF64x2(f64x2.add(magnitude, magnitude));
  const far = f64x2.sub(splat(1), f64x2.div(splat(2), f64x2.add(e, splat(1))));
  return v128.or(v128.bitselect(near, far, f64x2.lt(magnitude, splat(0.625))), signOf(x));
}

/** fdlibm's polynomials after subtraction of n π/2 in three parts; `quarter` 0 is the sine, 1 the cosine. |x| < 2^20 π/2. */
// @ts-ignore: decorator
@inline
function sineOf(x: v128, quarter: i64): v128 {
  const shifted = f64x2.add(f64x2.mul(x, splat(0.6366197723675814)), splat(ROUND));
  const n = f64x2.sub(shifted, splat(ROUND));
  let r = f64x2.sub(x, f64x2.mul(n, splat(1.57079632673412561417)));
  r = f64x2.sub(r, f64x2.mul(n, splat(6.07710050630396597660e-11)));
  r = f64x2.sub(r, f64x2.mul(n, splat(2.02226624879595063154e-21)));
  const z = f64x2.mul(r, r);
  let p = step(splat(1.58969099521155010221e-10), z, -2.50507602534068634195e-08);
  p = step(step(p, z, 2.75573137070700676789e-06), z, -1.98412698298579493134e-04);
  p = step(step(p, z, 8.33333333332248946124e-03), z, -1.66666666666666324348e-01);
  const sine = v128.or(f64x2.add(r, f64x2.mul(f64x2.mul(r, z), p)), signOf(r)); // -0 + 0 would be 0
  let c = step(splat(-1.13596475577881948265e-11), z, 2.08757232129817482790e-09);
  c = step(step(c, z, -2.75573143513906633035e-07), z, 2.48015872894767294178e-05);
  c = step(step(c, z, -1.38888888888741095749e-03), z, 4.16666666666666019037e-02);
  const half = f64x2.mul(z, splat(0.5)), w = f64x2.sub(splat(1), half);
  const lost = f64x2.sub(f64x2.sub(splat(1), w), half);
  const cosine = f64x2.add(w, f64x2.add(lost, f64x2.mul(f64x2.mul(z, z), c)));
  const quadrant = i64x2.add(shifted, i64x2.splat(quarter));
  const isOdd = i64x2.ne(v128.and(quadrant, i64x2.splat(1)), i64x2.splat(0));
  const sign = i64x2.shl(v128.and(quadrant, i64x2.splat(2)), 62);
  return v128.xor(v128.bitselect(cosine, sine, isOdd), sign);
}

/** Whether a lane needs more digits of π than `sineOf` has. */
// @ts-ignore: decorator
@inline
function isFar(x: v128): bool {
  return v128.any_true(f64x2.gt(f64x2.abs(x), splat(1647099)));
}

// @ts-ignore: decorator
@inline
export function sinF64x2(x: v128): v128 {
  if (!isFar(x)) return sineOf(x, 0);
  const first = Math.sin(f64x2.extract_lane(x, 0));
  return f64x2.replace_lane(splat(first), 1, Math.sin(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function cosF64x2(x: v128): v128 {
  if (!isFar(x)) return sineOf(x, 1);
  const first = Math.cos(f64x2.extract_lane(x, 0));
  return f64x2.replace_lane(splat(first), 1, Math.cos(f64x2.extract_lane(x, 1)));
}

/** x^y as the compiler's own library computes it, lane by lane. */
// @ts-ignore: decorator
@inline
export function powF64x2(x: v128, y: v128): v128 {
  const first = Math.pow(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0));
  return f64x2.replace_lane(splat(first), 1, Math.pow(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1)));
}

/** Σ_n (-1)^n 2/√π z^n / (n! (2n + 1)), z ≤ 1: erf(x) / x by its power series, 18 terms. */
// @ts-ignore: decorator
@inline
function erfSeries(z: v128): v128 {
  let p = step(splat(-9.063970842808673e-17), z, 1.6342614095367152e-15);
  p = step(step(p, z, -2.7835162072109215e-14), z, 4.4632242632864775e-13);
  p = step(step(p, z, -6.7113668551641105e-12), z, 9.422759064650411e-11);
  p = step(step(p, z, -1.2290555301717928e-09), z, 1.4807192815879218e-08);
  p = step(step(p, z, -1.6365844691234924e-07), z, 1.6462114365889248e-06);
  p = step(step(p, z, -1.492565035840625e-05), z, 0.00012055332981789664);
  p = step(step(p, z, -0.0008548327023450853), z, 0.005223977625442188);
  p = step(step(p, z, -0.026866170645131252), z, 0.11283791670955126);
  return step(step(p, z, -0.37612638903183754), z, 1.1283791670955126);
}

/** (x + 2.5) exp(x²) erfc(x) for 1 ≤ x ≤ 6 by a polynomial in t = (x - 2.5) / (x + 2.5), fitted at Chebyshev's points. */
// @ts-ignore: decorator
@inline
function erfcTail(t: v128): v128 {
  let p = step(splat(-2.830726686218834e-06), t, 5.497812164945689e-06);
  p = step(step(p, t, 1.8600823903371795e-05), t, -1.9180682693292427e-05);
  p = step(step(p, t, -0.00011270139866821418), t, 5.825567515145978e-05);
  p = step(step(p, t, 0.000702706370656218), t, -0.00043920402316312686);
  p = step(step(p, t, -0.004818786356666983), t, 0.008393044122435833);
  p = step(step(p, t, 0.0283615501577945), t, -0.17125114524263751);
  p = step(step(p, t, 0.45391411664778547), t, -0.8046518494391706);
  return step(p, t, 1.054031820305719);
}

/** x · series for |x| < 1, else 1 - exp(-x²) · tail with the sign of x. */
// @ts-ignore: decorator
@inline
export function erfF64x2(x: v128): v128 {
  const magnitude = f64x2.pmin(f64x2.abs(x), splat(6)), z = f64x2.mul(magnitude, magnitude);
  const shifted = f64x2.add(magnitude, splat(2.5));
  const tail = f64x2.div(erfcTail(f64x2.div(f64x2.sub(magnitude, splat(2.5)), shifted)), shifted);
  const far = f64x2.sub(splat(1), f64x2.mul(expF64x2(f64x2.neg(z)), tail));
  const near = f64x2.mul(x, erfSeries(z));
  return v128.bitselect(near, v128.or(far, signOf(x)), f64x2.lt(magnitude, splat(1)));
}
