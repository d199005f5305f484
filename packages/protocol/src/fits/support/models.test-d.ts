/** Stand-ins for `model-tabular` and `model-neural`. */
import type {
  Box, Discrete, Dynamics, Mdp, ModelClass, ModelLearner, Parameter, Problem, StateTree, Tensors,
} from "../../index.ts";
import { defineModelClass } from "../../index.ts";
import type { Tensor } from "./autodiff.test-d.ts";
import {
  add, concat, exp, gather, iota, logSoftmax, matmul, mean, mul, neg, pick, square, sub, sum, tanh,
} from "./autodiff.test-d.ts";

export type Finite = Problem<Discrete, Discrete>;

export declare const counts: (problem: Finite) =>
  ModelLearner<Discrete, Discrete, StateTree, never, "mdp" | "dynamics" | "sampledRows">;

export type SoftmaxTable = { readonly [Name in "logits" | "probability" | "reward"]: Parameter<Float64Array> };
declare const explicit: (parameters: SoftmaxTable) => Mdp;

/** P̂(y|x,a) = softmax(logits[x,a])_y */
export function softmaxTable(
  { observation, action }: Finite,
): ModelClass<Discrete, Discrete, SoftmaxTable, "logProbability" | "expectation" | "reward", "mdp"> {
  const [states, rows] = [observation.count, observation.count * action.count];
  const table =
    (columns: number): Parameter<Float64Array> => ({ shape: [rows, columns], data: new Float64Array(rows * columns) });
  return defineModelClass({
    name: "softmax-table", predicts: ["logProbability", "expectation", "reward"], needs: [], provides: ["mdp"],
    init: (): SoftmaxTable => ({ logits: table(states), probability: { ...table(states), fixed: true }, reward: table(1) }),
    predict(parameters: Tensors<SoftmaxTable>, state: Tensor, chosen: Tensor) {
      const row = add(mul(state, action.count), chosen);
      const logProbabilities = logSoftmax(gather(parameters.logits, row));
      return {
        state,
        reward: sum(gather(parameters.reward, row), 1),
        logProbability: (next: Tensor) => pick(logProbabilities, next),
        expectation: (f: (state: Tensor) => Tensor) => sum(mul(exp(logProbabilities), f(iota(states))), 1),
      };
    },
    derive({ logits, probability }: SoftmaxTable) {
      for (let row = 0; row < rows; row++) softmax(logits.data, probability.data, row * states, states);
    },
    faces: (parameters: SoftmaxTable) => ({ mdp: explicit(parameters) }),
  });
}

function softmax(logits: Float64Array, outProbability: Float64Array, start: number, count: number): void {
  let total = 0;
  for (let k = start; k < start + count; k++) total += outProbability[k] = Math.exp(logits[k]!);
  for (let k = start; k < start + count; k++) outProbability[k] = outProbability[k]! / total;
}

export type Network = { readonly first: Parameter; readonly second: Parameter };

/** x̂' = x + W₂ tanh(W₁ [x, a]) */
export function network<O extends Box<"float32">, A extends Box<"float32">>(
  { observation, action }: Problem<O, A>, hidden: number, dynamics: (parameters: Network) => Dynamics<O, A>,
): ModelClass<O, A, Network, "mean" | "reward" | "logProbability" | "expectation", "dynamics"> {
  const weights =
    (rows: number, columns: number): Parameter => ({ shape: [rows, columns], data: new Float32Array(rows * columns) });
  return defineModelClass({
    name: "network", predicts: ["mean", "reward", "logProbability", "expectation"], needs: [], provides: ["dynamics"],
    init: (): Network => ({ first: weights(observation.size + action.size, hidden), second: weights(hidden, observation.size) }),
    predict({ first, second }: Tensors<Network>, state: Tensor, chosen: Tensor) {
      const next = add(state, matmul(tanh(matmul(concat([state, chosen], 1), first)), second));
      return {
        state: next, mean: next, reward: mean(next, 1),
        logProbability: (target: Tensor) => neg(sum(square(sub(next, target)), 1)),
        expectation: (f: (state: Tensor) => Tensor) => f(next),
      };
    },
    faces: (parameters: Network) => ({ dynamics: dynamics(parameters) }),
  });
}
