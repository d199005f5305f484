import type { Lane, Lanes } from "./lanes.ts";

// Elementary functions from additions, multiplications and divisions alone, which every processor rounds alike: the same
// bits everywhere. The polynomials are Taylor's, on intervals so short that their remainder is below the rounding.

/** c₀ + c₁ x + c₂ x² + …, by Horner's rule. */
export function polynomial(lanes: Lanes, x: Lane, coefficients: readonly number[]): Lane {
  return coefficients.map((c) => lanes.constant(c)).reduceRight((sum, c) => lanes.add(lanes.mul(sum, x), c));
}

/** What differs between the two precisions: fields of the format, and how long the polynomials are. */
const FORMAT = {
  float32: {
    mantissaBits: 23, bias: 127, sign: 0x80000000n,
    // ln 2 in two parts: products of the first with a small whole number are exact
    ln2: [0.693359375, -0.00021219444005469057], lowest: -87.3, highest: 88.3, expDegree: 7, tanhLimit: 10,
  },
  float64: {
    mantissaBits: 52, bias: 1023, sign: 0x8000000000000000n,
    ln2: [0.6931471803691238, 1.90821492927058770002e-10], lowest: -708.3, highest: 709.4, expDegree: 13, tanhLimit: 20,
  },
} as const;
const LOGARITHM = {
  float32: { mantissaMask: 0x7fffffn, one: 0x3f800000n, least: 1.1754943508222875e-38, logTerms: 5, log1pTerms: 8 },
  float64: { mantissaMask: 0xfffffffffffffn, one: 0x3ff0000000000000n, least: 2.2250738585072014e-308, logTerms: 11, log1pTerms: 18 },
} as const;
const TURN = {
  // π/2 in parts, like ln 2
  float32: { signShift: 30, halfPi: [1.5703125, 4.837512969970703e-4, 7.549789948768648e-8], sinTerms: 5, cosTerms: 6 },
  float64: {
    signShift: 62, halfPi: [1.57079632673412561417, 6.07710050630396597660e-11, 2.02226624879595063154e-21], sinTerms: 9, cosTerms: 10,
  },
} as const;

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
/** `length` numbers, each from its place. */
export const series = (length: number, coefficient: (k: number) => number): number[] => Array.from({ length }, (_, k) => coefficient(k));

/** x = n ln 2 + r with |r| at most ln 2 / 2. */
function reduceByLn2(lanes: Lanes, x: Lane): { readonly n: Lane; readonly r: Lane } {
  const [high, low] = FORMAT[lanes.precision].ln2;
  const n = lanes.nearest(lanes.mul(x, lanes.constant(Math.LOG2E)));
  const r = lanes.sub(lanes.sub(x, lanes.mul(n, lanes.constant(high))), lanes.mul(n, lanes.constant(low)));
  return { n, r };
}

/** eʳ − 1 near 0: r (1 + r/2! + r²/3! + …). */
const expm1Near0 = (lanes: Lanes, r: Lane): Lane =>
  lanes.mul(r, polynomial(lanes, r, series(FORMAT[lanes.precision].expDegree, (k) => 1 / factorial(k + 1))));

/** 2ⁿ, written into the exponent. */
function powerOf2(lanes: Lanes, n: Lane): Lane {
  const { bias, mantissaBits } = FORMAT[lanes.precision];
  return lanes.shiftLeft(lanes.addWhole(lanes.toWhole(n), lanes.bits(BigInt(bias))), mantissaBits);
}

/** eˣ = 2ⁿ eʳ, for x beyond a bound that of the bound: where 1 is added to it, or its inverse is taken, that is as good as 0. */
export function boundedExp(lanes: Lanes, x: Lane, highest: number = -FORMAT[lanes.precision].lowest): Lane {
  const bounded = lanes.pmax(lanes.pmin(x, lanes.constant(highest)), lanes.constant(FORMAT[lanes.precision].lowest));
  const { n, r } = reduceByLn2(lanes, bounded);
  return lanes.mul(lanes.add(expm1Near0(lanes, r), lanes.constant(1)), powerOf2(lanes, n));
}

/** eˣ; ∞ and 0 a little inside the largest and least numbers, where 2ⁿ would leave the format. */
export function exp(lanes: Lanes, x: Lane): Lane {
  const { lowest, highest } = FORMAT[lanes.precision];
  const y = boundedExp(lanes, x, highest);
  const notTooSmall = lanes.choose(lanes.greater(lanes.constant(lowest), x), lanes.constant(0), y);
  return lanes.choose(lanes.greater(x, lanes.constant(highest)), lanes.constant(Infinity), notTooSmall);
}

/** 2 atanh s = log((1 + s) / (1 − s)) = 2 (s + s³/3 + s⁵/5 + …) */
function twiceAtanh(lanes: Lanes, s: Lane, termCount: number): Lane {
  const tail = polynomial(lanes, lanes.mul(s, s), series(termCount - 1, (k) => 2 / (2 * k + 3)));
  return lanes.add(lanes.add(s, s), lanes.mul(lanes.mul(lanes.mul(s, s), s), tail));
}

/** log x = e ln 2 + log m, with m between √½ and √2; subnormal numbers count as the least normal one. */
export function log(lanes: Lanes, x: Lane): Lane {
  const { mantissaBits, bias, ln2: [high, low] } = FORMAT[lanes.precision];
  const { mantissaMask, one, least, logTerms } = LOGARITHM[lanes.precision];
  const positive = lanes.pmax(x, lanes.constant(least));
  const exponent = lanes.sub(lanes.fromWhole(lanes.shiftRight(positive, mantissaBits)), lanes.constant(bias));
  const mantissa = lanes.or(lanes.and(positive, lanes.bits(mantissaMask)), lanes.bits(one));
  const isHigh = lanes.greater(mantissa, lanes.constant(Math.SQRT2));
  const m = lanes.choose(isHigh, lanes.mul(mantissa, lanes.constant(0.5)), mantissa);
  const e = lanes.add(exponent, lanes.and(isHigh, lanes.constant(1)));
  const s = lanes.div(lanes.sub(m, lanes.constant(1)), lanes.add(m, lanes.constant(1)));
  const y = lanes.add(lanes.add(twiceAtanh(lanes, s, logTerms), lanes.mul(e, lanes.constant(low))), lanes.mul(e, lanes.constant(high)));
  return logAtEdges(lanes, x, y);
}

/** −∞ at 0, NaN below, ∞ at ∞. */
function logAtEdges(lanes: Lanes, x: Lane, y: Lane): Lane {
  const zero = lanes.constant(0);
  const outside = lanes.choose(lanes.equal(x, zero), lanes.constant(-Infinity), lanes.constant(NaN));
  const inside = lanes.choose(lanes.equal(x, lanes.constant(Infinity)), x, y);
  return lanes.choose(lanes.greater(x, zero), inside, outside);
}

/** log(1 + u) for u between 0 and 1, also when 1 + u would round to 1. */
export function log1pSmall(lanes: Lanes, u: Lane): Lane {
  return twiceAtanh(lanes, lanes.div(u, lanes.add(u, lanes.constant(2))), LOGARITHM[lanes.precision].log1pTerms);
}

/** tanh x = t / (t + 2) with t = e²ˣ − 1, for |x|; the sign is put back. */
export function tanh(lanes: Lanes, x: Lane): Lane {
  const { tanhLimit, sign } = FORMAT[lanes.precision];
  const size = lanes.pmin(lanes.abs(x), lanes.constant(tanhLimit));
  const { n, r } = reduceByLn2(lanes, lanes.add(size, size));
  const power = powerOf2(lanes, n);
  const t = lanes.add(lanes.mul(power, expm1Near0(lanes, r)), lanes.sub(power, lanes.constant(1)));
  return lanes.or(lanes.div(t, lanes.add(t, lanes.constant(2))), lanes.and(x, lanes.bits(sign)));
}

/** Sine. */
export const sin = (lanes: Lanes, x: Lane): Lane => sinOfQuarter(lanes, x, 0);
/** Cosine: the sine a quarter turn later. */
export const cos = (lanes: Lanes, x: Lane): Lane => sinOfQuarter(lanes, x, 1);

/** sin(x + quarters · π/2): x = q π/2 + r; odd quarters take the cosine of r, the upper half turn changes the sign. */
function sinOfQuarter(lanes: Lanes, x: Lane, quarters: number): Lane {
  const { halfPi, sinTerms, cosTerms, signShift } = TURN[lanes.precision];
  const { sign } = FORMAT[lanes.precision];
  const n = lanes.nearest(lanes.mul(x, lanes.constant(2 / Math.PI)));
  const r = halfPi.reduce((left, part) => lanes.sub(left, lanes.mul(n, lanes.constant(part))), x);
  const squared = lanes.mul(r, r);
  const sine = lanes.mul(r, polynomial(lanes, squared, series(sinTerms, (k) => (-1) ** k / factorial(2 * k + 1))));
  const cosine = polynomial(lanes, squared, series(cosTerms, (k) => (-1) ** k / factorial(2 * k)));
  const quarter = lanes.addWhole(lanes.toWhole(n), lanes.bits(BigInt(quarters)));
  const isOdd = lanes.shiftRightSigned(lanes.shiftLeft(quarter, signShift + 1), signShift + 1);
  const flip = lanes.and(lanes.shiftLeft(quarter, signShift), lanes.bits(sign));
  return lanes.xor(lanes.choose(isOdd, cosine, sine), flip);
}
