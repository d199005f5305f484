/** GAMPS: the likelihood is weighted by how much each step matters to the policy gradient, corrected for who acted. */
import type { AgentRecipe, DecisionContext, ModelLoss, Planner, Policy, Problem, Space, StateTree } from "../index.ts";
import { defineModelLoss, definePlanner, transitionBatch } from "../index.ts";
import { mean, mul, neg } from "./support/autodiff.test-d.ts";
import { batchModelBased } from "./support/compositions.test-d.ts";
import type { DerivedColumn } from "./support/learning.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";
import { network } from "./support/models.test-d.ts";
import type { Angle, Torque } from "./support/problems.test-d.ts";
import { pendulum, pendulumNetwork } from "./support/problems.test-d.ts";

declare module "@worldwise/protocol" {
  interface TransitionExtras {
    /** `[B]` */
    "gamps.weight": Float64Array;
  }
}

/** −1/B Σ w_t log P̂(x'|x,a) */
const weightedLikelihood: ModelLoss<"logProbability", "extras.gamps.weight"> = defineModelLoss({
  name: "weighted-likelihood",
  needs: { prediction: ["logProbability"], decision: ["extras.gamps.weight"] },
  loss: ({ predicted, next, extras }) => neg(mean(mul(extras["gamps.weight"], predicted.logProbability(next)))),
});

/** π(a|x) and ‖∇ log π(a|x)‖ of one step, by a traced program. */
declare const score: (policy: DecisionContext["tracedPolicy"], state: ArrayLike<number>, action: ArrayLike<number>) =>
  { readonly probability: number; readonly norm: number };

/** w = γ^t · Π π(a|x)/π_b(a|x) · Σ ‖∇ log π(a|x)‖, product and sum over the episode up to here. D'Oro et al. (2020). */
function gradientWeights<O extends Space, A extends Space>(
  problem: Problem<O, A>,
): DerivedColumn<O, A, "gamps.weight", "discount" | "tracedPolicy" | "extras.behaviorProbability"> {
  const index = new Int32Array(1);
  const one = { ...transitionBatch(problem, 1), extras: { behaviorProbability: new Float64Array(1) } };
  return {
    gives: "gamps.weight", needs: ["discount", "tracedPolicy", "extras.behaviorProbability"],
    compute(data, { discount, tracedPolicy }, outColumn) {
      outColumn.fill(0);
      for (let first = 0; first < data.size; first++) {
        if (outColumn[first] !== 0) continue; // part of an episode that was walked already
        let [decay, ratio, norms] = [1, 1, 0];
        for (let at = first; at >= 0; at = data.follow(at)) {
          index[0] = at;
          data.gather(index, one);
          const { probability, norm } = score(tracedPolicy, one.observation, one.action);
          ratio *= probability / one.extras.behaviorProbability[0]!;
          norms += norm;
          outColumn[at] = decay * ratio * norms;
          decay *= discount;
        }
      }
    },
  };
}

const learner = gradientLearner({
  model: network(pendulum, 16, pendulumNetwork), loss: weightedLikelihood, column: gradientWeights(pendulum), optimizer: adam,
});

type Words = "discount" | "tracedPolicy";
declare const tracedPolicy: (weights: Float32Array) => DecisionContext["tracedPolicy"];
declare const density: (weights: Float32Array, observation: Float32Array, action: Float32Array, outProbability: Float64Array) =>
  void;

/** A policy gradient with Q of the model; its policy says with which density it chose. */
const policySearch =
  (lanes: number): Planner<Angle, Torque, { readonly weights: Float32Array }, "dynamics", Words | "extras.behaviorProbability"> =>
  definePlanner({
    name: "policy-search", needs: ["dynamics"], provides: ["discount", "tracedPolicy", "extras.behaviorProbability"],
    init: () => ({ weights: new Float32Array(4) }),
    plan: () => "max-iterations",
    policy({ weights }): Policy<Angle, Torque, "behaviorProbability"> {
      const behaviorProbability = { dtype: "float64", size: 1, column: new Float64Array(lanes) } as const;
      return {
        records: { behaviorProbability },
        act(observation, random, outAction) {
          for (let b = 0; b < random.lanes; b++) outAction[b] = random.lane(b).normal();
          density(weights, observation, outAction, behaviorProbability.column);
        },
      };
    },
    decision: ({ weights }) => ({ discount: pendulum.discount, tracedPolicy: tracedPolicy(weights) }),
  });

export const agent: AgentRecipe<Angle, Torque> =
  batchModelBased({ problem: pendulum, learner, planner: policySearch(1), stepsPerRound: 1000 });

declare const forgetful: Planner<Angle, Torque, StateTree, "dynamics", Words>;
// @ts-expect-error this policy does not record with which density it chose
batchModelBased({ problem: pendulum, learner, planner: forgetful, stepsPerRound: 1000 });
