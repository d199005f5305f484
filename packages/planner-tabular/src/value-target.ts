import type { BellmanProblem } from "@worldwise/math";
import type { OptionField, Outcome } from "@worldwise/protocol";
import { choice, number } from "@worldwise/protocol";
import { maximum } from "./action-values.ts";
import { givenProbabilities, probabilitiesField } from "./given-policy.ts";
import { improvePolicy } from "./policy-iteration.ts";
import type { Selection } from "./selection.ts";
import { epsilonGreedy, fixedProbabilities } from "./selection.ts";
import type { TabularProblem } from "./tabular-problem.ts";

/** Whose value a planner is after. */
export interface TaskOptions {
  /** V* and its policy, or V^π of a given one. Default `control`. */
  readonly task?: "control" | "evaluation";
  /** Of evaluation: `[N, M]` π(a|x), row by row; each row sums to 1. Default: empty, which means uniform. */
  readonly probabilities?: readonly number[];
  /** Of control: probability of a random action in explore mode, in [0, 1]. */
  readonly explore?: number;
}

/** A field for each option. */
export type Fields<Options> = { readonly [Name in keyof Options]-?: OptionField<NonNullable<Options[Name]>> };

/** The fields of {@link TaskOptions}. */
export const taskFields = (explore: number): Fields<TaskOptions> => ({
  task: choice(["control", "evaluation"], { description: "V* and its policy, or V^π of a given one", default: "control" }),
  probabilities: probabilitiesField,
  explore: number({
    description: "probability of a random action in explore mode (control)", default: explore, minimum: 0, maximum: 1,
  }),
});

/** How an MDP is solved inside another iteration. */
export interface InnerSolution {
  /** Sparse sweeps (modified policy iteration; backups of the policy), or dense elimination, which needs N² doubles. */
  readonly inner: "sweeps" | "exact";
  /** Of sweeps: distance of the values from the exact ones, at most. */
  readonly innerTolerance: number;
}

/** A task on a table: V* or V^π. Its scratch is overwritten by every call. */
export interface ValueTarget {
  /** `[N, M]` π(a|x) of evaluation. */
  readonly probability: Float64Array | undefined;
  readonly selection: Selection;
  /** outValue(x) = max_a Q(x,a), or Σ_a π(a|x) Q(x,a). */
  backUp(actionValue: Float64Array, outValue: Float64Array): void;
  /** The value of an MDP, beginning with the `value` that is there; then its action values. */
  solve(bellman: BellmanProblem, how: InnerSolution, value: Float64Array, outActionValue: Float64Array): Outcome;
}

/** Throws `bad-policy`. */
export function valueTarget(problem: TabularProblem, { task, probabilities, explore }: Required<TaskOptions>): ValueTarget {
  if (task === "control") return controlTarget(problem, explore);
  return evaluationTarget(problem, givenProbabilities(problem, probabilities));
}

/** More than any discount up to 0.9999 asks for; what remains is for the iteration outside to judge. */
const innerIterations = 100_000;

function controlTarget({ observation, action }: TabularProblem, explore: number): ValueTarget {
  const policy = new Int32Array(observation.count);
  return {
    probability: undefined, selection: epsilonGreedy(action.count, explore),
    backUp(actionValue, outValue) {
      for (let s = 0; s < outValue.length; s++) outValue[s] = maximum(actionValue, s, action.count);
    },
    solve(bellman, { inner, innerTolerance }, value, outActionValue) {
      const sweeps = { tolerance: innerTolerance, maxIterations: innerIterations, evaluationSweeps: 20 };
      const outcome = inner === "exact" ? solveExactly(bellman, value, outActionValue)
        : bellman.modifiedPolicyIteration(value, sweeps).outcome;
      bellman.actionValues(value, outActionValue);
      return outcome;
    },
  };

  function solveExactly(bellman: BellmanProblem, value: Float64Array, actionValue: Float64Array): Outcome {
    bellman.actionValues(value, actionValue);
    bellman.greedy(actionValue, policy);
    return improvePolicy(bellman, { value, actionValue, policy }, innerIterations).outcome;
  }
}

function evaluationTarget({ action }: TabularProblem, probability: Float64Array): ValueTarget {
  return {
    probability, selection: fixedProbabilities(action.count, probability),
    backUp(actionValue, outValue) {
      for (let s = 0; s < outValue.length; s++) {
        let total = 0;
        for (let row = s * action.count; row < (s + 1) * action.count; row++) total += probability[row]! * actionValue[row]!;
        outValue[s] = total;
      }
    },
    solve(bellman, { inner, innerTolerance }, value, outActionValue) {
      const outcome = inner === "exact" ? solvedOutcome(bellman.solvePolicy(probability, value).outcome)
        : bellman.policyEvaluation(probability, value, { tolerance: innerTolerance, maxIterations: innerIterations }).outcome;
      bellman.actionValues(value, outActionValue);
      return outcome;
    },
  };
}

const solvedOutcome = (outcome: "solved" | "singular" | "non-finite"): Outcome =>
  (outcome === "solved" ? "converged" : "non-finite");
