import type { Tensor } from "@worldwise/autodiff";
import { add, div, greater, maximum, mean, mul, reshape, square, stopGradient, sub, sum, tensor, where } from "@worldwise/autodiff";
import { WorldwiseError } from "@worldwise/protocol";

/** Costs of ordering z when y is asked for: linear and quadratic, each at least 0. */
export interface NewsvendorCosts {
  /** c₀, q₀: of what is ordered. */
  readonly order: readonly [linear: number, quadratic: number];
  /** c_b, q_b: of what is missing, y − z. */
  readonly missing: readonly [linear: number, quadratic: number];
  /** c_h, q_h: of what is left over, z − y. */
  readonly left: readonly [linear: number, quadratic: number];
}

/** How much to order when the demand is uncertain. */
export interface Newsvendor {
  /** f(z, y), place by place. */
  cost(order: Tensor, demand: Tensor): Tensor;
  /** z*(p) = argmin_z Σ_k p_k f(z, y_k): `[B, K]` → `[B]`, differentiable in p. */
  bestOrder(probabilities: Tensor): Tensor;
  /** mean_b f(z*(p_b), y_b): what a predictor of probabilities is trained on when it is told what they are for. `[B, K]`, `[B]` → a scalar. */
  taskLoss(probabilities: Tensor, demand: Tensor): Tensor;
}

/** Enough halvings for the last bit of a float64. */
const halvings = 60;

/**
 * A newsvendor with K possible demands, solved inside of a traced program.
 *
 *   f(z, y) = c₀ z + q₀ z²/2 + c_b (y − z)⁺ + q_b ((y − z)⁺)²/2 + c_h (z − y)⁺ + q_h ((z − y)⁺)²/2
 *
 * The expected cost is convex; its slope is searched by halving between the least and the largest demand (an order outside is never better
 * as long as c₀ ≤ c_b). The derivative of the solution is that of one Newton step from it, which is the implicit function theorem:
 * dz/dp_k = −f_z(z, y_k) / Σ_j p_j f_zz(z, y_j). Where the solution rests on a kink, its true derivative is 0, and so is this one.
 *
 * @param demands - y_1 \< … \< y_K
 * @param costs - with q₀ \> 0, or q_b and q_h \> 0: else the solution has no derivative. Throws `bad-options`
 *
 * @example
 * ```ts
 * import { numbers, tensor } from "@worldwise/autodiff";
 * import { newsvendor } from "@worldwise/model-losses/outside";
 *
 * const { bestOrder } = newsvendor([0, 10], { order: [0, 0], missing: [0, 3], left: [0, 1] });
 * console.log((numbers(bestOrder(tensor([0.5, 0.5], [1, 2])))[0] ?? NaN).toFixed(6)); // 7.500000
 * ```
 *
 * Source: Donti, Amos and Kolter (2017), "Task-based end-to-end model learning in stochastic optimization", section 4.1 (inventory stock).
 */
export function newsvendor(demands: readonly number[], costs: NewsvendorCosts): Newsvendor {
  checkProblem(demands, costs);
  const { order: [c0, q0], missing: [cb, qb], left: [ch, qh] } = costs;
  const y = tensor(demands);
  const [least, most] = [demands[0]!, demands.at(-1)!];

  const shortOf = (order: Tensor, demand: Tensor): Tensor => maximum(sub(demand, order), 0);
  const overOf = (order: Tensor, demand: Tensor): Tensor => maximum(sub(order, demand), 0);
  const quadratic = (linear: number, curvature: number, amount: Tensor): Tensor =>
    add(mul(linear, amount), mul(curvature / 2, square(amount)));
  const cost = (order: Tensor, demand: Tensor): Tensor =>
    add(quadratic(c0, q0, order), add(quadratic(cb, qb, shortOf(order, demand)), quadratic(ch, qh, overOf(order, demand))));

  /** Σ_k p_k f_z(z, y_k), with the derivative from the left at a kink; `[B]` */
  function slope(order: Tensor, probabilities: Tensor): Tensor {
    const z = reshape(order, [order.shape[0]!, 1]);
    const missing = where(greater(z, y), 0, add(cb, mul(qb, sub(y, z))));
    const left = where(greater(z, y), add(ch, mul(qh, sub(z, y))), 0);
    return sum(mul(probabilities, add(add(c0, mul(q0, z)), sub(left, missing))), 1);
  }
  /** Σ_k p_k f_zz(z, y_k) */
  const curvature = (order: Tensor, probabilities: Tensor): Tensor =>
    sum(mul(probabilities, where(greater(reshape(order, [order.shape[0]!, 1]), y), q0 + qh, q0 + qb)), 1);

  function search(probabilities: Tensor): Tensor {
    let [low, high] = [add(mul(0, sum(probabilities, 1)), least), add(mul(0, sum(probabilities, 1)), most)];
    for (let k = 0; k < halvings; k++) {
      const middle = mul(0.5, add(low, high));
      const rising = greater(slope(middle, probabilities), 0);
      [low, high] = [where(rising, low, middle), where(rising, middle, high)];
    }
    return mul(0.5, add(low, high));
  }

  function bestOrder(probabilities: Tensor): Tensor {
    const held = stopGradient(probabilities);
    const solution = stopGradient(search(held));
    const onKink = reached(solution, slope(solution, held), curvature(solution, held));
    const step = div(sub(slope(solution, probabilities), stopGradient(slope(solution, held))), curvature(solution, held));
    return sub(solution, where(onKink, 0, step));
  }
  /** Whether the search ended at a jump of the slope instead of a zero. */
  const reached = (order: Tensor, slopeThere: Tensor, curvatureThere: Tensor): Tensor =>
    greater(sub(square(div(slopeThere, curvatureThere)), mul(1e-16, add(1, square(order)))), 0);

  return Object.freeze<Newsvendor>({
    cost, bestOrder,
    taskLoss: (probabilities, demand) => mean(cost(bestOrder(probabilities), demand)),
  });
}

function checkProblem(demands: readonly number[], { order, missing, left }: NewsvendorCosts): void {
  const fail = (expected: string, got: string, todo: string): never => {
    throw new WorldwiseError("bad-options", { expected, got, todo });
  };
  const ascending = demands.every((each, k) => Number.isFinite(each) && (k === 0 || each > demands[k - 1]!));
  if (demands.length === 0 || !ascending) fail("demands in ascending order, at least one", `[${demands.join(", ")}]`, "sort them, and drop repeated ones");
  const all = [...order, ...missing, ...left];
  if (!all.every((each) => each >= 0 && each < Infinity)) fail("finite costs of at least 0", `[${all.join(", ")}]`, "pass costs, not revenues");
  if (order[0] > missing[0]) fail("that ordering costs at most as much as missing", `${order[0]} > ${missing[0]}`, "raise missing[0], or lower order[0]");
  if (order[1] === 0 && (missing[1] === 0 || left[1] === 0)) {
    fail("a quadratic cost of ordering, or of both missing and what is left", "a solution without a derivative", "pass a small quadratic cost");
  }
}
