import type {
  AgentRecipe, DecisionKey, ExtraName, ModelFaces, Planner, PlannerGift, PlannerNeed, Problem, RandomSource, Space, StateTree,
} from "@worldwise/protocol";
import { check, defineAgent } from "@worldwise/protocol";
import { assemble } from "./assembly.ts";
import { noModel } from "./no-model.ts";
import type { WorldFace } from "./parts.ts";
import { runningAgent } from "./running-agent.ts";

/** Parts of a model-free agent. */
export interface ModelFreeParts<
  O extends Space, A extends Space, PS extends StateTree, PN extends PlannerNeed, PD extends PlannerGift, W extends WorldFace,
> {
  readonly problem: Problem<O, A>;
  readonly planner: Planner<NoInfer<O>, NoInfer<A>, PS, PN, PD>;
  readonly world?: Pick<ModelFaces<O, A>, W>;
  /** Where randomness comes from; Philox streams by default. */
  readonly source?: RandomSource;
  /** Real transitions that are kept, the newest; for `modelFree` those of one step by default, for `batchModelFree` 100 000. */
  readonly capacity?: number;
}

/**
 * A planner that learns from real transitions alone: Dyna with no model and no planning steps.
 *
 * It never plans: for planners that plan ahead from data there is `batchModelFree`.
 * Throws the text of `explain` when the planner needs a model.
 */
export function modelFree<
  O extends Space, A extends Space, PS extends StateTree, PD extends PlannerGift, PN extends "data" | W | Extract<PD, ExtraName>,
  W extends WorldFace = never,
>(parts: ModelFreeParts<O, A, PS, PN, PD, W>): AgentRecipe<O, A> {
  const { planner, problem, world } = parts;
  check({ planner }, { given: ["data", ...Object.keys(world ?? {})], spaces: problem });
  const learner = noModel<O, A>();
  return defineAgent({
    name: "model-free", package: "@worldwise/agents", spaces: problem,
    start(key, lanes) {
      const whole = { capacity: lanes, ...parts, learner };
      const assembly = assemble<O, A, null, PS, DecisionKey | ExtraName, never, PN, PD, W>(whole, { key, lanes });
      return runningAgent(assembly, parts.problem, { state: null, afterObserving: (batch) => assembly.learn?.(batch) });
    },
  });
}
