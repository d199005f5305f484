import { add, iota, matmul, mul, oneHot, reshape, sub } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { underPolicy } from "./finite-rows.ts";
import { linearSolve } from "./linear-solve.ts";

/**
 * Joint moments of reward and discount of every row: (i, j) ↦ E[ R^i d^j 1[x' = y] | x, a ], `[N·M, N]`, where d is γ, or 0
 * where the world terminated.
 */
export type OutcomeMoments = (rewardPower: number, discountPower: number) => Tensor;

/**
 * Moments of the return G of a policy from those of the states that follow, M_0 = 1:
 *
 *   M_i(x) = E[(R + d G')^i] = Σ_j (i over j) E[R^(i−j) d^j M_j(X')]
 *
 * @param outcomes - of the world
 * @param policy - `[N, M]`
 * @param next - M_0 … M_i of the next states, `[N]` each
 * @param order - i
 */
export function momentBackup(outcomes: OutcomeMoments, policy: Tensor, next: readonly Tensor[], order: number): Tensor {
  const terms = next.slice(0, order + 1).map((moment, j) =>
    mul(binomial(order, j), product(underPolicy(outcomes(order - j, j), policy), moment)));
  return terms.reduce((total, term) => add(total, term));
}

/**
 * The first moments of the return of a policy in every state, M_0 … M_count, `[N]` each: order by order, each solves a linear
 * system.
 *
 *   (I − E[d^i P^π]) M_i = Σ_(j \< i) (i over j) E[R^(i−j) d^j M_j(X')]
 *
 * Source: Sobel (1982), "The variance of discounted Markov decision processes", theorem 1.
 */
export function returnMoments(outcomes: OutcomeMoments, policy: Tensor, count: number): readonly Tensor[] {
  const N = policy.shape[0]!;
  const moments: Tensor[] = [add(mul(iota(N), 0), 1)];
  for (let order = 1; order <= count; order++) {
    const known = momentBackup(outcomes, policy, moments, order);
    const system = sub(oneHot(iota(N), N), underPolicy(outcomes(0, order), policy));
    moments.push(reshape(linearSolve(system, reshape(known, [N, 1])), [N]));
  }
  return moments;
}

const product = (matrix: Tensor, vector: Tensor): Tensor =>
  reshape(matmul(matrix, reshape(vector, [vector.shape[0]!, 1])), [matrix.shape[0]!]);

/** i over j. */
function binomial(i: number, j: number): number {
  let result = 1;
  for (let k = 1; k <= j; k++) result = (result * (i - j + k)) / k;
  return result;
}
