import { arenaBytes, createArena, symmetricEigen } from "@worldwise/math";
import { symmetricSolver } from "../symmetric-solver.ts";
import type { GaussianShape } from "./gaussian-shape.ts";
import type { LinearGaussianState } from "./linear-gaussian.ts";

/** Writes W of the groups whose visits have changed, and L. Answers false where sums are not finite. */
export type FitGaussian = (state: LinearGaussianState, visitsBefore: Float64Array) => boolean;

/** Regression for models of one shape. */
export function fitGaussian(shape: GaussianShape, ridge: number): FitGaussian {
  const { groupCount, inputSize, targetSize } = shape;
  const solve = symmetricSolver(inputSize, targetSize);
  const writeRoot = rootWriter(shape);
  return (state, visitsBefore) => {
    let [changed, finite] = [false, true];
    for (let g = 0; g < groupCount; g++) {
      if (state.visits[g] === visitsBefore[g]) continue;
      changed = true;
      const { gram, cross, weight } = ofGroup(state, g, inputSize, targetSize);
      finite = solve(gram, ridge, cross, weight) !== "non-finite" && finite;
    }
    return !changed || writeRoot(state) && finite;
  };
}

function ofGroup(
  { gram, cross, weight }: LinearGaussianState, g: number, inputSize: number, targetSize: number,
): Pick<LinearGaussianState, "gram" | "cross" | "weight"> {
  const [square, oblong] = [inputSize * inputSize, inputSize * targetSize];
  return {
    gram: gram.subarray(g * square, (g + 1) * square), cross: cross.subarray(g * oblong, (g + 1) * oblong),
    weight: weight.subarray(g * oblong, (g + 1) * oblong),
  };
}

/** L = V √max(λ, 0) from the eigenvectors of Σ, which by rounding may have an eigenvalue a little below 0. */
function rootWriter(shape: GaussianShape): (state: LinearGaussianState) => boolean {
  const { stateSize: size } = shape;
  const arena = createArena({ bytes: arenaBytes("float64", 2 * size * size + 5 * size) + 65536 });
  const [matrix, vector, value] =
    [arena.allocate("float64", size * size), arena.allocate("float64", size * size), arena.allocate("float64", size)];
  const eigen = symmetricEigen(arena, size);
  const fitted = new Float64Array(shape.inputSize * shape.targetSize);
  return (state) => {
    writeCovariance(shape, state, fitted, matrix);
    if (eigen(matrix, value, vector) !== "solved") return false;
    for (let k = 0; k < size; k++) {
      const scale = Math.sqrt(Math.max(0, value[k]!));
      for (let d = 0; d < size; d++) state.root[d * size + k] = scale * vector[k * size + d]!;
    }
    return true;
  };
}

/** `fitted` is scratch.   n Σ = Σ t tᵀ − Wᵀ(Σ z tᵀ) − (Σ z tᵀ)ᵀ W + Wᵀ (Σ z zᵀ) W, group by group. */
function writeCovariance(
  { groupCount, inputSize, targetSize, stateSize: size }: GaussianShape, state: LinearGaussianState, fitted: Float64Array,
  outCovariance: Float64Array,
): void {
  outCovariance.set(state.square);
  for (let g = 0; g < groupCount; g++) {
    const { gram, cross, weight } = ofGroup(state, g, inputSize, targetSize);
    multiply(gram, weight, inputSize, targetSize, fitted);
    for (let z = 0; z < inputSize; z++) {
      for (let i = 0; i < size; i++) {
        for (let k = 0; k < size; k++) {
          const [at, to] = [z * targetSize + i, z * targetSize + k];
          outCovariance[i * size + k]! += weight[at]! * (fitted[to]! - cross[to]!) - cross[at]! * weight[to]!;
        }
      }
    }
  }
  const total = state.visits.reduce((sum, count) => sum + count, 0);
  for (let i = 0; i < outCovariance.length; i++) outCovariance[i]! /= total;
}

function multiply(a: Float64Array, b: Float64Array, rows: number, columns: number, out: Float64Array): void {
  out.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < rows; k++) {
      const factor = a[i * rows + k]!;
      for (let j = 0; j < columns; j++) out[i * columns + j]! += factor * b[k * columns + j]!;
    }
  }
}
