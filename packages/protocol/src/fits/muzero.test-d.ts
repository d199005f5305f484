/** MuZero: the model's state is latent, its heads are a face, and what the search leaves behind travels with the transitions. */
import type {
  AgentRecipe, Box, Discrete, Dynamics, Lanes, ModelClass, ModelFaces, ModelLoss, Parameter, Planner, Problem, Tensors,
} from "../index.ts";
import {
  allocate, boxOfShape, defineModelClass, defineModelLoss, definePlanner, discrete, stepBuffers, transitionBatch,
} from "../index.ts";
import type { Tensor } from "./support/autodiff.test-d.ts";
import { add, gather, logSoftmax, matmul, mean, mul, neg, square, sub, sum, tanh } from "./support/autodiff.test-d.ts";
import { dyna } from "./support/compositions.test-d.ts";
import type { DerivedColumn } from "./support/learning.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";

type Observation = Box<"float32">;
const problem: Problem<Observation, Discrete> =
  { observation: boxOfShape("float32", [2], 0, 1), action: discrete(4), discount: 0.99 };
type Latent = Box<"float32">;

type Weights = { readonly [Name in "represent" | "act" | "step" | "prior" | "value" | "reward"]: Parameter };
const weights =
  (rows: number, columns: number): Parameter => ({ shape: [rows, columns], data: new Float32Array(rows * columns) });
declare const heads: (parameters: Weights) => ModelFaces<Observation, Discrete>["heads"];
declare const latentDynamics: (parameters: Weights) => Dynamics<Observation, Discrete, Latent>;

type Heads = "reward" | "policyLogits" | "value";
const model: ModelClass<Observation, Discrete, Weights, Heads, "dynamics" | "heads"> = defineModelClass({
  name: "latent", predicts: ["reward", "policyLogits", "value"], needs: [], provides: ["dynamics", "heads"],
  init: (): Weights => ({
    represent: weights(2, 32), act: weights(4, 32), step: weights(32, 32), prior: weights(32, 4), value: weights(32, 1),
    reward: weights(32, 1),
  }),
  encode: ({ represent }: Tensors<Weights>, observation: Tensor) => tanh(matmul(observation, represent)),
  predict(parameters: Tensors<Weights>, state: Tensor, action: Tensor) {
    const next = tanh(add(matmul(state, parameters.step), gather(parameters.act, action)));
    return {
      state: next, reward: sum(matmul(next, parameters.reward), 1),
      policyLogits: matmul(state, parameters.prior), value: sum(matmul(state, parameters.value), 1),
    };
  },
  faces: (parameters: Weights) => ({ dynamics: latentDynamics(parameters), heads: heads(parameters) }),
});

/** One unrolled step:  (r̂ − r)² + (v̂ − z)² − Σ π log p̂.  Schrittwieser et al. (2020). */
const muZero: ModelLoss<Heads, "extras.visitCounts" | "extras.returnTarget"> = defineModelLoss({
  name: "muzero",
  needs: { prediction: ["reward", "value", "policyLogits"], decision: ["extras.visitCounts", "extras.returnTarget"] },
  loss({ predicted, reward, extras: { visitCounts, returnTarget } }) {
    const policy = neg(mean(sum(mul(visitCounts, logSoftmax(predicted.policyLogits)), 1)));
    return add(policy, add(mean(square(sub(predicted.reward, reward))), mean(square(sub(predicted.value, returnTarget)))));
  },
});

/** z = r + discount · z', to the end of the episode. Nobody could record it: it is known only later. */
function returnToEnd(): DerivedColumn<Observation, Discrete, "returnTarget", never> {
  const [index, one] = [new Int32Array(1), transitionBatch(problem, 1)];
  return {
    gives: "returnTarget", needs: [],
    compute(data, _decision, outColumn) {
      for (index[0] = data.size - 1; index[0] >= 0; index[0]--) {
        data.gather(index, one);
        const next = data.follow(index[0]);
        outColumn[index[0]] = one.reward[0]! + one.discount[0]! * (next < 0 ? 0 : outColumn[next]!);
      }
    },
  };
}

/** A batched search over flat arrays: a latent model and a simulator are searched alike. */
const treeSearch =
  (simulations: number, actionCount: number): Planner<Observation, Discrete, null, "dynamics" | "heads", "extras.visitCounts"> =>
  definePlanner({
    name: "tree-search", needs: ["dynamics", "heads"], provides: ["extras.visitCounts"],
    init: () => null,
    policy(_state: null, { dynamics, heads: { predict } }) {
      const { size } = dynamics.state;
      const nodes = allocate(dynamics.state, simulations + 1);
      const [prior, value] = [new Float64Array((simulations + 1) * actionCount), new Float64Array(simulations + 1)];
      const [parent, out] = [allocate(dynamics.state, 1), stepBuffers(dynamics.state, 1)];
      const visitCounts = { dtype: "float64", size: actionCount, column: new Float64Array(actionCount) } as const;
      return {
        records: { visitCounts },
        act(observation: Lanes<Observation>, random, outAction) {
          dynamics.encode?.(observation, parent);
          nodes.set(parent);
          for (let node = 1; node <= simulations; node++) {
            outAction[0] = random.lane(0).integer(actionCount);
            dynamics.step(parent, outAction, random, out);
            nodes.set(out.state, node * size);
            predict(nodes, prior, value);
            visitCounts.column[outAction[0]]!++;
          }
        },
      };
    },
    decision: () => ({}),
  });

const learner = gradientLearner({ model, loss: muZero, column: returnToEnd(), optimizer: adam, unroll: 5 });

export const agent: AgentRecipe<Observation, Discrete> = dyna({ problem, learner, planner: treeSearch(50, 4) });

declare const silentSearch: Planner<Observation, Discrete, null, "dynamics" | "heads", never>;
// @ts-expect-error this search leaves no visit counts behind
dyna({ problem, learner, planner: silentSearch });

const withoutTarget = gradientLearner({ model, loss: muZero, optimizer: adam, unroll: 5 });
// @ts-expect-error nobody computes the return target
dyna({ problem, learner: withoutTarget, planner: treeSearch(50, 4) });
