import type { BellmanProblem } from "@worldwise/math";
import { bellmanProblem } from "@worldwise/math";
import type { OptionField, OptionSchema, Plugin } from "@worldwise/protocol";
import { createComponent, definePlugin, integer, number, optionSchema } from "@worldwise/protocol";
import type { ValueBasis } from "./corrected-model.ts";
import { modelCorrection, nextPlace, valueBasis } from "./corrected-model.ts";
import type { InnerSolutionOptions } from "./operator-splitting.ts";
import { innerFields } from "./operator-splitting.ts";
import type { RegroundedOptions, RegroundedPlanner, Regrounding } from "./regrounded-planner.ts";
import { regroundedFields, regroundedPlanner } from "./regrounded-planner.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkWorld } from "./tabular-problem.ts";
import type { ValueTarget } from "./value-target.ts";

/** How a model is corrected by value functions. */
export interface CorrectionOptions {
  /** Value functions that the model is made right about, the newest; at least 1. Default 2. */
  readonly basisSize?: number;
  /** Largest multiplier of a whitened function, above 0: how sharply a row of the model may be tilted. Default 100. */
  readonly multiplierCap?: number;
}

/** Options of {@link maximumEntropyCorrection}. */
export interface MaximumEntropyCorrectionOptions extends RegroundedOptions, InnerSolutionOptions, CorrectionOptions {}

/** The basis, and how many rows of the model could not be made right. */
export type MaximumEntropyMemory = { basis: ValueBasis; penalizedCount: number };

/** Plans in a model that is made right about the values it found before. */
export type MaximumEntropyCorrection = RegroundedPlanner<"mdp" | "trueMdp", MaximumEntropyMemory>;

/** The fields of {@link CorrectionOptions}. */
export const correctionFields: { readonly [Name in keyof CorrectionOptions]-?: OptionField<number> } = {
  basisSize: integer({ description: "value functions that the model is made right about", default: 2, minimum: 1 }),
  multiplierCap: number({ description: "largest multiplier of a whitened function", default: 100, exclusiveMinimum: 0 }),
};

const options: OptionSchema<Required<MaximumEntropyCorrectionOptions>> =
  optionSchema({ ...regroundedFields, ...innerFields, ...correctionFields });

/** {@link maximumEntropyCorrection} by name. */
export const maximumEntropyCorrectionPlugin:
  Plugin<"planner", Required<MaximumEntropyCorrectionOptions>, TabularProblem, MaximumEntropyCorrection> = definePlugin({
    role: "planner", name: "maximumEntropyCorrection", about: "MoCoVI: plans in the model that is right about the newest values",
    options, create,
  });

/**
 * Value iteration with maximum-entropy model correction (MoCoVI).
 *
 *   ψ_i = P φ_i  for the newest basisSize of V_0 … V_(k−1);   P̄(·|x,a) = argmin_q KL(q ‖ P̂(·|x,a))  with  E_q φ_i = ψ_i(x,a)
 *   V_k = V* (or V^π) of the MDP with transitions P̄ and rewards  r + γ (P − P̄) V_(k−1)
 *
 * Where the support of P̂ allows it the last term is 0, and if V^π is in the basis, V_k is exact. Where it does not, in rows of
 * which the model knows too little, the correction goes as far as the support and `multiplierCap` let it, and the last term
 * makes up for the rest, as in `operatorSplitting`; `metrics` count such rows as `penalizedRows`. Rewards and γ are the
 * truth's. One query of P an iteration; the answers take basisSize · N · M doubles. It may fail to converge, and then ends with
 * "max-iterations" or "non-finite". Throws `bad-options`, `bad-policy`; `plan` throws `wrong-world`.
 *
 * Source: Rakhsha, Kemertas, Ghavamzadeh, Farahmand (2024), Maximum entropy model correction in reinforcement learning, ICLR.
 * Differs: the remainder in the reward; features are whitened in each row; the first basis function is V = 0, about which every
 * model is right, so that V_1 is planned in the model alone.
 */
export function maximumEntropyCorrection(
  problem: TabularProblem, chosen: MaximumEntropyCorrectionOptions = {},
): MaximumEntropyCorrection {
  return createComponent(maximumEntropyCorrectionPlugin, chosen, problem);
}

function create(chosen: Required<MaximumEntropyCorrectionOptions>, problem: TabularProblem): MaximumEntropyCorrection {
  return regroundedPlanner(problem, chosen, (target) => method(problem, chosen, target));
}

function method(
  problem: TabularProblem, { inner, innerShare, basisSize, multiplierCap }: Required<MaximumEntropyCorrectionOptions>,
  target: ValueTarget,
): Regrounding<"mdp" | "trueMdp", MaximumEntropyMemory> {
  const correct = modelCorrection(problem, basisSize, multiplierCap);
  const reward = new Float64Array(problem.observation.count * problem.action.count);
  let bellman: BellmanProblem | undefined;
  return {
    name: "maximum-entropy-correction", needs: ["mdp", "trueMdp"],
    truthOf: ({ trueMdp }) => trueMdp,
    init: (_, allocator) => ({ basis: valueBasis(problem, basisSize, allocator), penalizedCount: 0 }),
    begin: (_, { mdp }) => { checkWorld(problem, mdp); },
    improve({ value, actionValue, memory }, { mdp }, { truth, tolerance }) {
      addFunction(memory.basis, basisSize, value, actionValue, truth);
      const { probability, remainder, penalizedCount } = correct(mdp, memory.basis, () => 0);
      memory.penalizedCount = penalizedCount;
      for (let row = 0; row < reward.length; row++) reward[row] = truth.reward[row]! + truth.discount * remainder[row]!;
      const corrected = { ...mdp, probability, reward, discount: truth.discount };
      if (bellman === undefined) bellman = bellmanProblem(corrected);
      else bellman.refresh(corrected);
      return target.solve(bellman, { inner, innerTolerance: innerShare * tolerance }, value, actionValue);
    },
    metrics: ({ penalizedCount }) => ({ penalizedRows: penalizedCount }),
  };
}

/** φ = V and ψ = P V, which is (Q − r)/γ of the query that has just been made. */
function addFunction(
  basis: ValueBasis, size: number, value: Float64Array, actionValue: Float64Array,
  { reward, discount }: { reward: Float64Array; discount: number },
): void {
  const place = nextPlace(basis, size);
  basis.values.set(value, place * value.length);
  for (let row = 0; row < actionValue.length; row++) {
    basis.expectations[place * actionValue.length + row] = discount > 0 ? (actionValue[row]! - reward[row]!) / discount : 0;
  }
}
