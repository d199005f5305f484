import type { Arena, Cholesky } from "@worldwise/math";
import { arenaBytes, cholesky, createArena } from "@worldwise/math";
import { heap } from "@worldwise/protocol";
import { checkNumberAtLeast } from "../check-options.ts";
import type { FeatureMap, Features } from "@worldwise/data";
import type { Regression, RegressionShape, Regressor, Samples } from "./regressor.ts";
import { linearPredictor } from "./weighted-features.ts";

/** Options of {@link linearRegression}. */
export interface LinearRegressionOptions {
  readonly features: FeatureMap;
  /** λ ≥ 0, a penalty for each sample. Default 0. */
  readonly ridge?: number;
}

/** The weights of M functions. */
export type LinearState = {
  /** `[M, K]` */
  weights: Float64Array;
};

/**
 * Least squares in the span of features.
 *
 *   w = argmin 1/n Σ_i (y_i − φ(x_i)ᵀ w)² + ridge ‖w‖²  =  (ΦᵀΦ + n · ridge · I)⁻¹ Φᵀ y
 *
 * Where features depend on each other on these samples, a ridge of 1e-10 of the mean of diag ΦᵀΦ is added, and more (a
 * hundredfold at a time) until there is a solution; features that no sample shows get weight 0. Throws `bad-options`.
 */
export function linearRegression(options: LinearRegressionOptions): Regressor<LinearState> {
  const { features, ridge = 0 } = options;
  checkNumberAtLeast("ridge", ridge, 0);
  return Object.freeze({
    name: `linear ${features.name}`,
    bind: (shape: RegressionShape) => leastSquaresOf(features.bind(shape.input), shape.functionCount, ridge),
  });
}

function leastSquaresOf(features: Features, functionCount: number, ridge: number): Regression<LinearState> {
  const { size } = features;
  const predict = linearPredictor(features, functionCount);
  let solver: NormalEquations | undefined;
  return {
    init: (allocator = heap) => ({ weights: allocator("float64", functionCount * size) }),
    prepare(_, samples) {
      solver ??= normalEquations(features, functionCount);
      for (let k = 0; k < functionCount; k++) solver.factor(k, samples, ridge);
    },
    fit({ weights }, samples) {
      for (let k = 0; k < functionCount; k++) solver?.solve(k, samples, weights.subarray(k * size, (k + 1) * size));
    },
    predict: ({ weights }, input, count, outValue) => predict(weights, input, count, outValue),
  };
}

interface NormalEquations {
  factor(k: number, samples: Samples, ridge: number): void;
  solve(k: number, samples: Samples, outWeights: Float64Array): void;
}

/** The factors of ΦᵀΦ of M functions, which serve all fits to the same inputs. */
function normalEquations(features: Features, functionCount: number): NormalEquations {
  const { size } = features;
  const arena = gramArena(size, functionCount);
  const solver = cholesky(arena, size);
  const factors = Array.from({ length: functionCount }, () => arena.allocate("float64", size * size));
  const gram = new Float64Array(size * size);
  const right = arena.allocate("float64", size);
  const feature = new Float64Array(size);
  const active = new Int32Array(size);
  return {
    factor(k, { start, input }, ridge) {
      gram.fill(0);
      for (let i = start[k]!; i < start[k + 1]!; i++) {
        features.write(input, i, feature);
        addOuterProduct(feature, active, gram);
      }
      factorWithRidge(solver, gram, ridge * (start[k + 1]! - start[k]!), factors[k]!);
    },
    solve(k, { start, input, target }, outWeights) {
      right.fill(0);
      for (let i = start[k]!; i < start[k + 1]!; i++) {
        features.write(input, i, feature);
        for (let j = 0; j < size; j++) right[j]! += target[i]! * feature[j]!;
      }
      solver.solve(factors[k]!, right);
      outWeights.set(right);
    },
  };
}

const gramArena = (size: number, functionCount: number): Arena =>
  createArena({ bytes: (functionCount + 2) * arenaBytes("float64", size * size) + 4 * arenaBytes("float64", size) + (1 << 16) });

/** gram += φ φᵀ, lower triangle; most entries of φ may be 0. */
function addOuterProduct(feature: Float64Array, active: Int32Array, gram: Float64Array): void {
  const size = feature.length;
  let count = 0;
  for (let i = 0; i < size; i++) if (feature[i] !== 0) active[count++] = i;
  for (let p = 0; p < count; p++) {
    const i = active[p]!;
    const scale = feature[i]!;
    for (let q = 0; q <= p; q++) gram[i * size + active[q]!]! += scale * feature[active[q]!]!;
  }
}

/** outFactor ← the factor of gram + ridge · I, with as much ridge more as it takes. */
function factorWithRidge(solver: Cholesky, gram: Float64Array, ridge: number, outFactor: Float64Array): void {
  const size = Math.sqrt(gram.length);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += gram[i * size + i]!;
  let added = ridge;
  for (let attempt = 0; attempt < 6; attempt++) {
    outFactor.set(gram);
    for (let i = 0; i < size; i++) outFactor[i * size + i]! += added;
    if (solver.factor(outFactor) === "solved") return;
    added = ridge + 10 ** (2 * attempt - 10) * (trace > 0 ? trace / size : 1);
  }
}
