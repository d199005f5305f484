/** H-DAgger and data as demonstrator: what the model would have seen is paired with what really came next. */
import type {
  AgentRecipe, Dataset, Dynamics, Lanes, ModelLearner, Planner, RandomLanes, Space, StateTree, TransitionBatch,
} from "../index.ts";
import { allocate, defineModelLearner, stepBuffers, transitionBatch } from "../index.ts";
import type { Parts } from "./support/compositions.test-d.ts";
import { dyna } from "./support/compositions.test-d.ts";
import { adam, gradientLearner, sharedLanes } from "./support/learning.test-d.ts";
import { maximumLikelihood, squaredReward } from "./support/losses.test-d.ts";
import { network } from "./support/models.test-d.ts";
import { crossEntropy } from "./support/planners.test-d.ts";
import type { Angle, Torque } from "./support/problems.test-d.ts";
import { pendulum, pendulumNetwork } from "./support/problems.test-d.ts";

/** The data, followed by transitions of the learner's own. */
declare function withMore<O extends Space, A extends Space>(data: Dataset<O, A>, more: TransitionBatch<O, A>): Dataset<O, A>;

/**
 * Rolls the model along one real episode under its actions, z' ~ P̂(·|z, a), and collects (z, a) → x'.
 *
 * @returns how many pairs were written
 */
function demonstrate<O extends Space, A extends Space>(
  dynamics: Dynamics<O, A>, data: Dataset<O, A>, first: number, random: RandomLanes, out: TransitionBatch<O, A>,
): number {
  const [index, real] = [new Int32Array(1), transitionBatch<O, A>(dynamics, 1)];
  const [state, next] = [allocate(dynamics.state, 1), stepBuffers(dynamics.state, 1)];
  const imagined = allocate(dynamics.observation, 1);
  let written = 0;
  for (let at = first; at >= 0 && written < out.reward.length; at = data.follow(at)) {
    index[0] = at;
    data.gather(index, real);
    if (at === first) dynamics.encode?.(real.observation, state);
    dynamics.observe(state, imagined);
    copyRow(imagined, real, out, written++);
    dynamics.step(state, real.action, random, next);
    state.set(next.state);
  }
  out.size = written;
  return written;
}

function copyRow<O extends Space, A extends Space>(
  imagined: Lanes<O>, real: TransitionBatch<O, A>, out: TransitionBatch<O, A>, row: number,
): void {
  out.observation.set(imagined, row * imagined.length);
  out.action.set(real.action, row * real.action.length);
  out.nextObservation.set(real.nextObservation, row * imagined.length);
  out.reward[row] = real.reward[0]!;
  out.discount[row] = real.discount[0]!;
  out.last[row] = real.last[0]!;
}

/**
 * A wrapper: any learner whose model is a dynamics learns from its own mistakes along the episodes. Venkatraman et al. (2015).
 */
function dataAsDemonstrator<O extends Space, A extends Space, S extends StateTree>(
  inner: ModelLearner<O, A, S, never, "dynamics">, spaces: { readonly observation: O; readonly action: A }, horizon: number,
): ModelLearner<O, A, S, never, "dynamics"> {
  const pairs = transitionBatch(spaces, horizon);
  return defineModelLearner({
    ...inner, name: `data-as-demonstrator(${inner["~worldwise"].name})`, needs: [], provides: ["dynamics"],
    update(state, data, decision, random) {
      const first = random.integer(data.size);
      demonstrate(inner.model(state).dynamics, data, first, sharedLanes(random, 1), pairs);
      return inner.update(state, withMore(data, pairs), decision, random);
    },
  });
}

const learner = gradientLearner({
  model: network(pendulum, 64, pendulumNetwork), loss: maximumLikelihood, rewardLoss: squaredReward, optimizer: adam,
});
const planner = crossEntropy(pendulum);
export const demonstrator: AgentRecipe<Angle, Torque> =
  dyna({ problem: pendulum, learner: dataAsDemonstrator(learner, pendulum, 15), planner });

declare const tableLearner: ModelLearner<Angle, Torque, StateTree, never, "mdp">;
// @ts-expect-error a model without dynamics cannot be rolled along the data
dataAsDemonstrator(tableLearner, pendulum, 15);

/**
 * The composition of H-DAgger: it alone knows the truth, and rolls it in lockstep with the model under the same actions. Talvitie
 * (2017).
 */
declare function hallucinatedDagger<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree, PN extends "dynamics" | "data",
>(parts: Parts<O, A, LS, PS, never, "dynamics", PN, never, "trueDynamics"> & { readonly depth: number }): AgentRecipe<O, A>;

declare const trueDynamics: Dynamics<Angle, Torque>;
export const dagger: AgentRecipe<Angle, Torque> =
  hallucinatedDagger({ problem: pendulum, learner, planner, world: { trueDynamics }, depth: 15 });

/** One step of its inner loop: two dynamics, one action, one stream each. */
export function lockstep<O extends Space, A extends Space>(
  real: Dynamics<O, A>, model: Dynamics<O, A>, buffers: TransitionBatch<O, A>,
  random: { readonly real: RandomLanes; readonly model: RandomLanes },
): void {
  const [x, z] = [stepBuffers(real.state, buffers.size), stepBuffers(model.state, buffers.size)];
  const [fromX, fromZ] = [allocate(real.state, buffers.size), allocate(model.state, buffers.size)];
  real.step(fromX, buffers.action, random.real, x);
  model.step(fromZ, buffers.action, random.model, z);
  model.observe(fromZ, buffers.observation);
  real.observe(x.state, buffers.nextObservation);
  buffers.reward.set(x.reward);
}

declare const unrelated: Dynamics<Torque, Angle>;
// @ts-expect-error the truth must be of the same spaces as the model
hallucinatedDagger({ problem: pendulum, learner, planner, world: { trueDynamics: unrelated }, depth: 15 });

/** A planner may ask for the truth as well, as an oracle does. */
declare const oracle: Planner<Angle, Torque, StateTree, "trueDynamics", never>;
export const upperBound: AgentRecipe<Angle, Torque> =
  dyna({ problem: pendulum, learner, planner: oracle, world: { trueDynamics } });
// @ts-expect-error nobody gives the true dynamics
dyna({ problem: pendulum, learner, planner: oracle });
