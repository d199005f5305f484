import { iota, mul, tensor } from "@worldwise/autodiff";
import type { Discrete, LossInputs, ModelLoss, Problem, Tensor, TracedPolicy } from "@worldwise/protocol";
import { defineModelLoss, WorldwiseError } from "@worldwise/protocol";
import type { FiniteRows } from "./finite-rows.ts";
import { everyPair, predictedRows, recordedRows, sizeOf } from "./finite-rows.ts";
import { gradientDistance } from "./gradient-distance.ts";
import { packageName } from "./package-name.ts";
import type { PamlOptions } from "./paml.ts";
import type { PolicyTable } from "./policy-gradient.ts";
import { policyGradient } from "./policy-gradient.ts";
import { requireOption } from "./require-option.ts";

/** What can be chosen for {@link fullPaml} and {@link fixedCriticPaml}. */
export interface ExactPamlOptions extends PamlOptions {
  /** `[N]` ρ, where episodes start. Uniform when not given. */
  readonly initial?: ArrayLike<number>;
}

type Needed = "tracedPolicy" | "discount";

/**
 * PAML in a finite world, whole: the exact policy gradient in the model, state distribution and Q, against that in the recorded
 * world.
 *
 *   L = ‖∇J(π; P̄, r̄) − ∇J(π; P̂, r̂)‖²
 *
 * P̄ and r̄ are counted from the batch (give it all transitions: `batches: "all"`); of pairs that were never tried the model is
 * believed. Two N·N systems are solved in every step: for some hundreds of states. Throws `bad-options`, and `parts-do-not-fit`
 * where actions of the policy cannot be counted.
 *
 * Source: Abachi, Ghavamzadeh and Farahmand (2020), "Policy-aware model learning for policy gradient methods".
 */
export function fullPaml(
  problem: Problem<Discrete, Discrete>, options: ExactPamlOptions = {},
): ModelLoss<"expectation" | "reward", Needed> {
  const distance = distanceFor(problem, options);
  return defineModelLoss({
    name: "fullPaml", package: packageName,
    needs: { prediction: ["expectation", "reward"], decision: ["tracedPolicy", "discount"] }, loss: (inputs) => distance(inputs),
  });
}

/**
 * The same with one critic for both: only the discounted state distributions are compared, weighted by the planner's Q.
 *
 *   L = ‖1/(1−γ) Σ_x (ρ_γ(x; P̄) − ρ_γ(x; P̂)) Σ_a ∇π(a|x) Q(x,a)‖²
 *
 * Source: the same. It is an integral probability metric between the two distributions, for which the bound of the
 * paper holds.
 */
export function fixedCriticPaml(
  problem: Problem<Discrete, Discrete>, options: ExactPamlOptions = {},
): ModelLoss<"expectation" | "reward", Needed | "tracedActionValue"> {
  const distance = distanceFor(problem, options);
  const { state, action } = everyPair(sizeOf(problem));
  return defineModelLoss({
    name: "fixedCriticPaml", package: packageName,
    needs: { prediction: ["expectation", "reward"], decision: ["tracedPolicy", "discount", "tracedActionValue"] },
    loss: (inputs) => distance(inputs, inputs.decision.tracedActionValue(state, action)),
  });
}

type Inputs = LossInputs<"expectation" | "reward", Needed>;

function distanceFor(
  problem: Problem<Discrete, Discrete>, { relative = false, initial }: ExactPamlOptions,
): (inputs: Inputs, critic?: Tensor) => Tensor {
  const size = sizeOf(problem);
  const N = size.stateCount;
  requireOption(initial === undefined || initial.length === N, "initial", `${N} numbers`, initial?.length ?? 0);
  const start = tensor(initial ?? new Float64Array(N).fill(1 / N), [N]);
  return (inputs, critic) => {
    const { tracedPolicy, discount } = inputs.decision;
    const { parameters } = tracedPolicy;
    const { probability, reward } = predictedRows(inputs.predict, size);
    const model = { reward, continuation: mul(discount, probability) };
    const gradientIn = (rows: FiniteRows): readonly Tensor[] =>
      policyGradient({ rows, policy: tableOf(tracedPolicy, N), parameters, initial: start, ...(critic && { critic }) });
    return gradientDistance(gradientIn(recordedRows(inputs, size, model)), gradientIn(model), relative);
  };
}

function tableOf({ probabilities }: TracedPolicy, stateCount: number): PolicyTable {
  if (probabilities) return (parameters) => probabilities(parameters, iota(stateCount));
  throw new WorldwiseError("parts-do-not-fit", {
    expected: "a policy with probabilities", got: "one that is only sampled",
    todo: "take a planner of discrete actions, or the loss paml",
  }, {});
}
