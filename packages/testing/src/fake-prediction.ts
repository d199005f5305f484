import {
  add, exp, gather, iota, logSoftmax, matmul, mean, mul, neg, pick, reshape, square, sub, sum, tanh, tensor,
} from "@worldwise/autodiff";
import type { Discrete, Prediction, Spaces, Tensor } from "@worldwise/protocol";
import type { NamedStreams } from "./options.ts";

/** Everything that a model class may predict, and the state that the next step starts from. */
export type FullPrediction = Prediction & { readonly state: Tensor };

/** Predicts for each row by itself. */
export type FakeModel = (state: Tensor, action: Tensor) => FullPrediction;

const headSize = 3;

/** A model that predicts everything, with random numbers for parameters: for losses to try. */
export function fakeModel({ observation, action }: Spaces, streams: NamedStreams, name: string): FakeModel {
  const random = streams(name).lane(0);
  const draw = (...shape: readonly number[]): Tensor =>
    tensor(Float64Array.from({ length: shape.reduce((size, length) => size * length, 1) }, () => random.normal()), shape);
  return observation.kind === "discrete" && action.kind === "discrete"
    ? tabularModel(observation, action, draw)
    : smoothModel(
      draw(observation.size, observation.size), draw(action.size, observation.size), draw(observation.size, headSize),
    );
}

type Draw = (...shape: readonly number[]) => Tensor;

function tabularModel({ count: N }: Discrete, { count: M }: Discrete, draw: Draw): FakeModel {
  const [logits, rewards, values, heads] = [draw(N * M, N), draw(N * M), draw(N * M), draw(N * M, M)];
  return (state, action) => {
    const row = add(mul(state, M), action);
    const logProbability = logSoftmax(gather(logits, row));
    return {
      state, mean: sum(mul(exp(logProbability), iota(N)), 1), reward: gather(rewards, row), value: gather(values, row),
      policyLogits: gather(heads, row),
      logProbability: (next) => pick(logProbability, next),
      expectation(f) {
        const values = f(iota(N));
        if (values.shape.length > 1) return matmul(exp(logProbability), values);
        return sum(mul(exp(logProbability), values), 1);
      },
    };
  };
}

/** x̂' = x + tanh(x W + a U) */
function smoothModel(W: Tensor, U: Tensor, heads: Tensor): FakeModel {
  return (state, action) => {
    const asRows = action.shape.length === 1 ? reshape(action, [action.shape[0]!, 1]) : action;
    const next = add(state, tanh(add(matmul(state, W), matmul(asRows, U))));
    return {
      state: next, mean: next, reward: sum(tanh(next), 1), value: mean(next, 1), policyLogits: matmul(next, heads),
      logProbability: (target) => neg(mul(0.5, sum(square(sub(target, next)), 1))),
      expectation: (f) => f(next),
    };
  };
}
