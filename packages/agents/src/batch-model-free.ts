import type { AgentRecipe, ExtraName, PlannerGift, PlannerNeed, Space, StateTree } from "@worldwise/protocol";
import { check, defineAgent } from "@worldwise/protocol";
import { assemble } from "./assembly.ts";
import { checkCount, requirePlan } from "./check-parts.ts";
import type { ModelFreeParts } from "./model-free.ts";
import { noModel } from "./no-model.ts";
import type { WorldFace } from "./parts.ts";
import { rounds } from "./rounds.ts";
import { runningAgent } from "./running-agent.ts";

/** Parts and schedule of the batch algorithm without a model. */
export interface BatchModelFreeParts<
  O extends Space, A extends Space, PS extends StateTree, PN extends PlannerNeed, PD extends PlannerGift, W extends WorldFace,
> extends ModelFreeParts<O, A, PS, PN, PD, W> {
  /** Real steps of a round, with the policy of the round before. */
  readonly stepsPerRound: number;
}

/**
 * Batch reinforcement learning: a planner that learns from the real transitions alone, all of them at once.
 *
 *   K rounds:  collect data with π;   π ← plan(all data)
 *
 * For planners such as fitted Q-iteration and least-squares policy iteration, which plan ahead from the face `data`. With
 * `explore: 1` of the planner the data come from the uniform policy, as Ernst, Geurts and Wehenkel (2005) have it; with less, the
 * policy of the round before leads, and the data grow where it goes. Between the ends of rounds nothing is learned.
 * Throws the text of `explain` when the planner needs a model, and where it does not plan ahead.
 */
export function batchModelFree<
  O extends Space, A extends Space, PS extends StateTree, PD extends PlannerGift, PN extends "data" | W | Extract<PD, ExtraName>,
  W extends WorldFace = never,
>(parts: BatchModelFreeParts<O, A, PS, PN, PD, W>): AgentRecipe<O, A> {
  const { planner, problem, world, stepsPerRound } = parts;
  check({ planner }, { given: ["data", ...Object.keys(world ?? {})], spaces: problem });
  requirePlan(planner);
  checkCount("stepsPerRound", stepsPerRound, 1);
  return defineAgent({
    name: "batch-model-free", package: "@worldwise/agents", spaces: problem,
    start(key, lanes) {
      const assembly = assemble<O, A, null, PS, never, never, PN, PD, W>({ ...parts, learner: noModel<O, A>() }, { key, lanes });
      return runningAgent(assembly, problem, rounds(stepsPerRound, () => void assembly.plan?.()));
    },
  });
}
