/** MBPO: an ensemble, and imagined rollouts of many lanes that branch from real states under the present policy. */
import type { AgentRecipe, Dynamics, RandomLanes, SearchControl, Space, Spaces, TransitionBatch } from "../index.ts";
import { allocate, defineSearchControl, stepBuffers, transitionBatch } from "../index.ts";
import { dyna } from "./support/compositions.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";
import { maximumLikelihood, squaredReward } from "./support/losses.test-d.ts";
import { network } from "./support/models.test-d.ts";
import { softActorCritic, uniformTried } from "./support/planners.test-d.ts";
import type { Angle, Torque } from "./support/problems.test-d.ts";
import { finite, pendulum, pendulumNetwork } from "./support/problems.test-d.ts";

/** Real states, uniformly; actions of the present policy. */
export function branchFromData<O extends Space, A extends Space>(
  spaces: Spaces<O, A>, lanes: number,
): SearchControl<O, A, null, "policy"> {
  const indices = new Int32Array(lanes);
  const real = transitionBatch(spaces, lanes);
  return defineSearchControl({
    name: "branch-from-data", needs: ["policy"], provides: [], spaces,
    init: () => null,
    observe: () => undefined,
    draw(_state, { data, policy }, random: RandomLanes, outObservation, outAction) {
      if (data.size === 0) return 0;
      for (let b = 0; b < lanes; b++) indices[b] = random.lane(b).integer(data.size);
      data.gather(indices, real);
      outObservation.set(real.observation);
      policy.act(outObservation, random, outAction);
      return lanes;
    },
  });
}

const learner = gradientLearner({
  model: network(pendulum, 200, pendulumNetwork), loss: maximumLikelihood, rewardLoss: squaredReward, optimizer: adam,
  ensemble: { members: 7, elites: 5 },
});

export const agent: AgentRecipe<Angle, Torque> = dyna({
  problem: pendulum, learner, planner: softActorCritic(pendulum),
  searchControl: branchFromData(pendulum, 400), planningSteps: 20, rollout: { lanes: 400, length: 5 },
});

export const refused: AgentRecipe<Angle, Torque> = dyna({
  problem: pendulum, learner, planner: softActorCritic(pendulum), planningSteps: 20,
  // @ts-expect-error pairs of a finite problem are not pairs of boxes
  searchControl: uniformTried(finite),
});

/** The inner loop of an imagined rollout. Two state buffers take turns; a step allocates nothing. */
export function rollOut<O extends Space, A extends Space>(
  dynamics: Dynamics<O, A>, batch: TransitionBatch<O, A>, random: RandomLanes, steps: number,
): void {
  let from = stepBuffers(dynamics.state, batch.size);
  let into = stepBuffers(dynamics.state, batch.size);
  const observation = allocate(dynamics.observation, batch.size);
  dynamics.encode?.(batch.observation, from.state);
  for (let step = 0; step < steps; step++) {
    dynamics.step(from.state, batch.action, random, into);
    dynamics.observe(into.state, observation);
    [from, into] = [into, from];
  }
}
