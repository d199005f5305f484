import type { BellmanProblem } from "@worldwise/math";
import { bellmanProblem } from "@worldwise/math";
import type { OptionSchema, Plugin } from "@worldwise/protocol";
import { choice, createComponent, definePlugin, number, optionSchema } from "@worldwise/protocol";
import type { RegroundedOptions, RegroundedPlanner, Regrounding } from "./regrounded-planner.ts";
import { regroundedFields, regroundedPlanner } from "./regrounded-planner.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkWorld } from "./tabular-problem.ts";
import type { Fields, ValueTarget } from "./value-target.ts";

/** How the cheap model is solved in each iteration. */
export interface InnerSolutionOptions {
  /** Sparse sweeps, or dense elimination and policy iteration, which need N² doubles and are exact. Default `sweeps`. */
  readonly inner?: "sweeps" | "exact";
  /** Of sweeps: tolerance of an inner solution, as a share of the outer one, above 0. Default 0.1. */
  readonly innerShare?: number;
}

/** Options of {@link operatorSplitting}. */
export interface OperatorSplittingOptions extends RegroundedOptions, InnerSolutionOptions {}

/** Plans in the model, corrected by the truth. */
export type OperatorSplitting = RegroundedPlanner<"mdp" | "trueMdp", null>;

/** The fields of {@link InnerSolutionOptions}. */
export const innerFields: Fields<InnerSolutionOptions> = {
  inner: choice(["sweeps", "exact"], { description: "sparse sweeps, or dense elimination", default: "sweeps" }),
  innerShare: number({
    description: "tolerance of an inner solution, as a share of the outer one (sweeps)", default: 0.1, exclusiveMinimum: 0,
  }),
};

const options: OptionSchema<Required<OperatorSplittingOptions>> = optionSchema({ ...regroundedFields, ...innerFields });

/** {@link operatorSplitting} by name. */
export const operatorSplittingPlugin: Plugin<"planner", Required<OperatorSplittingOptions>, TabularProblem, OperatorSplitting> =
  definePlugin({
    role: "planner", name: "operatorSplitting",
    about: "Operator-splitting value iteration: plans in the model, corrected by the true table",
    options, create,
  });

/**
 * Operator-splitting value iteration (OS-VI): converges to the true value although it plans in an approximate model P̂.
 *
 *   V_k = V* (or V^π) of the MDP with transitions P̂ and rewards  r̄ = r + γ (P − P̂) V_(k−1)
 *
 * Evaluation: V_k − V^π = G^k (V_0 − V^π), G = γ (I − γ P̂^π)⁻¹ (P^π − P̂^π), so that it is fast where the model is good, and
 * converges if and only if the spectral radius of G is below 1; γ/(1−γ) ‖P − P̂‖∞ \< 1 suffices. For a bad model it may not: it
 * then ends with "max-iterations" or, grown beyond numbers, "non-finite". Q and the policy are those of the last corrected model.
 * Rewards and γ are the truth's. A row that the model knows nothing about is backed up by the truth alone, as in value iteration.
 * One query of P an iteration; memory is that of both tables. Throws `bad-options`, `bad-policy`; `plan` throws `wrong-world`.
 *
 * Source: Rakhsha, Wang, Ghavamzadeh, Farahmand (2022), Operator splitting value iteration, NeurIPS. Differs: ends by the true
 * Bellman residual, which each iteration computes.
 */
export function operatorSplitting(problem: TabularProblem, chosen: OperatorSplittingOptions = {}): OperatorSplitting {
  return createComponent(operatorSplittingPlugin, chosen, problem);
}

function create(chosen: Required<OperatorSplittingOptions>, problem: TabularProblem): OperatorSplitting {
  return regroundedPlanner(problem, chosen, (target) => method(problem, chosen, target));
}

function method(
  problem: TabularProblem, { inner, innerShare }: Required<OperatorSplittingOptions>, target: ValueTarget,
): Regrounding<"mdp" | "trueMdp", null> {
  const rows = problem.observation.count * problem.action.count;
  const [reward, modelled] = [new Float64Array(rows), new Float64Array(rows)];
  let bellman: BellmanProblem | undefined;
  return {
    name: "operator-splitting", needs: ["mdp", "trueMdp"], init: () => null,
    truthOf: ({ trueMdp }) => trueMdp,
    begin(_state, { mdp }, { discount }) {
      checkWorld(problem, mdp);
      reward.fill(0);
      if (bellman === undefined) bellman = bellmanProblem({ ...mdp, reward, discount });
      else bellman.refresh({ ...mdp, reward, discount });
    },
    improve({ value, actionValue }, { mdp }, { truth: { discount }, tolerance }) {
      bellman!.actionValues(value, modelled); // r̄ of the iteration before + γ P̂ V
      for (let row = 0; row < rows; row++) reward[row] = actionValue[row]! - (modelled[row]! - reward[row]!);
      bellman!.refresh({ ...mdp, reward, discount });
      return target.solve(bellman!, { inner, innerTolerance: innerShare * tolerance }, value, actionValue);
    },
  };
}
