import type { BellmanProblem } from "@worldwise/math";
import { bellmanProblem } from "@worldwise/math";
import type { Allocator, Discrete, Mdp, Model, Outcome, Planner, Random, StateTree } from "@worldwise/protocol";
import { definePlanner, heap, integer, loadTree, saveTree } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, meanAbsolute } from "./action-values.ts";
import { toleranceField } from "./explicit-planner.ts";
import { tablePolicy } from "./policies.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, checkWorld, packageName } from "./tabular-problem.ts";
import type { Fields, TaskOptions, ValueTarget } from "./value-target.ts";
import { taskFields, valueTarget } from "./value-target.ts";

/** Options of all planners that ask the true transition table and count how often. */
export interface RegroundedOptions extends TaskOptions {
  /** ‖V − V*‖∞ (or ‖V − V^π‖∞) to reach, above 0. Default 1e-8. */
  readonly tolerance?: number;
  /** Iterations of each call of `plan`, at least 1. Default 1000. */
  readonly maxIterations?: number;
  /** How many residuals ‖T V − V‖∞ of the last call of `plan` are kept in `history`, from its beginning. Default 0. */
  readonly historySize?: number;
}

/** The fields of {@link RegroundedOptions}. */
export const regroundedFields: Fields<RegroundedOptions> = {
  ...taskFields(0),
  tolerance: toleranceField,
  maxIterations: integer({ description: "iterations of each call of plan", default: 1000, minimum: 1 }),
  historySize: integer({ description: "residuals of the last call of plan that are kept", default: 0, minimum: 0 }),
};

/** Q, V, how much work they were, and what the method remembers from one iteration to the next. */
export type RegroundedState<Memory extends StateTree> = ActionValueTables & {
  /** Iterations of all calls of `plan`. */
  iterations: number;
  /** Products of the true P with a value function, each for all N·M rows. */
  queries: number;
  /** ‖T V − V‖∞ at the last query, T the true backup; NaN after "non-finite". */
  residual: number;
  /** `[historySize]` The same for the iterations of the last call of `plan`. */
  history: Float64Array;
  /** Entries of `history` in use. */
  historyCount: number;
  memory: Memory;
};

/** Iterates to the value in the true MDP. N: the faces it needs. */
export type RegroundedPlanner<N extends "mdp" | "trueMdp", Memory extends StateTree> =
  Planner<Discrete, Discrete, RegroundedState<Memory>, N, TableWord>;

/** What an iteration finds when it is asked for the next V. */
export interface TrueBackup {
  readonly truth: Mdp;
  /** `[N]` T V, T the backup of the task in the true MDP. */
  readonly backedUp: Float64Array;
  /** ‖V − V*‖∞ to reach, not less than rounding lets it. */
  readonly tolerance: number;
}

/** One method: how it goes from V, and Q = r + γ P V of the truth, to the next V. */
export interface Regrounding<N extends "mdp" | "trueMdp", Memory extends StateTree> {
  readonly name: string;
  readonly needs: readonly N[];
  truthOf(model: Model<N, Discrete, Discrete>): Mdp;
  init(random: Random, allocator: Allocator): Memory;
  /** Before the iterations of a call. */
  begin?(state: RegroundedState<Memory>, model: Model<N, Discrete, Discrete>, truth: Mdp): void;
  /** More for the harness. */
  metrics?(memory: Memory): Readonly<Record<string, number>>;
  /** Overwrites V, and Q if the method has better action values for that V than those of the last query. */
  improve(state: RegroundedState<Memory>, model: Model<N, Discrete, Discrete>, backup: TrueBackup): Outcome | undefined;
}

/**
 * A planner that iterates until the Bellman residual in the truth says that it has arrived.
 *
 *   ‖T V − V‖∞ ≤ (1 − γ) tolerance   ⇒   ‖V − V*‖∞ ≤ tolerance
 *
 * T V is what every method asks of the truth anyway, so that the test is free, and holds whatever the method believes. At γ = 1
 * the residual itself is compared. Residuals that rounding cannot undercut (8 ε ‖V‖∞) count as arrived. After "non-finite"
 * the next call forgets everything and begins anew.
 */
export function regroundedPlanner<N extends "mdp" | "trueMdp", Memory extends StateTree>(
  problem: TabularProblem, chosen: Required<RegroundedOptions>, makeMethod: (target: ValueTarget) => Regrounding<N, Memory>,
): RegroundedPlanner<N, Memory> {
  checkTabular(problem);
  const target = valueTarget(problem, chosen);
  const method = makeMethod(target);
  const backedUp = new Float64Array(problem.observation.count);
  let bellman: BellmanProblem | undefined;
  const init = (random: Random, allocator: Allocator = heap): RegroundedState<Memory> => ({
    ...actionValueTables(problem, 0, allocator), iterations: 0, queries: 0, residual: 0,
    history: allocator("float64", chosen.historySize), historyCount: 0, memory: method.init(random, allocator),
  });
  return definePlanner({
    name: method.name, package: packageName, spaces: problem, needs: method.needs, provides: tableWords, init,
    plan(state, model, random) {
      const truth = method.truthOf(model);
      checkWorld(problem, truth);
      if (bellman === undefined) bellman = bellmanProblem(truth);
      else bellman.refresh(truth);
      if (!Number.isFinite(state.residual) || !state.value.every(Number.isFinite)) loadTree(state, saveTree(init(random)));
      method.begin?.(state, model, truth);
      const outcome = iterate(state, model, truth, bellman);
      if (outcome === "non-finite") state.residual = NaN; // V may be finite still, but on its way: the next call begins anew
      return outcome;
    },
    policy: ({ actionValue }) => tablePolicy(target.selection, actionValue),
    decision: (state) => tableDecision(problem, target.selection, state),
    metrics: ({ actionValue, iterations, queries, residual, memory }) =>
      ({ meanAbsoluteActionValue: meanAbsolute(actionValue), iterations, queries, residual, ...method.metrics?.(memory) }),
  });

  function iterate(
    state: RegroundedState<Memory>, model: Model<N, Discrete, Discrete>, truth: Mdp, exact: BellmanProblem,
  ): Outcome {
    state.historyCount = 0;
    for (let iteration = 0; iteration < chosen.maxIterations; iteration++) {
      exact.actionValues(state.value, state.actionValue);
      state.queries++;
      target.backUp(state.actionValue, backedUp);
      state.residual = distance(backedUp, state.value);
      if (state.historyCount < state.history.length) state.history[state.historyCount++] = state.residual;
      if (!Number.isFinite(state.residual)) return "non-finite";
      const tolerance = reachable(chosen.tolerance, state.value, truth.discount);
      if (state.residual <= tolerance * remaining(truth.discount)) return "converged";
      if (method.improve(state, model, { truth, backedUp, tolerance }) === "non-finite") return "non-finite";
      state.iterations++;
    }
    return "max-iterations";
  }
}

/** 1 − γ: what a residual is to be divided by to bound the distance from the fixed point. At γ = 1 there is no bound. */
const remaining = (discount: number): number => (discount < 1 ? 1 - discount : 1);

/** The tolerance, or what 8 roundings of the largest |V| may pile up to. */
function reachable(tolerance: number, value: Float64Array, discount: number): number {
  let largest = 0;
  for (const entry of value) largest = Math.max(largest, Math.abs(entry));
  return Math.max(tolerance, 8 * Number.EPSILON * largest / remaining(discount));
}

/** ‖a − b‖∞; NaN where an entry is. */
function distance(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!)); // Math.max keeps NaN
  return largest;
}
