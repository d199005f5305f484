import type { BellmanProblem } from "@worldwise/math";
import { bellmanProblem } from "@worldwise/math";
import type { Dataset, Discrete, Mdp, OptionSchema, Planner, Plugin } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, integer, number, optionSchema } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, meanAbsolute } from "./action-values.ts";
import type { ValueBasis } from "./corrected-model.ts";
import { modelCorrection, nextPlace, valueBasis } from "./corrected-model.ts";
import type { CorrectionOptions } from "./maximum-entropy-correction.ts";
import { correctionFields } from "./maximum-entropy-correction.ts";
import type { ReadNewest } from "./new-transitions.ts";
import { newestTransitions } from "./new-transitions.ts";
import type { CorrectedPlanningOptions } from "./os-dyna.ts";
import { correctedPlanningFields } from "./os-dyna.ts";
import { tablePolicy } from "./policies.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, checkWorld, packageName } from "./tabular-problem.ts";
import { valueTarget } from "./value-target.ts";

/** Options of {@link mocoDyna}. `explore` is 0.1 by default. */
export interface MocoDynaOptions extends CorrectedPlanningOptions, CorrectionOptions {
  /** c: the penalty of a row that was tried n times is c / n, at least 0. Default 1, the size of the noise in ψ. */
  readonly penalty?: number;
  /** Calls of `plan` from one new basis function to the next, at least 1. Default 10. */
  readonly basisEvery?: number;
}

/** Q and V of the corrected model, and the value functions it was corrected by. */
export type MocoDynaState = ActionValueTables & {
  basis: ValueBasis;
  /** `[D, N·M]` Real transitions behind each expectation. */
  visits: Float64Array;
  /** The data set's clock at the last call of `plan`. */
  seen: number;
  /** Calls of `plan`. */
  planCount: number;
  /** Rows of the last correction that needed more than their penalty. */
  penalizedCount: number;
};

/** Plans in the learned model, tilted towards what real transitions say about its own values. */
export type MocoDyna = Planner<Discrete, Discrete, MocoDynaState, "mdp" | "data", TableWord>;

const options: OptionSchema<Required<MocoDynaOptions>> = optionSchema({
  ...correctedPlanningFields, ...correctionFields,
  penalty: number({ description: "c of the penalty c/n of a row that was tried n times", default: 1, minimum: 0 }),
  basisEvery: integer({ description: "plans from one new basis function to the next", default: 10, minimum: 1 }),
});

/** {@link mocoDyna} by name. */
export const mocoDynaPlugin: Plugin<"planner", Required<MocoDynaOptions>, TabularProblem, MocoDyna> = definePlugin({
  role: "planner", name: "mocoDyna",
  about: "MoCoDyna: plans in the model, corrected by what real transitions say about its values",
  options, create,
});

/**
 * MoCoDyna: maximum-entropy model correction with expectations from data.
 *
 *   ψ̂_i(x,a) = mean of φ_i(x') over the real transitions from (x,a), φ_i the newest basisSize of the values that were planned
 *   P̄(·|x,a) = argmin_q KL(q ‖ P̂(·|x,a)) + n/(2c) ‖E_q w − t̂‖²,   V, π ← V* (or V^π) of the MDP (P̄, r̂)
 *
 * w and t̂ are the functions and ψ̂ in whitened units, in which the mean of n samples has a variance of about 1/n; n is the
 * least of the basis functions' counts. Pairs that were not tried keep the model's row, with data P̄ comes to be right about
 * the values. Every `basisEvery` plans V becomes a basis function, and its ψ̂ is taken from all transitions that the data set
 * still holds; new ones are added as they come. Rewards are the model's. `metrics` count the rows that `multiplierCap` held
 * back as `penalizedRows`. Throws `bad-options`, `bad-policy`; `plan` throws `wrong-world`.
 *
 * Source: Rakhsha, Kemertas, Ghavamzadeh, Farahmand (2024), Maximum entropy model correction in reinforcement learning, ICLR,
 * MoCoDyna. Differs: the form and size of the penalty are ours; expectations of a new function come from all data held, not from
 * those that follow.
 */
export function mocoDyna(problem: TabularProblem, chosen: MocoDynaOptions = {}): MocoDyna {
  return createComponent(mocoDynaPlugin, chosen, problem);
}

function create(chosen: Required<MocoDynaOptions>, problem: TabularProblem): MocoDyna {
  checkTabular(problem);
  const { basisSize, basisEvery, penalty, multiplierCap } = chosen;
  const rows = problem.observation.count * problem.action.count;
  const target = valueTarget(problem, chosen);
  const [read, correct] = [newestTransitions(problem), modelCorrection(problem, basisSize, multiplierCap)];
  let bellman: BellmanProblem | undefined;
  return definePlanner({
    name: "moco-dyna", package: packageName, spaces: problem, needs: ["mdp", "data"], provides: tableWords,
    init: (_, allocator = heap): MocoDynaState => ({
      ...actionValueTables(problem, 0, allocator), basis: valueBasis(problem, basisSize, allocator),
      visits: allocator("float64", basisSize * rows), seen: 0, planCount: 0, penalizedCount: 0,
    }),
    plan(state, { mdp, data }) {
      checkWorld(problem, mdp);
      if (!state.value.every(Number.isFinite)) state.value.fill(0);
      learnExpectations(state, data, read, problem);
      if (state.planCount++ % basisEvery === 0) addFunction(state, data, read, problem, basisSize);
      const { probability, penalizedCount } = correct(mdp, state.basis, (row) => penalty / leastVisits(state, row, rows));
      state.penalizedCount = penalizedCount;
      bellman = solvable(bellman, { ...mdp, probability });
      return target.solve(bellman, { inner: chosen.inner, innerTolerance: chosen.tolerance }, state.value, state.actionValue);
    },
    policy: ({ actionValue }) => tablePolicy(target.selection, actionValue),
    decision: (state) => tableDecision(problem, target.selection, state),
    metrics: ({ actionValue, penalizedCount }) =>
      ({ meanAbsoluteActionValue: meanAbsolute(actionValue), penalizedRows: penalizedCount }),
  });
}

function solvable(bellman: BellmanProblem | undefined, mdp: Mdp): BellmanProblem {
  if (bellman === undefined) return bellmanProblem(mdp);
  bellman.refresh(mdp);
  return bellman;
}

/** The least n of the basis functions in use. */
function leastVisits({ basis, visits }: MocoDynaState, row: number, rows: number): number {
  let least = Infinity;
  for (let i = 0; i < basis.count; i++) least = Math.min(least, visits[i * rows + row]!);
  return least;
}

/** Adds the transitions since the last plan to the means of every basis function. */
function learnExpectations(
  state: MocoDynaState, data: Dataset<Discrete, Discrete>, read: ReadNewest, problem: TabularProblem,
): void {
  read(data, data.added - state.seen, (batch, b) => {
    const row = batch.observation[b]! * problem.action.count + batch.action[b]!;
    for (let i = 0; i < state.basis.count; i++) addSample(state, i, row, batch.discount[b]! > 0, batch.nextObservation[b]!);
  });
  state.seen = data.added;
}

/** V becomes a basis function; its expectations are means over all data. */
function addFunction(
  state: MocoDynaState, data: Dataset<Discrete, Discrete>, read: ReadNewest, problem: TabularProblem, size: number,
): void {
  const { basis, value, visits } = state;
  const place = nextPlace(basis, size);
  const rows = problem.observation.count * problem.action.count;
  basis.values.set(value, place * value.length);
  basis.expectations.fill(0, place * rows, (place + 1) * rows);
  visits.fill(0, place * rows, (place + 1) * rows);
  read(data, data.size, (batch, b) => {
    const row = batch.observation[b]! * problem.action.count + batch.action[b]!;
    addSample(state, place, row, batch.discount[b]! > 0, batch.nextObservation[b]!);
  });
}

/** ψ̂ += (φ(x') − ψ̂) / n; φ is 0 where the episode ended. */
function addSample({ basis, visits, value }: MocoDynaState, i: number, row: number, goesOn: boolean, next: number): void {
  const at = i * (visits.length / (basis.values.length / value.length)) + row;
  visits[at]! += 1;
  const sample = goesOn ? basis.values[i * value.length + next]! : 0;
  basis.expectations[at]! += (sample - basis.expectations[at]!) / visits[at]!;
}
