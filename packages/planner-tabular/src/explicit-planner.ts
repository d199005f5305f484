import type { Discrete, OptionField, Outcome, Planner } from "@worldwise/protocol";
import { definePlanner, heap, integer, number } from "@worldwise/protocol";
import type { BellmanProblem } from "@worldwise/math";
import { bellmanProblem } from "@worldwise/math";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, meanAbsolute } from "./action-values.ts";
import { tablePolicy } from "./policies.ts";
import { epsilonGreedy } from "./selection.ts";
import { maximumCondition } from "./maximum-condition.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, checkWorld, packageName } from "./tabular-problem.ts";

/** Options of all planners that solve an explicit MDP. */
export interface ExplicitPlannerOptions {
  /** Iterations of each call of `plan`, at least 1. */
  readonly maxIterations?: number;
  /** Probability of a random action in explore mode, in [0, 1]. Default 0. */
  readonly explore?: number;
}

/** Q, V, the greedy policy, and how much work they were. */
export type ExplicitPlannerState = ActionValueTables & {
  /** `[N]` */
  policy: Int32Array;
  /** Iterations of all calls of `plan`. */
  iterations: number;
};

/** Solves the MDP that it is given, true or learned. */
export type ExplicitPlanner = Planner<Discrete, Discrete, ExplicitPlannerState, "mdp", TableWord | "optimality">;

/** The fields of {@link ExplicitPlannerOptions}. */
export const explicitPlannerFields = (maxIterations: number): { readonly [Name in keyof ExplicitPlannerOptions]-?: OptionField<number> } => ({
  maxIterations: integer({ description: "iterations of each call of plan", default: maxIterations, minimum: 1 }),
  explore: number({ description: "probability of a random action in explore mode", default: 0, minimum: 0, maximum: 1 }),
});

/** The field of a tolerance ‖V − V*‖∞, above 0. */
export const toleranceField: OptionField<number> =
  number({ description: "distance of the values from the exact ones, at most", default: 1e-8, exclusiveMinimum: 0 });

/**
 * A planner that solves the MDP anew at each call of `plan`, beginning with the V and the policy it has.
 *
 * The MDP is read at each call, so that a learned one may change and grow. A row that it knows nothing about is worth its
 * reward. Values that are not finite, left by an MDP that was not, are forgotten first.
 *
 * @param solve - improves V (and possibly the policy) in the state and counts iterations; Q and the greedy policy follow from V
 */
export function explicitPlanner(
  name: string, problem: TabularProblem, explore: number, solve: (bellman: BellmanProblem, state: ExplicitPlannerState) => Outcome,
): ExplicitPlanner {
  checkTabular(problem);
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const selection = epsilonGreedy(actionCount, explore);
  let bellman: BellmanProblem | undefined;
  return definePlanner({
    name, package: packageName, spaces: problem, needs: ["mdp"], provides: [...tableWords, "optimality"],
    init: (_, allocator = heap): ExplicitPlannerState =>
      ({ ...actionValueTables(problem, 0, allocator), policy: allocator("int32", stateCount), iterations: 0 }),
    plan(state, { mdp }) {
      checkWorld(problem, mdp);
      if (bellman === undefined) bellman = bellmanProblem(mdp);
      else bellman.refresh(mdp);
      if (!state.value.every(Number.isFinite)) state.value.fill(0);
      const outcome = solve(bellman, state);
      bellman.actionValues(state.value, state.actionValue);
      bellman.greedy(state.actionValue, state.policy, { keepWithin: tieWidth(state.value) });
      return outcome;
    },
    policy: ({ actionValue }) => tablePolicy(selection, actionValue),
    decision: (state) => ({
      ...tableDecision(problem, selection, state), optimality: maximumCondition(state.actionValue, stateCount, actionCount),
    }),
    metrics: ({ actionValue, iterations }) => ({ meanAbsoluteActionValue: meanAbsolute(actionValue), iterations }),
  });
}

/** What rounding can make of equal action values: 1e-12, in units of the largest |V| where that is above 1. */
export function tieWidth(value: Float64Array): number {
  return 1e-12 * value.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 1);
}
