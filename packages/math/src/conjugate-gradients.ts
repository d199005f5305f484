import { checkSizes } from "./arena-array.ts";
import { MathError } from "./math-error.ts";

/** outProduct ← A vector; both `[n]`, apart. */
export type MatrixProduct = (vector: Float64Array, outProduct: Float64Array) => void;

/** When to stop, and what to add to the diagonal. */
export interface ConjugateGradientOptions {
  readonly maxIterations: number;
  /** Stop where ‖b - A x‖ ≤ tolerance · ‖b‖. Default 0, which leaves `maxIterations` to stop. */
  readonly tolerance?: number;
  /** λ ≥ 0: solves (A + λ I) x = b. Default 0. */
  readonly damping?: number;
}

/** How the iteration ended. */
export interface ConjugateGradientResult {
  /** `"indefinite"`: a direction of no positive curvature was met; x is what it was before. */
  readonly outcome: "converged" | "max-iterations" | "indefinite" | "non-finite";
  /** Products with A that moved x. */
  readonly iterations: number;
  /** ‖b - (A + λ I) x‖, by recurrence. */
  readonly residual: number;
}

/** Solves for x, from the x that is given. */
export type ConjugateGradients = (
  product: MatrixProduct, right: Float64Array, solution: Float64Array, options: ConjugateGradientOptions,
) => ConjugateGradientResult;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** target += factor · source */
function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + factor * source[i]!;
}

function checkOptions({ maxIterations, tolerance = 0, damping = 0 }: ConjugateGradientOptions): void {
  if (maxIterations >= 0 && tolerance >= 0 && damping >= 0) return;
  throw new MathError("math/iteration-options", {
    expected: "maxIterations, tolerance and damping of at least 0", got: `${maxIterations}, ${tolerance} and ${damping}`,
    todo: "Correct the options.",
  }, { maxIterations, tolerance, damping });
}

/**
 * Conjugate gradients for (A + λ I) x = b, A symmetric positive semidefinite and known by its products alone.
 *
 *   x ← x + α p,  r ← r - α A p,  p ← r + β p,  α = rᵀ r / pᵀ A p,  β = r'ᵀ r' / rᵀ r
 *
 * `solution` `[n]` is the start and becomes x; set it to 0 where nothing is known. `right` `[n]` is b, read only. Sums go from
 * left to right. Arrays may live anywhere; three vectors are kept here. Throws `math/size`, `math/array-length` and
 * `math/iteration-options`.
 *
 * Source: Hestenes and Stiefel (1952); Golub and Van Loan (2013), "Matrix computations", section 11.3.
 *
 * @param size - n
 *
 * @example
 * ```ts
 * import { conjugateGradients } from "@worldwise/math";
 *
 * const x = new Float64Array(2);
 * const { outcome } = conjugateGradients(2)((vector, out) => {
 *   out[0] = 2 * vector[0]!;
 *   out[1] = 4 * vector[1]!;
 * }, Float64Array.of(2, 8), x, { maxIterations: 2, tolerance: 1e-12 });
 * console.log(outcome, Array.from(x, (entry) => entry.toFixed(6)).join(" ")); // converged 1.000000 2.000000
 * ```
 */
export function conjugateGradients(size: number): ConjugateGradients {
  checkSizes({ size });
  const residual = new Float64Array(size), direction = new Float64Array(size), image = new Float64Array(size);
  return (product, right, solution, options) => {
    checkOptions(options);
    if (right.length !== size || solution.length !== size) {
      throw new MathError("math/array-length", {
        expected: `right and solution of ${size} elements`, got: `${right.length} and ${solution.length}`,
        todo: "Match the size.",
      }, { size });
    }
    const { maxIterations, tolerance = 0, damping = 0 } = options;
    const multiply = (vector: Float64Array): void => {
      product(vector, image);
      if (damping > 0) addScaled(image, vector, damping);
    };
    multiply(solution);
    for (let i = 0; i < size; i++) residual[i] = right[i]! - image[i]!;
    direction.set(residual);
    const enough = tolerance * Math.sqrt(dot(right, right));
    let square = dot(residual, residual), iterations = 0;
    const result = (outcome: ConjugateGradientResult["outcome"]): ConjugateGradientResult =>
      ({ outcome, iterations, residual: Math.sqrt(square) });
    for (;;) {
      if (!Number.isFinite(square)) return result("non-finite");
      if (Math.sqrt(square) <= enough) return result("converged");
      if (iterations >= maxIterations) return result("max-iterations");
      multiply(direction);
      const curvature = dot(direction, image);
      if (!Number.isFinite(curvature)) return result("non-finite");
      if (curvature <= 0) return result("indefinite");
      addScaled(solution, direction, square / curvature);
      addScaled(residual, image, -square / curvature);
      const before = square;
      square = dot(residual, residual);
      for (let i = 0; i < size; i++) direction[i] = residual[i]! + square / before * direction[i]!;
      iterations++;
    }
  };
}
