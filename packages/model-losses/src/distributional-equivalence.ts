import { add, mean, mul, reshape, square, stopGradient, sub, sum, where, greater } from "@worldwise/autodiff";
import type { Discrete, LossInputs, ModelLoss, Problem, Tensor } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import type { FiniteSize } from "./finite-rows.ts";
import { meanOutcomes, power, predictedRows, sizeOf, visitsOf } from "./finite-rows.ts";
import { packageName } from "./package-name.ts";
import type { Policies } from "./policies.ts";
import { policyTensors } from "./policies.ts";
import { requireOption } from "./require-option.ts";
import type { OutcomeMoments } from "./return-moments.ts";
import { momentBackup, returnMoments } from "./return-moments.ts";

/** What is chosen for {@link distributionalEquivalence}. */
export interface DistributionalEquivalenceOptions {
  /** Policies whose returns are compared. */
  readonly policies: Policies;
  /** m, at least 1; with 1 it is proper value equivalence. Default 2: variances count. */
  readonly moments?: number;
  /** Whether reward and next state are taken as independent, given state and action, as in the released code. Default false. */
  readonly independentReward?: boolean;
}

/**
 * Distributional equivalence by statistical functionals in a finite world: the first m moments of every policy's return.
 *
 *   L = mean over π, i, x of ( T^π_P̂ M^π (x)_i − M^π_i(x) )²,   M^π_i(x) = E[G^i | x_0 = x]
 *
 * A model may give every policy its value and yet mislead whoever minds risk; equal moments let mean and variance be traded as
 * in the world. Moments are counted from the batch (give it all transitions); of pairs that were never tried the model is
 * believed. The model's reward is a number for each pair. Moments of high order are large: scale rewards to a return of about
 * 1. Throws `bad-options`.
 *
 * Source: Kastner, Erdogdu and Farahmand (2023), "Distributional model equivalence for risk-sensitive reinforcement learning",
 * NeurIPS. Differs: where the reward depends on the next state, E[R V(X')] is exact; `independentReward` gives the
 * product of means.
 */
export function distributionalEquivalence(
  problem: Problem<Discrete, Discrete>,
  { policies, moments: count = 2, independentReward = false }: DistributionalEquivalenceOptions,
): ModelLoss<"expectation" | "reward", "discount"> {
  const size = sizeOf(problem);
  requireOption(Number.isInteger(count) && count >= 1, "moments", "a whole number of at least 1", count);
  const tables = policyTensors(policies, size);
  return defineModelLoss({
    name: "distributionalEquivalence", package: packageName,
    needs: { prediction: ["expectation", "reward"], decision: ["discount"] },
    loss(inputs) {
      const { probability, reward } = predictedRows(inputs.predict, size);
      const model = predictedOutcomes(probability, reward, inputs.decision.discount);
      const world = recordedOutcomes(inputs, size, model, independentReward);
      const errors = tables.flatMap((policy) => {
        const truth = returnMoments(world, policy, count);
        return truth.slice(1).map((each, i) => mean(square(sub(momentBackup(model, policy, truth, i + 1), each))));
      });
      return mul(1 / errors.length, errors.reduce((total, error) => add(total, error)));
    },
  });
}

/** r̂^i γ^j P̂ */
export function predictedOutcomes(probability: Tensor, reward: Tensor, discount: number): OutcomeMoments {
  const column = reshape(reward, [reward.shape[0]!, 1]);
  return (i, j) => mul(discount ** j, mul(power(column, i), probability));
}

type Recorded = Pick<LossInputs<never, never>, "state" | "action" | "next" | "reward" | "discount">;

/**
 * Joint moments counted from transitions.
 *
 * @param instead - what is said of rows that were never tried: it gets no derivative
 * @param independent - whether E[R^i] E[d^j 1[x' = y]] is taken for the joint moment
 */
export function recordedOutcomes(
  transitions: Recorded, size: FiniteSize, instead: OutcomeMoments, independent: boolean,
): OutcomeMoments {
  const rowCount = size.stateCount * size.actionCount;
  const visits = visitsOf(add(mul(transitions.state, size.actionCount), transitions.action), rowCount);
  const isTried = greater(reshape(visits, [rowCount, 1]), 0);
  const counted = (i: number, j: number): Tensor =>
    meanOutcomes(transitions, size, mul(power(transitions.reward, i), power(transitions.discount, j)));
  const separate = (i: number, j: number): Tensor => mul(reshape(sum(counted(i, 0), 1), [rowCount, 1]), counted(0, j));
  return (i, j) => where(isTried, (independent ? separate : counted)(i, j), stopGradient(instead(i, j)));
}
