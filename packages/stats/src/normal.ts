import { exp, log } from "./elementary.ts";
import { expectThat } from "./expect-that.ts";

const SQRT_TWO_PI = 2.5066282746310002;

/** Inside ±CENTER the series is short and exact; outside, the continued fraction converges within DEPTH levels. */
const CENTER = 2.5;
const DEPTH = 80;

/**
 * Standard normal cumulative distribution function.
 *
 *   Φ(x) = 1/√(2π) ∫ exp(−t²/2) dt over t ≤ x
 *
 * Absolute error below 1e-15, relative error of the lower tail below 1e-13.
 *
 * Source: Abramowitz and Stegun (1964), eq. 26.2.11 (series, |x| at most 2.5) and eq. 26.2.14 (continued fraction, beyond).
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) <= CENTER) return 0.5 + density(x) * centralSeries(x);
  return x < 0 ? lowerTail(x) : 1 - lowerTail(-x);
}

function density(x: number): number {
  return exp(-0.5 * x * x) / SQRT_TWO_PI;
}

/** x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + … until a term no longer counts. */
function centralSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-18 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

/** Φ(x) for x far below 0: density(x) / (z + 1/(z + 2/(z + 3/…))) with z = −x, from the inside out. */
function lowerTail(x: number): number {
  let fraction = -x;
  for (let level = DEPTH; level >= 1; level--) fraction = -x + level / fraction;
  return density(x) / fraction;
}

/**
 * Standard normal quantile function, the inverse of {@link normalCdf}.
 *
 *   Φ(normalQuantile(p)) = p
 *
 * Relative error about 1e-16, as its source states.
 *
 * @param probability - in [0, 1]; 0 gives −∞ and 1 gives ∞
 * @throws RangeError for a probability outside [0, 1].
 *
 * Source: Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution", routine PPND16.
 */
export function normalQuantile(probability: number): number {
  expectThat(probability >= 0 && probability <= 1, "a probability in [0, 1]", `${probability}`, "divide percentages by 100");
  if (probability === 0) return -Infinity;
  if (probability === 1) return Infinity;
  const fromMiddle = probability - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) return fromMiddle * rational(MIDDLE, 0.180625 - fromMiddle * fromMiddle);
  const tail = Math.min(probability, 1 - probability);
  const depth = Math.sqrt(-log(tail));
  const size = depth <= 5 ? rational(TAIL, depth - 1.6) : rational(FAR_TAIL, depth - 5);
  return fromMiddle < 0 ? -size : size;
}

/** Coefficients from the constant term up, each as the shortest number that reads back as the same double. */
type Rational = { readonly numerator: readonly number[]; readonly denominator: readonly number[] };

function rational({ numerator, denominator }: Rational, x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k]!;
  return sum;
}

const MIDDLE: Rational = {
  numerator: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  denominator: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751,
    21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852854,
  ],
};

const TAIL: Rational = {
  numerator: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  denominator: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851,
    0.14810397642748008, 0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
  ],
};

const FAR_TAIL: Rational = {
  numerator: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
    0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  denominator: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615,
    0.0007868691311456133, 1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};
