import type { BellmanProblem } from "@worldwise/math";
import { bellmanProblem } from "@worldwise/math";
import type { Dataset, Discrete, Mdp, OptionSchema, Planner, Plugin } from "@worldwise/protocol";
import { choice, createComponent, definePlanner, definePlugin, heap, number, optionSchema } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, meanAbsolute } from "./action-values.ts";
import { expectedBackup } from "./expected-backup.ts";
import { newestTransitions } from "./new-transitions.ts";
import { tablePolicy } from "./policies.ts";
import type { StepSizeOptions } from "./step-size.ts";
import { stepOf, stepSizeFields } from "./step-size.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, checkWorld, packageName } from "./tabular-problem.ts";
import type { Fields, TaskOptions } from "./value-target.ts";
import { taskFields, valueTarget } from "./value-target.ts";

/** Options of planners that solve a corrected model at each call of `plan`. */
export interface CorrectedPlanningOptions extends TaskOptions {
  /** Sparse sweeps, or dense elimination and policy iteration, which need N² doubles and are exact. Default `sweeps`. */
  readonly inner?: "sweeps" | "exact";
  /** Of sweeps: ‖V − its exact value in the corrected model‖∞, above 0. Default 1e-6: samples are less exact than that. */
  readonly tolerance?: number;
}

/** Options of {@link osDyna}. `explore` is 0.1 by default. */
export interface OsDynaOptions extends CorrectedPlanningOptions, StepSizeOptions {}

/** Q and V of the corrected model, and its rewards. */
export type OsDynaState = ActionValueTables & {
  /** `[N·M]` r̄ */
  reward: Float64Array;
  /** `[N·M]` Updates of each. */
  visits: Float64Array;
  /** The data set's clock at the last call of `plan`. */
  seen: number;
};

/** Plans in the learned model with rewards that make up for what it gets wrong. */
export type OsDyna = Planner<Discrete, Discrete, OsDynaState, "mdp" | "data", TableWord>;

/** The fields of {@link CorrectedPlanningOptions}. */
export const correctedPlanningFields: Fields<CorrectedPlanningOptions> = {
  ...taskFields(0.1),
  inner: choice(["sweeps", "exact"], { description: "sparse sweeps, or dense elimination", default: "sweeps" }),
  tolerance: number({
    description: "distance from the exact value in the corrected model, at most (sweeps)", default: 1e-6, exclusiveMinimum: 0,
  }),
};

const options: OptionSchema<Required<OsDynaOptions>> = optionSchema({ ...correctedPlanningFields, ...stepSizeFields });

/** {@link osDyna} by name. */
export const osDynaPlugin: Plugin<"planner", Required<OsDynaOptions>, TabularProblem, OsDyna> = definePlugin({
  role: "planner", name: "osDyna",
  about: "OS-Dyna: operator splitting with samples; plans in the model with rewards that correct it",
  options, create,
});

/**
 * OS-Dyna: operator splitting from samples. `plan` first learns from the real transitions that are new, then solves:
 *
 *   r̄(x,a) += α (r + discount · V(x') − γ Σ_y P̂(y|x,a) V(y) − r̄(x,a)),   V, π ← V* (or V^π) of the MDP (P̂, r̄)
 *
 * At the fixed point r̄ = r + γ (P − P̂) V, so that V is true however wrong P̂ is; how fast it comes there depends on P̂. Pairs
 * that were never tried have the model's reward. How often it plans is the composition's to say; transitions between two plans
 * are all measured by the same V. A constant α keeps the noise of the samples in r̄; α = n^−exponent lets it fade. `evaluation`
 * follows its policy, and counts transitions as they come. Throws `bad-options`, `bad-policy`; `plan` throws `wrong-world`.
 *
 * Source: Rakhsha, Wang, Ghavamzadeh, Farahmand (2022), Operator splitting value iteration, NeurIPS, OS-Dyna. Differs: step sizes
 * are constant or count visits of the pair, where the paper's count time.
 */
export function osDyna(problem: TabularProblem, chosen: OsDynaOptions = {}): OsDyna {
  return createComponent(osDynaPlugin, chosen, problem);
}

function create(chosen: Required<OsDynaOptions>, problem: TabularProblem): OsDyna {
  checkTabular(problem);
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const target = valueTarget(problem, chosen);
  const [read, step] = [newestTransitions(problem), stepOf(chosen)];
  const planned = new Float64Array(stateCount * actionCount);
  let bellman: BellmanProblem | undefined;
  return definePlanner({
    name: "os-dyna", package: packageName, spaces: problem, needs: ["mdp", "data"], provides: tableWords,
    init: (_, allocator = heap): OsDynaState => ({
      ...actionValueTables(problem, 0, allocator), seen: 0,
      reward: allocator("float64", stateCount * actionCount), visits: allocator("float64", stateCount * actionCount),
    }),
    plan(state, { mdp, data }) {
      checkWorld(problem, mdp);
      if (!state.value.every(Number.isFinite)) state.value.fill(0);
      learn(state, mdp, data);
      for (let row = 0; row < planned.length; row++) {
        planned[row] = state.visits[row]! > 0 ? state.reward[row]! : mdp.reward[row]!; // not tried: what the model says
      }
      const corrected = { ...mdp, reward: planned };
      if (bellman === undefined) bellman = bellmanProblem(corrected);
      else bellman.refresh(corrected);
      return target.solve(bellman, { inner: chosen.inner, innerTolerance: chosen.tolerance }, state.value, state.actionValue);
    },
    policy: ({ actionValue }) => tablePolicy(target.selection, actionValue),
    decision: (state) => tableDecision(problem, target.selection, state),
    metrics: ({ actionValue, visits }) => ({
      meanAbsoluteActionValue: meanAbsolute(actionValue), correctedRows: visits.reduce((count, n) => count + Number(n > 0), 0),
    }),
  });

  function learn(state: OsDynaState, mdp: Mdp, data: Dataset<Discrete, Discrete>): void {
    const { value, reward, visits } = state;
    read(data, data.added - state.seen, (batch, b) => {
      const row = batch.observation[b]! * actionCount + batch.action[b]!;
      const modelled = expectedBackup(mdp, row, value) - mdp.reward[row]!; // γ Σ P̂ V
      step(reward, visits, row, batch.reward[b]! + batch.discount[b]! * value[batch.nextObservation[b]!]! - modelled);
    });
    state.seen = data.added;
  }
}
