/**
 * PILCO: the model moves Gaussian beliefs inside a traced program, and the planner differentiates the expected cost through them.
 */
import type { AgentRecipe, ModelLearner, Parameter, Planner, StateTree, Tensors, TracedBelief } from "../index.ts";
import { defineModelLearner, definePlanner, traced } from "../index.ts";
import type { Tensor } from "./support/autodiff.test-d.ts";
import { add, matmul, sum } from "./support/autodiff.test-d.ts";
import { batchModelBased } from "./support/compositions.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";
import { maximumLikelihood } from "./support/losses.test-d.ts";
import { network } from "./support/models.test-d.ts";
import type { Angle, Torque } from "./support/problems.test-d.ts";
import { pendulum, pendulumNetwork } from "./support/problems.test-d.ts";

/** Capacity is fixed at `init`: `count` of the rows are in use. */
type Points = { readonly inputs: Float64Array; readonly targets: Float64Array; count: number };
type Processes = { readonly inputs: Parameter<Float64Array>; readonly targets: Parameter<Float64Array> };

/** Moment matching of Gaussian processes with squared-exponential kernels, in closed form. */
declare const momentMatch: (processes: Tensors<Processes>, joint: TracedBelief) => TracedBelief;

const gaussianProcesses = (capacity: number): ModelLearner<Angle, Torque, Points, never, "beliefDynamics"> =>
  defineModelLearner({
    name: "gaussian-processes", needs: [], provides: ["beliefDynamics"],
    init: () => ({ inputs: new Float64Array(capacity * 4), targets: new Float64Array(capacity * 3), count: 0 }),
    update(points, data) {
      points.count = Math.min(data.size, capacity);
      return "converged";
    },
    model: ({ inputs, targets }) => ({
      beliefDynamics: traced(
        { inputs: { shape: [capacity, 4], data: inputs }, targets: { shape: [capacity, 3], data: targets } },
        (processes) => (belief, policy) => momentMatch(processes, policy(belief)),
      ),
    }),
  });

/** Cost of a belief, in closed form. */
declare const saturatingCost: (belief: TracedBelief) => Tensor;
/** The joint belief over state and action under u = A x + b. */
declare const linearPolicy: (gain: Tensor, belief: TracedBelief) => TracedBelief;
declare const startBelief: TracedBelief;
/** Minimizes a traced scalar over the first tree of parameters; the second is only read. */
declare function minimize<P, M>(
  variables: P, constants: M, scalar: (variables: Tensors<P>, constants: Tensors<M>) => Tensor,
): void;

/** min over the policy of Σ_h E[cost(x_h)]. Deisenroth et al. (2015). */
const beliefSearch = (horizon: number): Planner<Angle, Torque, { readonly gain: Float64Array }, "beliefDynamics", never> =>
  definePlanner({
    name: "belief-search", needs: ["beliefDynamics"], provides: [],
    init: () => ({ gain: new Float64Array(4) }),
    plan({ gain }, { beliefDynamics }) {
      const variables: { readonly gain: Parameter } = { gain: { shape: [4, 1], data: gain } };
      minimize(variables, beliefDynamics.parameters, (policy, parameters) => {
        const step = beliefDynamics.bind(parameters);
        let belief = startBelief;
        let cost = saturatingCost(belief);
        for (let h = 1; h <= horizon; h++) {
          belief = step(belief, (at) => linearPolicy(policy.gain, at));
          cost = add(cost, saturatingCost(belief));
        }
        return add(cost, sum(matmul(policy.gain, policy.gain)));
      });
      return "max-iterations";
    },
    policy: ({ gain }) => ({
      act: (observation, _random, outAction) => void (outAction[0] = gain[0]! * observation[0]! + gain[3]!),
    }),
    decision: () => ({}),
  });

export const agent: AgentRecipe<Angle, Torque> =
  batchModelBased({ problem: pendulum, learner: gaussianProcesses(300), planner: beliefSearch(30), stepsPerRound: 40 });

const pointModel: ModelLearner<Angle, Torque, StateTree, never, "dynamics"> =
  gradientLearner({ model: network(pendulum, 64, pendulumNetwork), loss: maximumLikelihood, optimizer: adam });
// @ts-expect-error this model moves states, not beliefs
batchModelBased({ problem: pendulum, learner: pointModel, planner: beliefSearch(30), stepsPerRound: 40 });
