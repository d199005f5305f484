import type { Discrete, Planner, Space } from "@worldwise/protocol";
import { definePlanner, heap } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { collectData } from "./collect-data.ts";
import { collectImagined } from "./collect-imagined.ts";
import { collectReal } from "./collect-real.ts";
import { featuresFor } from "./feature-options.ts";
import type { GradientProblem } from "./gradient-problem.ts";
import { checkActions, packageName } from "./gradient-problem.ts";
import type { SampledWord } from "./sampled-decision.ts";
import { sampledDecision, sampledWords } from "./sampled-decision.ts";
import type { ChosenSampled, ExperienceSource } from "./sampled-options.ts";
import { roundSize } from "./sampled-options.ts";
import type { LearnRound, SampledMethod } from "./sampled-round.ts";
import { roundLearner } from "./sampled-round.ts";
import type { SampledState } from "./sampled-state.ts";
import { sampledState } from "./sampled-state.ts";
import { softmaxPolicy } from "./softmax-policy.ts";

/** The face of a world that trajectories come from. */
export type NeedOf<Source extends ExperienceSource> =
  Source extends "imagined" ? "dynamics" : Source extends "data" ? "data" : never;

/** Improves a softmax policy from trajectories. */
export type SampledPlanner<O extends Space = Space, Source extends ExperienceSource = ExperienceSource> =
  Planner<O, Discrete, SampledState<O>, NeedOf<Source>, SampledWord>;

/** A planner that estimates the gradient from trajectories and makes one step of a method after each round of them. */
export function sampledPlanner<O extends Space>(
  name: string, problem: GradientProblem<O>, chosen: ChosenSampled, method: (features: ActionFeatures<O>) => SampledMethod<O>,
): SampledPlanner<O> {
  checkActions(problem);
  const features = featuresFor(problem, chosen);
  const learnRound = roundLearner(problem, features, chosen, method(features));
  const common = {
    name, package: packageName, spaces: problem, provides: sampledWords,
    init: (_: unknown, allocator = heap): SampledState<O> => sampledState(problem, features, roundSize(chosen), allocator),
    policy: ({ parameter }: SampledState<O>) => softmaxPolicy(features, parameter, chosen.judged),
    decision: (state: SampledState<O>) => sampledDecision(problem, features, state, chosen.judged),
    metrics: ({ rounds, gradientNorm, surrogate, divergence, meanReward }: SampledState<O>) =>
      ({ rounds, gradientNorm, surrogate, divergence, meanReward }),
  };
  if (chosen.source === "imagined") return fromImagination(common, features, chosen, learnRound);
  return chosen.source === "data" ? fromData(common, problem, chosen, learnRound) : fromLife(common, learnRound);
}

type Common<O extends Space> =
  Omit<Parameters<typeof definePlanner<O, Discrete, SampledState<O>, never, SampledWord>>[0], "needs" | "plan" | "learn">;

const fromLife = <O extends Space>(common: Common<O>, learnRound: LearnRound<O>): SampledPlanner<O, "real"> => definePlanner({
  ...common, needs: [],
  learn: (state, batch) => (!batch.imagined && collectReal(state, batch) ? learnRound(state) : undefined),
});

function fromImagination<O extends Space>(
  common: Common<O>, features: ActionFeatures<O>, chosen: ChosenSampled, learnRound: LearnRound<O>,
): SampledPlanner<O, "imagined"> {
  const collect = collectImagined<O>(chosen);
  return definePlanner({
    ...common, needs: ["dynamics"],
    plan(state, { dynamics }, random) {
      const policy = softmaxPolicy(features, state.parameter);
      for (let iteration = 0; iteration < chosen.iterations; iteration++) {
        collect(state.trajectories, dynamics, policy, random);
        if (learnRound(state) === "non-finite") return "non-finite";
      }
      return "max-iterations";
    },
  });
}

function fromData<O extends Space>(
  common: Common<O>, problem: GradientProblem<O>, chosen: ChosenSampled, learnRound: LearnRound<O>,
): SampledPlanner<O, "data"> {
  const collect = collectData(problem, chosen.steps);
  return definePlanner({
    ...common, needs: ["data"],
    plan(state, { data }) {
      collect(state, data);
      return learnRound(state);
    },
  });
}
