import type { Tensor } from "@worldwise/autodiff";
import {
  add, cholesky, choleskySolve, div, exp, logDeterminant, matmul, mul, program, square, store, sum, tensor, transpose, valueAndGrad,
} from "@worldwise/autodiff";
import { createArena, symmetricEigen } from "@worldwise/math";
import { WorldwiseError } from "@worldwise/protocol";

/** Σ = θ θᵀ + σ² I */
export interface FactorModel {
  /** `[D, K]` θ */
  readonly loadings: Float64Array;
  /** σ² */
  readonly noise: number;
  /** `[D, D]` Σ */
  readonly covariance: Float64Array;
}

/** What a factor model is fitted to. */
export interface DirectedFactorOptions {
  /** K, from 1 to D − 1. */
  readonly factorCount: number;
  /** λ in [0, 1): how much the decision counts. 0 is probabilistic principal components, and starts there. */
  readonly decisionWeight: number;
  /** What a decision by the model costs in the sample: the model's Σ `[D, D]` and the sample's S `[D, D]` → a scalar. */
  readonly decisionCost: (model: Tensor, sample: Tensor) => Tensor;
  /** Steps down, by default 500. */
  readonly steps?: number;
}

/**
 * A factor model that is told what it is for.
 *
 *   min_\{θ, σ²\} (1 − λ) ½ [log det Σ + tr(Σ⁻¹ S)] + λ · cost of the decision by Σ, judged by S,   Σ = θ θᵀ + σ² I
 *
 * Starts at the principal factors, which is the answer for λ = 0, and goes down by gradients with halved steps until no step helps.
 *
 * @param sample - `[D, D]` S, a covariance
 * @param size - D
 *
 * Throws `bad-options` on sizes that do not fit and on λ outside [0, 1).
 *
 * Source: the idea of Kao and Van Roy (2014), "Directed principal component analysis". The formulation is our own: theirs is another program,
 * which we did not reproduce.
 */
export function directedFactorModel(sample: Float64Array, size: number, options: DirectedFactorOptions): FactorModel {
  const { factorCount, decisionWeight, decisionCost, steps = 500 } = options;
  if (!(decisionWeight >= 0 && decisionWeight < 1)) {
    throw new WorldwiseError("bad-options", { expected: "decisionWeight in [0, 1)", got: String(decisionWeight), todo: "pass λ below 1" });
  }
  const begin = principalFactors(sample, size, factorCount);
  const parameters = store({
    loadings: { shape: [size, factorCount], data: begin.loadings }, logNoise: { shape: [], data: Float64Array.of(Math.log(begin.noise)) },
  }, { dtype: "float64" });
  const slope = program(({ parameters, sample }) => {
    const objective = ({ loadings, logNoise }: typeof parameters): Tensor => {
      const model = covarianceOf(loadings, exp(logNoise), size);
      return add(mul(1 - decisionWeight, misfit(model, sample)), mul(decisionWeight, decisionCost(model, sample)));
    };
    const [value, gradient] = valueAndGrad(objective)(parameters);
    return { value, gradient };
  }, { parameters, sample: { shape: [size, size] } });
  slope.run({ sample: tensor(sample, [size, size]) });
  goDown(slope, [parameters.parameters.loadings.data as Float64Array, parameters.parameters.logNoise.data as Float64Array], steps); // a float64 store
  const { loadings, logNoise } = parameters.parameters;
  return asModel(Float64Array.from(loadings.data), Math.exp(logNoise.data[0]!), size, factorCount);
}

/** ½ [log det Σ + tr(Σ⁻¹ S)]: the negative mean log-likelihood up to a constant. */
function misfit(model: Tensor, sample: Tensor): Tensor {
  const factor = cholesky(model);
  return mul(0.5, add(logDeterminant(factor), sum(mul(identity(model.shape[0]!), choleskySolve(factor, sample)))));
}

/**
 * The variance of the portfolio of least variance by the model, w = Σ⁻¹ 1 / (1ᵀ Σ⁻¹ 1), judged by the sample: wᵀ S w.
 */
export function minimumVarianceCost(model: Tensor, sample: Tensor): Tensor {
  const ones = tensor(new Float64Array(model.shape[0]!).fill(1), [model.shape[0]!, 1]);
  const direction = choleskySolve(cholesky(model), ones);
  return div(sum(mul(direction, matmul(sample, direction))), square(sum(direction)));
}

/**
 * Probabilistic principal components: θ = V (Λ − σ² I)^½ of the K largest eigenvalues, σ² the mean of the others.
 *
 * Throws `bad-options` where K is not from 1 to D − 1, or the sample is not a covariance of D numbers.
 *
 * Source: Tipping and Bishop (1999), "Probabilistic principal component analysis", eqs. 7 and 8.
 */
export function principalFactors(sample: Float64Array, size: number, factorCount: number): FactorModel {
  checkSizes(sample, size, factorCount);
  const arena = createArena({ bytes: 65_536 + 32 * size * size });
  const [matrix, values, vectors] = [size * size, size, size * size].map((count) => arena.allocate("float64", count)) as [Float64Array, Float64Array, Float64Array]; // three of them
  matrix.set(sample);
  symmetricEigen(arena, size)(matrix, values, vectors);
  const noise = values.subarray(0, size - factorCount).reduce((total, each) => total + each, 0) / (size - factorCount);
  const loadings = Float64Array.from({ length: size * factorCount }, (_, i) => {
    const [row, k] = [Math.floor(i / factorCount), size - 1 - (i % factorCount)]; // eigenvalues ascend
    return vectors[k * size + row]! * Math.sqrt(Math.max(0, values[k]! - noise));
  });
  return asModel(loadings, Math.max(noise, Number.MIN_VALUE), size, factorCount);
}

const identity = (size: number): Tensor => tensor(Float64Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0)), [size, size]);

const covarianceOf = (loadings: Tensor, noise: Tensor, size: number): Tensor =>
  add(matmul(loadings, transpose(loadings)), mul(noise, identity(size)));

function asModel(loadings: Float64Array, noise: number, size: number, factorCount: number): FactorModel {
  const covariance = Float64Array.from({ length: size * size }, (_, i) => {
    const [a, b] = [Math.floor(i / size) * factorCount, (i % size) * factorCount];
    let total = a === b ? noise : 0;
    for (let k = 0; k < factorCount; k++) total += loadings[a + k]! * loadings[b + k]!;
    return total;
  });
  return { loadings, noise, covariance };
}

interface Slope {
  run(): { readonly value: ArrayLike<number>; readonly gradient: { readonly loadings: ArrayLike<number>; readonly logNoise: ArrayLike<number> } };
}

/** Down the gradient; a step that does not lower the objective enough is halved, one that does makes the next one longer. */
function goDown(slope: Slope, parameters: readonly [Float64Array, Float64Array], steps: number): void {
  let length = 0.1;
  for (let step = 0; step < steps && length > 1e-14; step++) {
    const { value, gradient } = slope.run();
    const [before, from] = [value[0]!, parameters.map((each) => each.slice())];
    const slopes = [Float64Array.from(gradient.loadings), Float64Array.from(gradient.logNoise)];
    const steepness = slopes.reduce((total, each) => each.reduce((sum, entry) => sum + entry * entry, total), 0);
    const moveBy = (by: number): number => {
      parameters.forEach((each, k) => each.forEach((_, i) => { each[i] = from[k]![i]! - by * slopes[k]![i]!; }));
      return slope.run().value[0]!;
    };
    length *= 2;
    while (length > 1e-14 && !(moveBy(length) <= before - 1e-4 * length * steepness)) length /= 2;
    if (length <= 1e-14) moveBy(0);
  }
}

function checkSizes(sample: Float64Array, size: number, factorCount: number): void {
  const fits = Number.isInteger(size) && size >= 2 && sample.length === size * size && sample.every(Number.isFinite);
  if (fits && Number.isInteger(factorCount) && factorCount >= 1 && factorCount < size) return;
  throw new WorldwiseError("bad-options", {
    expected: "a finite covariance of D × D numbers, D ≥ 2, and from 1 to D − 1 factors",
    got: `${sample.length} numbers, D = ${size}, ${factorCount} factors`, todo: "pass sizes that fit",
  });
}
