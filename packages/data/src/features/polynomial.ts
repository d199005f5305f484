import type { Space } from "@worldwise/protocol";
import { checkFeatureCount, checkWhole } from "./feature-options.ts";
import type { FeatureMap } from "./features.ts";
import type { FeatureBounds } from "./input-scale.ts";
import { inputScale } from "./input-scale.ts";
import { wholeNumberGrid } from "./whole-number-grid.ts";

/** Options of {@link polynomialFeatures}. */
export interface PolynomialOptions extends FeatureBounds {
  /** Highest total degree, at least 0. Default 3. */
  readonly degree?: number;
}

/**
 * All polynomials up to a total degree, by products of Legendre's polynomials of the inputs scaled to [−1, 1].
 *
 *   φ_e(x) = Π_d P[e_d](2 u_d − 1),   u in [0, 1]^S,   Σ_d e_d ≤ degree
 *
 * They span what the monomials span, and are nearly orthogonal where inputs are spread evenly. Throws `bad-options`.
 */
export function polynomialFeatures(options: PolynomialOptions = {}): FeatureMap {
  const { degree = 3 } = options;
  checkWhole("degree", degree, 0);
  return Object.freeze({ name: "polynomial", bind: (space: Space) => bind(space, degree, options) });
}

function bind(space: Space, degree: number, bounds: FeatureBounds): ReturnType<FeatureMap["bind"]> {
  const { size: inputSize } = space;
  const scale = inputScale("polynomial features", space, bounds);
  checkFeatureCount("degree", (degree + 1) ** inputSize);
  const exponents = wholeNumberGrid(inputSize, degree, (entry) => entry.reduce((sum, exponent) => sum + exponent, 0) <= degree);
  const scaled = new Float64Array(inputSize);
  const powers = new Float64Array(inputSize * (degree + 1));
  const size = exponents.length / inputSize;
  return {
    size,
    write(element, row, outFeature) {
      scale(element, row, scaled);
      for (let d = 0; d < inputSize; d++) writeLegendre(2 * scaled[d]! - 1, degree, powers, d * (degree + 1));
      for (let k = 0; k < size; k++) {
        let product = 1;
        for (let d = 0; d < inputSize; d++) product *= powers[d * (degree + 1) + exponents[k * inputSize + d]!]!;
        outFeature[k] = product;
      }
    },
  };
}

/** P_0 … P_degree at z, by (n + 1) P[n + 1] = (2n + 1) z P[n] − n P[n − 1]. */
function writeLegendre(z: number, degree: number, outValue: Float64Array, from: number): void {
  outValue[from] = 1;
  if (degree > 0) outValue[from + 1] = z;
  for (let n = 1; n < degree; n++) {
    outValue[from + n + 1] = ((2 * n + 1) * z * outValue[from + n]! - n * outValue[from + n - 1]!) / (n + 1);
  }
}
