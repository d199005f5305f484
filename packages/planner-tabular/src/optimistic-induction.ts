import type { Discrete, ModelFaces, OptionSchema, Planner, Plugin, Policy, TransitionBatch } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, integer, number, optionSchema } from "@worldwise/protocol";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, packageName } from "./tabular-problem.ts";

/** Options of {@link optimisticInduction}. */
export interface OptimisticInductionOptions {
  /** H: steps of an episode, at least 1. Default 20. */
  readonly horizon?: number;
  /** Most that one step pays: no value is above that for each step left. Above 0. Default 1. */
  readonly rewardBound?: number;
  /** Lanes that are acted in at once, at most. Default 1. */
  readonly lanes?: number;
}

/** Values of every stage, and where in its episode each lane is. */
export type OptimisticInductionState = {
  /** `[H+1, N]` V of every stage; 0 at the end. */
  stageValue: Float64Array;
  /** `[H, N, M]` */
  actionValue: Float64Array;
  /** `[lanes]` Steps since the episode of each lane began, by what was learned from. */
  stage: Int32Array;
  /** `[lanes]` The same for the policy that is judged, by what it was asked. */
  judgedStage: Int32Array;
  /** 1 where a plan is due: before the first one, and after the end of an episode. */
  due: number;
};

/** Plans for a finite horizon, in the most favorable world that is plausible. */
export type OptimisticInduction = Planner<Discrete, Discrete, OptimisticInductionState, "optimism", "discount" | "stageValues">;

const options: OptionSchema<Required<OptimisticInductionOptions>> = optionSchema({
  horizon: integer({ description: "steps of an episode", default: 20, minimum: 1 }),
  rewardBound: number({ description: "most that one step pays", default: 1, exclusiveMinimum: 0 }),
  lanes: integer({ description: "lanes that are acted in at once, at most", default: 1, minimum: 1 }),
});

/** {@link optimisticInduction} by name. */
export const optimisticInductionPlugin: Plugin<"planner", Required<OptimisticInductionOptions>, TabularProblem, OptimisticInduction> =
  definePlugin({
    role: "planner", name: "optimisticInduction", about: "Backward induction over a finite horizon, in the best world that is plausible",
    options, create,
  });

/**
 * Backward induction with optimism: what a learner of plausible worlds, such as value-targeted regression, is made for.
 *
 *   V_H = 0,   Q_h(x,a) = min(optimism.backup(V_h+1)(x,a), (H − h) · rewardBound),   V_h(x) = max_a Q_h(x,a)
 *
 * `plan` works once before anything else and once after each end of an episode ("converged"); between them it does nothing. The
 * policy acts greedily in the stage that its lane is in, the first of equal actions, and draws no random numbers; after H steps it
 * stays in the last stage. Stages are counted by the transitions that were learned from; the policy that is judged counts its own
 * steps, since `begin`. Tells `stageValues` `[H+1, N]`. Throws `bad-options`.
 *
 * Source: Azar, Osband and Munos (2017), Minimax regret bounds for reinforcement learning (backward induction with bonuses); the
 * planner of Ayoub et al. (2020), algorithm 1.
 */
export function optimisticInduction(problem: TabularProblem, chosen: OptimisticInductionOptions = {}): OptimisticInduction {
  return createComponent(optimisticInductionPlugin, chosen, problem);
}

function create({ horizon, rewardBound, lanes }: Required<OptimisticInductionOptions>, problem: TabularProblem): OptimisticInduction {
  checkTabular(problem);
  const { observation: { count: stateCount }, action: { count: actionCount }, discount } = problem;
  return definePlanner({
    name: "optimistic-induction", package: packageName, spaces: problem, needs: ["optimism"], provides: ["discount", "stageValues"],
    init: (_, allocator = heap): OptimisticInductionState => ({
      stageValue: allocator("float64", (horizon + 1) * stateCount), actionValue: allocator("float64", horizon * stateCount * actionCount),
      stage: allocator("int32", lanes), judgedStage: allocator("int32", lanes), due: 1,
    }),
    learn(state, batch) {
      if (!batch.imagined) advance(state, batch);
      return undefined;
    },
    plan(state, { optimism }) {
      if (state.due === 0) return undefined;
      induct(state, optimism, horizon, rewardBound, actionCount);
      if (!state.stageValue.every(Number.isFinite)) return "non-finite";
      state.due = 0;
      return "converged";
    },
    policy: (state) => stagePolicy(state, horizon, actionCount),
    decision: ({ stageValue }) => ({ discount, stageValues: stageValue }),
  });
}

function advance(state: OptimisticInductionState, batch: TransitionBatch<Discrete, Discrete>): void {
  for (let b = 0; b < batch.size; b++) {
    const lane = b % state.stage.length;
    state.stage[lane] = batch.last[b] === 1 ? 0 : state.stage[lane]! + 1;
    if (batch.last[b] === 1) state.due = 1;
  }
}

function induct(
  { stageValue, actionValue }: OptimisticInductionState, { backup }: ModelFaces["optimism"], horizon: number, rewardBound: number,
  actionCount: number,
): void {
  const stateCount = stageValue.length / (horizon + 1);
  const rowCount = stateCount * actionCount;
  for (let h = horizon - 1; h >= 0; h--) {
    const rows = actionValue.subarray(h * rowCount, (h + 1) * rowCount);
    backup(stageValue.subarray((h + 1) * stateCount, (h + 2) * stateCount), rows);
    for (let row = 0; row < rowCount; row++) rows[row] = Math.min(rows[row]!, (horizon - h) * rewardBound);
    for (let s = 0; s < stateCount; s++) stageValue[h * stateCount + s] = rows[bestRow(rows, s * actionCount, actionCount)]!;
  }
}

/** The row of greatest value among M from `from` on, the first of several. */
function bestRow(value: Float64Array, from: number, actionCount: number): number {
  let best = from;
  for (let row = from + 1; row < from + actionCount; row++) if (value[row]! > value[best]!) best = row;
  return best;
}

function stagePolicy(
  { actionValue, stage, judgedStage }: OptimisticInductionState, horizon: number, actionCount: number,
): Policy<Discrete, Discrete> {
  const stateCount = actionValue.length / (horizon * actionCount);
  return {
    begin(lane) {
      judgedStage[lane % judgedStage.length] = 0;
    },
    act(observation, random, outAction, mode = "explore") {
      for (let b = 0; b < random.lanes; b++) {
        const lane = b % stage.length;
        const h = mode === "evaluate" ? judgedStage[lane]!++ : stage[lane]!;
        const from = (Math.min(h, horizon - 1) * stateCount + observation[b]!) * actionCount;
        outAction[b] = bestRow(actionValue, from, actionCount) - from;
      }
    },
  };
}
