import { exp, greater, minimum, relu, sigmoid, silu, softplus, sub, tanh, where } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** Names of activations. */
export type ActivationName = "identity" | "relu" | "silu" | "tanh" | "elu" | "softplus" | "sigmoid";

/** What follows an affine map: a name, or a function place by place. */
export type Activation = ActivationName | ((x: Tensor) => Tensor);

const activations: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  identity: (x) => x, relu, silu, tanh, elu, softplus, sigmoid,
};

/**
 * The exponential linear unit: y = x above 0, eˣ − 1 below.
 *
 * Source: Clevert, Unterthiner, Hochreiter (2016), ICLR, with α = 1.
 */
export function elu(x: Tensor): Tensor {
  const below = sub(exp(minimum(x, 0)), 1); // bounded above, so that the side that is not taken cannot overflow
  return where(greater(x, 0), x, below);
}

/**
 * The function that an activation names.
 *
 * @throws WorldwiseError `unknown-activation`
 */
export function activationFunction(activation: Activation): (x: Tensor) => Tensor {
  if (typeof activation === "function") return activation;
  if (Object.hasOwn(activations, activation)) return activations[activation];
  const known = Object.keys(activations).join(", ");
  const complaint = { expected: `one of ${known}`, got: activation, todo: "use one of these, or a function" };
  throw new WorldwiseError("unknown-activation", complaint, { activation });
}
