import type {
  Agent, AgentRecipe, DecisionKey, Discrete, ExtraName, ModelFace, ModelLearner, Planner, PlannerGift, RandomKey, RandomSource, StateTree,
} from "@worldwise/protocol";
import { check, defineAgent, definePlanner } from "@worldwise/protocol";
import { assemble } from "./assembly.ts";
import { checkCount, requirePlan } from "./check-parts.ts";
import type { FiniteProblem } from "./parts.ts";
import { runningAgent } from "./running-agent.ts";

/** Parts and schedule of posterior sampling. LN ⊂ PD: the planner can tell what the learner needs. */
export interface PosteriorSamplingParts<
  LS extends StateTree, PS extends StateTree, LN extends DecisionKey | ExtraName, LF extends ModelFace, PD extends PlannerGift,
> {
  readonly problem: FiniteProblem;
  /** Its model can draw plausible worlds. */
  readonly learner: ModelLearner<Discrete, Discrete, LS, LN, LF | "posterior">;
  /** Plans ahead in a world that it is given whole. */
  readonly planner: Planner<Discrete, Discrete, PS, "mdp", PD>;
  /** A new world is drawn after so many steps too, for problems that go on for ever; 0, the default: only as episodes end. */
  readonly drawEvery?: number;
  /** Where randomness comes from; Philox streams by default. */
  readonly source?: RandomSource;
  /** Real transitions that are kept, the newest; 100 000 by default. */
  readonly capacity?: number;
}

/**
 * Posterior sampling (PSRL): acts for an episode as if one plausible world were the true one, then draws another.
 *
 *   each episode k:   P_k, r_k ~ posterior(data);   π_k ← plan(P_k, r_k);   act by π_k, learn from every transition
 *
 * Whatever still may be good is tried because some draw says that it is; no bonus and no ε are needed. The first world is drawn
 * from the prior as the agent starts, every further one as an episode ends; several lanes share one world, drawn anew when an
 * episode of any of them ends. The policy to evaluate is that of the present draw.
 * Throws the text of `explain` unless the parts fit, and where the planner does not plan ahead.
 *
 * Source: Strens (2000); Osband, Russo, Van Roy (2013), algorithm 1. Differs: they plan for the horizon by backward induction;
 * here the planner decides, and with value iteration π_k does not depend on the time that is left. `drawEvery` is ours.
 */
export function posteriorSampling<
  LS extends StateTree, PS extends StateTree, LF extends ModelFace, PD extends PlannerGift, LN extends Extract<PD, DecisionKey | ExtraName>,
>(parts: PosteriorSamplingParts<LS, PS, LN, LF, PD>): AgentRecipe<Discrete, Discrete> {
  const { learner, planner, problem, drawEvery = 0 } = parts;
  checkCount("drawEvery", drawEvery, 0);
  check({ learner, planner: inDrawnWorlds(planner) }, { given: ["data"], spaces: problem });
  requirePlan(planner);
  return defineAgent({
    name: "posterior-sampling", package: "@worldwise/agents", spaces: problem,
    start: (key, lanes) => startSampling(parts, key, lanes),
  });
}

/** The same planner, which draws a world and plans in it. Its policy has no use for the world it was drawn from. */
function inDrawnWorlds<PS extends StateTree, PD extends PlannerGift>(
  inner: Planner<Discrete, Discrete, PS, "mdp", PD>,
): Planner<Discrete, Discrete, PS, "posterior", PD> {
  const { name, spaces, provides, package: source } = inner["~worldwise"];
  return definePlanner<Discrete, Discrete, PS, "posterior", PD>({
    name: `${name} in drawn worlds`, package: source, ...(spaces && { spaces }), needs: ["posterior"], provides,
    init: (random, allocator) => inner.init(random, allocator),
    plan(state, { posterior }, random) {
      posterior.draw(random);
      return inner.plan?.(state, posterior, random);
    },
    policy: (state, { posterior }, streams) => inner.policy(state, posterior, streams),
    decision: (state) => inner.decision(state),
    ...(inner.metrics && { metrics: inner.metrics }),
  });
}

function startSampling<
  LS extends StateTree, PS extends StateTree, LN extends DecisionKey | ExtraName, LF extends ModelFace, PD extends PlannerGift,
>(parts: PosteriorSamplingParts<LS, PS, LN, LF, PD>, key: RandomKey, lanes: number): Agent<Discrete, Discrete> {
  const { drawEvery = 0, planner } = parts;
  const assembly = assemble<Discrete, Discrete, LS, PS, LN, LF | "posterior", "posterior", PD, never>(
    { ...parts, planner: inDrawnWorlds(planner) }, { key, lanes });
  const schedule = { steps: 0, draws: 0 };
  const draw = (): void => {
    assembly.plan?.();
    schedule.steps = 0;
    schedule.draws++;
  };
  draw();
  return {
    ...runningAgent(assembly, parts.problem, {
      state: schedule,
      afterObserving({ last, size }) {
        assembly.updateModel();
        schedule.steps++;
        if (last.subarray(0, size).includes(1) || schedule.steps === drawEvery) draw();
      },
    }),
    metrics: () => ({ ...assembly.metrics(), draws: schedule.draws }),
  };
}
