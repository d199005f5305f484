import { add, log, matmul, mean, mul, neg, oneHot, reshape, square, sub, sum, where } from "@worldwise/autodiff";
import type { Box, Discrete, LossInputs, ModelLoss, Problem, Space, Tensor } from "@worldwise/protocol";
import { defineModelLoss, describeSpace, WorldwiseError } from "@worldwise/protocol";
import type { FiniteSize } from "./finite-rows.ts";
import { everyPair, sizeOf } from "./finite-rows.ts";
import type { WindowColumn, WindowStep } from "./multi-step-window.ts";
import { stepsOf, windowColumn } from "./multi-step-window.ts";
import { packageName } from "./package-name.ts";
import { requireOption } from "./require-option.ts";

/** What is chosen for {@link multiStep}. */
export interface MultiStepOptions {
  /** h, at least 1. Default 5. */
  readonly steps?: number;
}

/** A loss of rollouts, with the column of what really came. */
export type MultiStepLoss<K extends "expectation" | "mean", O extends Space, A extends Space> =
  ModelLoss<K, "extras.multiStep.window"> & { readonly column: WindowColumn<O, A> };

/**
 * Multi-step loss: what the model predicts is fed back to it for h steps, with the actions that were really taken, and compared
 * with what really came.
 *
 *   L = 1/(B h) Σ_b Σ_(j=1..h) m_bj ℓ_bj,   m_bj = 1 where the episode got that far, else 0
 *
 * - Where states are counted, distributions are fed back: p_0 = 1[x_b], p_j(y) = Σ_x p_(j−1)(x) P̂(y|x, a_(b+j−1)) and
 *   ℓ_bj = −log p_j(x_(b+j)), in nats. Infinite where the model gives what came no probability at all.
 * - Where they are vectors, means are: x̂_0 = x_b, x̂_j = mean of the model at (x̂_(j−1), a_(b+j−1)) and ℓ_bj = ‖x̂_j − x_(b+j)‖².
 *
 * Derivatives go through all h steps. With h = 1 these are `maximumLikelihood` and the squared error of the mean. The h steps are
 * a column of the data that the loss brings along, `column`; give it to a learner whose parts are typed. A model class whose
 * states are not observations (one that encodes) cannot be compared with them. Throws `bad-options`, and `not-tabular` where
 * states are counted and actions are not.
 *
 * Source: Abbeel and Ng (2005), "Learning first-order Markov models for control", NeurIPS, for distributions; the squared error
 * of rollouts is what Venkatraman, Hebert and Bagnell (2015), "Improving multi-step prediction of learned time series models",
 * AAAI, begin with.
 */
export function multiStep(
  problem: Problem<Discrete, Discrete>, options?: MultiStepOptions,
): MultiStepLoss<"expectation", Discrete, Discrete>;
export function multiStep<A extends Space>(problem: Problem<Box, A>, options?: MultiStepOptions): MultiStepLoss<"mean", Box, A>;
export function multiStep(problem: Problem, options?: MultiStepOptions): MultiStepLoss<"expectation" | "mean", Space, Space>;
export function multiStep(
  problem: Problem, { steps = 5 }: MultiStepOptions = {},
): MultiStepLoss<"expectation" | "mean", Space, Space> {
  requireOption(Number.isInteger(steps) && steps >= 1, "steps", "a whole number of at least 1", steps);
  const loss = problem.observation.kind === "discrete" ? ofDistributions(finite(problem), steps) : ofMeans(problem, steps);
  return Object.freeze({ ...loss, column: windowColumn(problem, steps) });
}

type Window = "extras.multiStep.window";

function ofDistributions(problem: Problem<Discrete, Discrete>, steps: number): ModelLoss<"expectation", Window> {
  const size = sizeOf(problem);
  return defineModelLoss({
    name: "multiStep", package: packageName, needs: { prediction: ["expectation"], decision: ["extras.multiStep.window"] },
    loss({ predict, state, extras }) {
      const table = predictedTable(predict, size);
      let distribution = mul(1, oneHot(state, size.stateCount));
      return meanOfSteps(stepsOf(extras["multiStep.window"], problem, steps), ({ action, next, isHeld }) => {
        distribution = movedBy(table, action, distribution, size);
        const probability = sum(mul(distribution, oneHot(next, size.stateCount)), 1);
        return neg(log(where(isHeld, probability, 1))); // what did not come has a logarithm of 0
      });
    },
  });
}

function ofMeans(problem: Problem, steps: number): ModelLoss<"mean", Window> {
  return defineModelLoss({
    name: "multiStep", package: packageName, needs: { prediction: ["mean"], decision: ["extras.multiStep.window"] },
    loss({ predict, state, extras }) {
      let predicted = state;
      return meanOfSteps(stepsOf(extras["multiStep.window"], problem, steps), ({ action, next, isHeld }) => {
        const going = reshape(isHeld, [state.shape[0]!, 1]);
        predicted = where(going, predict(predicted, action).mean, predicted); // behind the end it stays where it is, and finite
        return sum(square(where(going, sub(predicted, next), 0)), 1);
      });
    },
  });
}

/** 1/(B h) Σ_b Σ_j of what each step says, `[B]`. */
function meanOfSteps(steps: readonly WindowStep[], errorOf: (step: WindowStep) => Tensor): Tensor {
  const errors = steps.map((step) => mean(errorOf(step)));
  return mul(1 / steps.length, errors.reduce((total, error) => add(total, error)));
}

/** P̂(y|x,a) in rows of x and columns of a · N + y, `[N, M·N]`. */
function predictedTable(predict: LossInputs<"expectation", never>["predict"], size: FiniteSize): Tensor {
  const { stateCount: N, actionCount: M } = size;
  const { state, action } = everyPair(size);
  return reshape(predict(state, action).expectation((next) => mul(1, oneHot(next, N))), [N, M * N]);
}

/** Σ_x p(x) P̂(·|x,a_b): distributions `[B, N]` one step on. */
function movedBy(table: Tensor, action: Tensor, distribution: Tensor, { stateCount: N, actionCount: M }: FiniteSize): Tensor {
  const B = distribution.shape[0]!;
  const underEach = reshape(matmul(distribution, table), [B, M, N]);
  return sum(mul(underEach, reshape(oneHot(action, M), [B, M, 1])), 1);
}

function finite({ observation, action, discount }: Problem): Problem<Discrete, Discrete> {
  if (observation.kind === "discrete" && action.kind === "discrete") return { observation, action, discount };
  throw new WorldwiseError("not-tabular", {
    expected: "actions that can be counted, as the states can", got: describeSpace(action), todo: "take another loss",
  }, {});
}
