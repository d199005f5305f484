import type { LinearExpectation } from "@worldwise/data";

/** Whether planning in a linear model settles. */
export interface LinearStability {
  /**
   * `"contraction"`: ‖γF‖ \< 1 in the row-sum norm of Fᵀ, so that every order of backups of single features settles.
   * `"stable"`: the spectral radius is below 1, so that sweeps settle. `"unstable"`: it is not; values grow without bound.
   */
  readonly outcome: "contraction" | "stable" | "unstable" | "non-finite";
  /** max over actions of the spectral radius of γF; NaN where numbers are not finite. */
  readonly spectralRadius: number;
  /** max over actions and features i of γ Σ_k |F[k, i]|. */
  readonly rowNorm: number;
}

/**
 * Whether planning in a linear model settles: a model of least squares need not be one of any world.
 *
 * With several actions the radius of each is looked at, not that of their products: for them "stable" is necessary only.
 * Costs K³ numbers for each of at most 50 squarings: for tests and reports.
 *
 * Source: Sutton, Szepesvári, Geramifard and Bowling (2008), section 3, has a condition on the numerical radius.
 */
export function linearStability({ featureSize, actionCount, discount, transition }: LinearExpectation): LinearStability {
  const size = featureSize * featureSize;
  let [radius, norm] = [0, 0];
  for (let a = 0; a < actionCount; a++) {
    const scaled = transition.slice(a * size, (a + 1) * size).map((entry) => discount * entry);
    if (!scaled.every(Number.isFinite)) return { outcome: "non-finite", spectralRadius: NaN, rowNorm: NaN };
    radius = Math.max(radius, spectralRadius(scaled, featureSize));
    norm = Math.max(norm, largestRowSum(scaled, featureSize));
  }
  return { outcome: norm < 1 ? "contraction" : radius < 1 ? "stable" : "unstable", spectralRadius: radius, rowNorm: norm };
}

const mostSquarings = 50;

/**
 * The largest magnitude of an eigenvalue, real or complex, by Gelfand's formula.
 *
 *   ρ(A) = lim ‖Aᵏ‖^(1/k),   k = 2, 4, 8 …
 *
 * A nilpotent matrix gives 0, or a number near 0 where rounding got in the way.
 *
 * @param matrix - `[size, size]` finite, not written
 */
export function spectralRadius(matrix: Float64Array, size: number): number {
  let [power, squared] = [matrix.slice(), new Float64Array(matrix.length)];
  let [logScale, exponent, estimate] = [0, 1, Infinity];
  for (let step = 0; step <= mostSquarings; step++) {
    const norm = Math.hypot(...maximaOfRows(power, size));
    if (norm === 0) return 0;
    for (let i = 0; i < power.length; i++) power[i]! /= norm;
    logScale += Math.log(norm);
    const next = Math.exp(logScale / exponent);
    if (Math.abs(next - estimate) <= 1e-14 * next) return next;
    estimate = next;
    multiply(power, power, size, squared);
    [power, squared] = [squared, power];
    logScale *= 2;
    exponent *= 2;
  }
  return estimate;
}

function maximaOfRows(matrix: Float64Array, size: number): number[] {
  return Array.from({ length: size }, (_, i) =>
    matrix.subarray(i * size, (i + 1) * size).reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0));
}

function largestRowSum(matrix: Float64Array, size: number): number {
  let largest = 0;
  for (let i = 0; i < size; i++) {
    largest = Math.max(largest, matrix.subarray(i * size, (i + 1) * size).reduce((sum, entry) => sum + Math.abs(entry), 0));
  }
  return largest;
}

function multiply(a: Float64Array, b: Float64Array, size: number, out: Float64Array): void {
  out.fill(0);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) out[i * size + j]! += factor * b[k * size + j]!;
    }
  }
}
