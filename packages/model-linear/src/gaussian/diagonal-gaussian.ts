import { add, exp, gather, mul, neg, reshape, square, sub, sum } from "@worldwise/autodiff";
import type { Box, Discrete, ModelClass, Parameter, Prediction, Problem, StateFunction, Tensor, Tensors } from "@worldwise/protocol";
import { defineModelClass } from "@worldwise/protocol";
import { packageName } from "../package-name.ts";
import { requireOption } from "../require-option.ts";
import { diagonalFaces, noteStarts } from "./diagonal-faces.ts";
import { univariateQuadrature } from "./univariate-quadrature.ts";

/** Parameters of {@link diagonalGaussian}, for M actions and states of S numbers. */
export type DiagonalGaussianParameters = {
  /** `[M, S]` b */
  readonly offset: Parameter<Float64Array>;
  /** `[M, S·S]` W, row i what x_i does; zeros, and fixed, where the mean is constant. */
  readonly slope: Parameter<Float64Array>;
  /** `[M, S]` log σ */
  readonly logScale: Parameter<Float64Array>;
  /** `[M]` and `[M, S]` r̂ = reward + rewardSlope · x; the slope is fixed where the mean is constant. */
  readonly reward: Parameter<Float64Array>;
  readonly rewardSlope: Parameter<Float64Array>;
  /** `[S + 1]` The mean of the observations that were seen, and how many they were. Fixed. */
  readonly seen: Parameter<Float64Array>;
};

/** What can be chosen for {@link diagonalGaussian}. */
export interface DiagonalGaussianOptions {
  /** Whether the mean is linear in the state, or the state says nothing. Default `linear`. */
  readonly mean?: "linear" | "constant";
  /** Nodes of the quadrature along each dimension, at least 3. Default 21. */
  readonly nodes?: number;
}

/** The class of {@link diagonalGaussian}. */
export type DiagonalGaussian<O extends Box = Box> = ModelClass<
  O, Discrete, DiagonalGaussianParameters, "mean" | "logProbability" | "expectation" | "reward", "dynamics" | "expectation"
>;

/**
 * Gaussian next states with independent dimensions, for `gradientLearner`: each action has its own mean and spread.
 *
 *   x' ~ N(Wᵀ x + b, diag σ²),   r̂ = reward + rewardSlope · x;   W = 0 where the mean is constant
 *
 * It begins with x' ~ N(x, 1), or N(0, 1). Expected values are taken by quadrature along each dimension, exact up to rounding for
 * sums of smooth functions of single dimensions (values linear in `bumps`, say) and blind to what dimensions do together; with a
 * constant mean that is once for each action, else `1 + S · nodes` states for each row. Steps are drawn; nothing terminates;
 * episodes begin at the mean of the observations seen. The next step of a prediction starts from its mean. Throws `bad-options`.
 */
export function diagonalGaussian<O extends Box>(
  problem: Problem<O, Discrete>, { mean = "linear", nodes = 21 }: DiagonalGaussianOptions = {},
): DiagonalGaussian<O> {
  const { observation: { size: S }, action: { count: M } } = problem;
  requireOption(Number.isInteger(nodes) && nodes >= 3, "nodes", "a whole number of at least 3", nodes);
  const isLinear = mean === "linear";
  const quadrature = univariateQuadrature(S, nodes);
  return defineModelClass({
    name: `diagonal-gaussian ${mean}`, package: packageName, spaces: problem, needs: [], provides: ["dynamics", "expectation"],
    predicts: ["mean", "logProbability", "expectation", "reward"],
    init: () => firstParameters(M, S, isLinear),
    predict: (own: Tensors<DiagonalGaussianParameters>, state: Tensor, action: Tensor) =>
      (isLinear ? linearRows(own, state, action, quadrature) : constantRows(own, action, quadrature)),
    absorb: ({ seen }: DiagonalGaussianParameters, rows) => noteStarts(rows, S, seen.data),
    faces: (parameters: DiagonalGaussianParameters) => diagonalFaces(problem, parameters),
  });
}

function firstParameters(M: number, S: number, isLinear: boolean): DiagonalGaussianParameters {
  const slope = new Float64Array(M * S * S);
  if (isLinear) for (let a = 0; a < M; a++) for (let i = 0; i < S; i++) slope[(a * S + i) * S + i] = 1;
  const ofSlopes = isLinear ? {} : { fixed: true } as const; // fixed or not, by the choice of the mean
  return {
    offset: { shape: [M, S], data: new Float64Array(M * S) }, slope: { shape: [M, S * S], data: slope, ...ofSlopes },
    logScale: { shape: [M, S], data: new Float64Array(M * S) }, reward: { shape: [M], data: new Float64Array(M) },
    rewardSlope: { shape: [M, S], data: new Float64Array(M * S), ...ofSlopes },
    seen: { shape: [S + 1], data: new Float64Array(S + 1), fixed: true },
  };
}

type Own = Tensors<DiagonalGaussianParameters>;
type Quadrature = ReturnType<typeof univariateQuadrature>;
type Predicted = Pick<Prediction, "mean" | "logProbability" | "expectation" | "reward"> & { readonly state: Tensor };

/** Every row has the distribution of its action: expectations are taken for M rows, and handed out. */
function constantRows({ offset, logScale, reward }: Own, action: Tensor, quadrature: Quadrature): Predicted {
  const [mean, logarithm] = [gather(offset, action), gather(logScale, action)];
  return {
    mean, state: mean, reward: gather(reward, action), logProbability: (next) => logDensity(mean, logarithm, next),
    expectation: (f: StateFunction) => gather(quadrature(offset, exp(logScale), f), action),
  };
}

function linearRows({ offset, slope, logScale, reward, rewardSlope }: Own, state: Tensor, action: Tensor, quadrature: Quadrature): Predicted {
  const [B, S] = [state.shape[0]!, state.shape[1]!];
  const own = reshape(gather(slope, action), [B, S, S]);
  const mean = add(gather(offset, action), sum(mul(reshape(state, [B, S, 1]), own), 1));
  const logarithm = gather(logScale, action);
  return {
    mean, state: mean, reward: add(gather(reward, action), sum(mul(gather(rewardSlope, action), state), 1)),
    logProbability: (next) => logDensity(mean, logarithm, next),
    expectation: (f: StateFunction) => quadrature(mean, exp(logarithm), f),
  };
}

/** −½ Σ_d ((x_d − μ_d)² / σ_d² + 2 log σ_d + log 2π), `[B]` */
function logDensity(mean: Tensor, logScale: Tensor, next: Tensor): Tensor {
  const distance = mul(square(sub(next, mean)), exp(mul(-2, logScale)));
  return mul(0.5, neg(sum(add(add(distance, mul(2, logScale)), Math.log(2 * Math.PI)), 1)));
}
