import { concat, grad, mean, mul, reshape, sum, tensor } from "@worldwise/autodiff";
import type { ModelLoss, Tensor, TracedDecision } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { gradientDistance } from "./gradient-distance.ts";
import { packageName } from "./package-name.ts";

/** What can be chosen for {@link paml}. */
export interface PamlOptions {
  /** Whether the distance is divided by the squared length of the true gradient. Default false. */
  readonly relative?: boolean;
}

/**
 * PAML with a fixed critic, of one step: what the model's next states say of the policy gradient shall be what the real ones say.
 *
 *   L = ‖g(x') − g(x̂')‖²,   g(x) = ∇_θ 1/B Σ_b Σ_a π_θ(a|x_b) Q(x_b, a)
 *
 * Where actions cannot be counted, π is reparameterized: g = ∇_θ 1/B Σ_b Q(x_b, π_θ(x_b, noise)), with the same noise for both.
 * The transitions stand for the discounted state distribution of the policy; take recent ones. Where the policy is stationary
 * the loss is 0 for every model.
 *
 * Source: Abachi, Ghavamzadeh and Farahmand (2020), "Policy-aware model learning for policy gradient methods", with
 * the one-step form of the released code. Differs: squared.
 */
export const paml = ({ relative = false }: PamlOptions = {}): ModelLoss<"expectation", "tracedPolicy" | "tracedActionValue"> =>
  defineModelLoss({
    name: "paml", package: packageName,
    needs: { prediction: ["expectation"], decision: ["tracedPolicy", "tracedActionValue"] },
    loss({ predicted, next, action, noise, decision }) {
      const { parameters } = decision.tracedPolicy;
      const worth = worthOf(decision, () => noise([next.shape[0]!, action.shape[1] ?? 1]));
      const truth = grad((own: readonly Tensor[]) => mean(worth(own, next)))(parameters);
      const model = grad((own: readonly Tensor[]) => mean(predicted.expectation((state) => worth(own, state))))(parameters);
      return gradientDistance(truth, model, relative);
    },
  });

/** What a policy makes of states by a critic that stays: Σ_a π(a|x) Q(x,a), or Q(x, π(x, noise)). `[B]` */
function worthOf(
  { tracedPolicy: policy, tracedActionValue: critic }: TracedDecision<"tracedPolicy" | "tracedActionValue">, noise: () => Tensor,
): (parameters: readonly Tensor[], state: Tensor) => Tensor {
  const { probabilities } = policy;
  if (!probabilities) {
    const drawn = noise();
    return (parameters, state) => critic(state, policy.sample(parameters, state, drawn));
  }
  return (parameters, state) => {
    const weights = probabilities(parameters, state);
    return sum(mul(weights, actionValues(critic, state, weights.shape[1]!)), 1);
  };
}

/** Q of every action: `[B, M]`. */
function actionValues(critic: (state: Tensor, action: Tensor) => Tensor, state: Tensor, actionCount: number): Tensor {
  const B = state.shape[0]!;
  const of = (a: number): Tensor => reshape(critic(state, tensor(new Int32Array(B).fill(a), [B], "int32")), [B, 1]);
  return concat(Array.from({ length: actionCount }, (_, a) => of(a)), 1);
}
