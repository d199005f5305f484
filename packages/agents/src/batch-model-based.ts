import type {
  Agent, AgentRecipe, DecisionKey, ExtraName, ModelFace, PlannerGift, PlannerNeed, Space, StateTree,
} from "@worldwise/protocol";
import { check, defineAgent } from "@worldwise/protocol";
import { assemble } from "./assembly.ts";
import type { Start } from "./assembly.ts";
import { checkCount, requirePlan } from "./check-parts.ts";
import type { LearnerAndPlanner, Offered, WorldFace } from "./parts.ts";
import { rounds } from "./rounds.ts";
import { runningAgent } from "./running-agent.ts";

/** Parts and schedule of the batch algorithm. */
export interface BatchParts<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree,
  LN extends DecisionKey | ExtraName, LF extends ModelFace, PN extends PlannerNeed, PD extends PlannerGift, W extends WorldFace,
> extends LearnerAndPlanner<O, A, LS, PS, LN, LF, PN, PD, W> {
  /** Real steps of a round, with the policy of the round before. */
  readonly stepsPerRound: number;
  /** Turns of model and plan at the end of a round; more than one where the model depends on the plan's value. 1 by default. */
  readonly turnsPerRound?: number;
}

/**
 * The generic batch algorithm of the lecture.
 *
 *   K rounds:  collect data with π;   turnsPerRound times:  P̂, R̂ ← learn(all data, decision);   π ← plan(P̂, R̂)
 *
 * With one turn a round and a learner that needs nothing of the decision this is certainty equivalence; with many turns and a
 * learner that is told the planner's value it is IterVAML (Farahmand 2018). Between the ends of rounds nothing is learned.
 * Throws the text of `explain` unless the parts fit, and where the planner does not plan ahead.
 */
export function batchModelBased<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree, LF extends ModelFace,
  PD extends PlannerGift, LN extends Extract<PD, DecisionKey | ExtraName>, PN extends Offered<LF, PD, W>,
  W extends WorldFace = never,
>(parts: BatchParts<O, A, LS, PS, LN, LF, PN, PD, W>): AgentRecipe<O, A> {
  const { learner, planner, problem, world, stepsPerRound, turnsPerRound = 1 } = parts;
  check({ learner, planner }, { given: ["data", ...Object.keys(world ?? {})], spaces: problem });
  requirePlan(planner);
  checkCount("stepsPerRound", stepsPerRound, 1);
  checkCount("turnsPerRound", turnsPerRound, 1);
  return defineAgent({
    name: "batch-model-based", package: "@worldwise/agents", spaces: problem,
    start: (key, lanes) => startBatch(parts, { key, lanes }),
  });
}

function startBatch<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree,
  LN extends DecisionKey | ExtraName, LF extends ModelFace, PN extends PlannerNeed, PD extends PlannerGift, W extends WorldFace,
>(parts: BatchParts<O, A, LS, PS, LN, LF, PN, PD, W>, start: Start): Agent<O, A> {
  const { stepsPerRound, turnsPerRound = 1 } = parts;
  const assembly = assemble(parts, start);
  return runningAgent(assembly, parts.problem, rounds(stepsPerRound, () => {
    for (let turn = 0; turn < turnsPerRound; turn++) {
      assembly.updateModel();
      assembly.plan?.();
    }
  }));
}
