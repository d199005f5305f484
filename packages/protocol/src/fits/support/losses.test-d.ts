/** Stand-ins for `model-losses`: each is its equation. */
import type { ModelLoss } from "../../index.ts";
import { defineModelLoss } from "../../index.ts";
import type { Tensor } from "./autodiff.test-d.ts";
import { add, grad, gradient, mean, mul, neg, square, stopGradient, sub, sum } from "./autodiff.test-d.ts";

/** −1/B Σ log P̂(x'|x,a) */
export const maximumLikelihood: ModelLoss<"logProbability", never> = defineModelLoss({
  name: "maximum-likelihood",
  needs: { prediction: ["logProbability"], decision: [] },
  loss: ({ predicted, next }) => neg(mean(predicted.logProbability(next))),
});

/** 1/B Σ (r̂ − r)² */
export const squaredReward: ModelLoss<"reward", never> = defineModelLoss({
  name: "squared-reward",
  needs: { prediction: ["reward"], decision: [] },
  loss: ({ predicted, reward }) => mean(square(sub(predicted.reward, reward))),
});

/** 1/B Σ (E[V(x̂')] − V(x'))². Farahmand (2018). */
export const iterVaml: ModelLoss<"expectation", "tracedValue"> = defineModelLoss({
  name: "iterVaml",
  needs: { prediction: ["expectation"], decision: ["tracedValue"] },
  loss: ({ predicted, next, decision: { tracedValue: value } }) => mean(square(sub(predicted.expectation(value), value(next)))),
});

/** 1/B Σ_b Σ_s (∂V/∂s(x') · (x̂' − x'))². Voelcker et al. (2022). */
export const vagram: ModelLoss<"mean", "differentiableValue"> = defineModelLoss({
  name: "vagram",
  needs: { prediction: ["mean"], decision: ["differentiableValue"] },
  loss: ({ predicted, next, decision: { differentiableValue: value } }) =>
    mean(square(mul(stopGradient(gradient(value)(next)), sub(predicted.mean, next)))),
});

/** ‖∇J(π; data) − ∇J(π; model)‖², one critic for both. Abachi et al. (2020). */
export const paml: ModelLoss<"mean", "tracedPolicy" | "tracedActionValue" | "stateDistribution"> = defineModelLoss({
  name: "paml",
  needs: { prediction: ["mean"], decision: ["tracedPolicy", "tracedActionValue", "stateDistribution"] },
  loss({ next, action, predict, noise, decision }) {
    const { tracedPolicy: policy, tracedActionValue: critic, stateDistribution: drawn } = decision;
    const act = (state: Tensor): Tensor => stopGradient(policy.sample(policy.parameters, state, noise(action.shape)));
    const policyGradient = (state: Tensor): readonly Tensor[] => {
      const chosen = act(state);
      return grad(mean(mul(policy.logProbability(policy.parameters, state, chosen), stopGradient(critic(state, chosen)))), policy.parameters);
    };
    return squaredDistance(policyGradient(next), policyGradient(predict(drawn, act(drawn)).mean));
  },
});

const squaredDistance = (a: readonly Tensor[], b: readonly Tensor[]): Tensor =>
  a.map((tensor, i) => sum(square(sub(tensor, b[i]!)))).reduce((total, term) => add(total, term));
