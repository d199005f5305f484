import { grad, mul, reshape, sum } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import type { FiniteRows } from "./finite-rows.ts";
import { backedUp, discountedVisits, policyValue } from "./finite-rows.ts";

/** π(·|x) of all states as a function of the parameters, `[N, M]`. */
export type PolicyTable = (parameters: readonly Tensor[]) => Tensor;

/** What {@link policyGradient} is taken of. */
export interface PolicyGradientInputs {
  readonly rows: FiniteRows;
  readonly policy: PolicyTable;
  /** Where it is taken. */
  readonly parameters: readonly Tensor[];
  /** `[N]` ρ */
  readonly initial: Tensor;
  /** `[N·M]` A critic for Q; that of the rows themselves when not given. */
  readonly critic?: Tensor;
}

/**
 * The policy gradient of a finite world, exactly.
 *
 *   ∇J = 1/(1−γ) Σ_x ρ_γ(x) Σ_a ∇π(a|x) Q(x,a)
 *
 * With the Q of the rows it is the gradient of ρ · V^π; with another critic, only the state distribution is that of the rows.
 * Differentiable again, with respect to the rows: through both linear systems.
 *
 * Source: Sutton, McAllester, Singh and Mansour (2000), "Policy gradient methods for reinforcement learning with function
 * approximation", theorem 1.
 */
export function policyGradient({ rows, policy, parameters, initial, critic }: PolicyGradientInputs): readonly Tensor[] {
  const present = policy(parameters);
  const visits = discountedVisits(rows, present, initial);
  const actionValue = critic ?? backedUp(rows, policyValue(rows, present));
  // Visits and Q are those of the present policy: constants to a derivative with respect to other parameters.
  const objective = (own: readonly Tensor[]): Tensor => {
    const values = sum(mul(policy(own), reshape(actionValue, present.shape)), 1);
    return sum(mul(visits, values));
  };
  return grad(objective)(parameters);
}
