// Control-oriented model learning by implicit differentiation (Nikishin, Abachi, Agarwal, Bacon 2022), in tables.
//
// Inside, the planner solves the model: Q*(φ) is the fixed point of the soft Bellman operator of the model φ = (logits, reward),
//
//   F(Q, φ) = Q − (r̂ + γ P̂ τ logsumexp(Q / τ)) = 0
//
// Outside, the model is judged by the Bellman error of Q*(φ) in the true world, and its gradient goes through the solution, whatever
// found it: dJ/dφ = −(∂F/∂φ)ᵀ (∂F/∂Q)⁻ᵀ ∂J/∂Q. Differences solve the model anew for each entry.
import type { Tensor } from "@worldwise/autodiff";
import {
  add, grad, implicitSolution, logSumExp, matmul, mean, mul, numbers, reshape, softmax, square, sub, tensor,
} from "@worldwise/autodiff";

const [discount, temperature] = [0.9, 0.1];
const [states, actions] = [2, 2];
const pairs = states * actions; // rows state · 2 + action
const trueReward = tensor([-0.45, -0.1, 0.5, 0.5], [pairs, 1]);
const trueTransitions = tensor([0.7, 0.3, 0.99, 0.01, 0.2, 0.8, 0.99, 0.01], [pairs, states]);

/** γ-discounted soft value iteration's operator: r + γ P V(Q) with V(s) = τ log Σ_a exp(Q(s, a) / τ). */
function backup(reward: Tensor, transitions: Tensor, actionValue: Tensor): Tensor {
  const value = mul(temperature, logSumExp(mul(1 / temperature, reshape(actionValue, [states, actions])), 1));
  return add(reward, mul(discount, matmul(transitions, reshape(value, [states, 1]))));
}

const residual = (actionValue: Tensor, logits: Tensor, reward: Tensor): Tensor =>
  sub(actionValue, backup(reward, softmax(logits), actionValue));

/** Q*(φ) to the last digits, by iterating. Nothing of this is differentiated. */
function solve(logits: Tensor, reward: Tensor): Tensor {
  let actionValue = reward;
  for (let sweep = 0; sweep < 350; sweep++) actionValue = sub(actionValue, residual(actionValue, logits, reward));
  return actionValue;
}

/** The outer loss: how far the model's solution is from satisfying the true Bellman equation. */
function trueError(logits: Tensor, reward: Tensor): Tensor {
  const solution = implicitSolution(residual, solve(logits, reward), [logits, reward], { iterations: 2 * pairs });
  return mean(square(sub(solution, backup(trueReward, trueTransitions, solution))));
}

const logits = [0.3, -0.2, 0.1, 0.9, -0.5, 0.4, 0.2, 0];
const reward = [0.1, -0.3, 0.6, 0.2];
const lossAt = (logits: readonly number[], reward: readonly number[]): Tensor =>
  trueError(tensor(logits, [pairs, states]), tensor(reward, [pairs, 1]));
const byImplicit = grad(({ logits, reward }: { logits: Tensor; reward: Tensor }) => trueError(logits, reward))(
  { logits: tensor(logits, [pairs, states]), reward: tensor(reward, [pairs, 1]) });

/** Central differences, entry by entry. */
function differences(entries: readonly number[], loss: (entries: readonly number[]) => Tensor): number[] {
  const at = (k: number, by: number): number => numbers(loss(entries.map((each, index) => (index === k ? each + by : each))))[0]!;
  return entries.map((_, k) => (at(k, 1e-5) - at(k, -1e-5)) / 2e-5);
}
const byDifferences = {
  logits: differences(logits, (changed) => lossAt(changed, reward)),
  reward: differences(reward, (changed) => lossAt(logits, changed)),
};

for (const name of ["logits", "reward"] as const) {
  const implicit = numbers(byImplicit[name]);
  const size = Math.max(...byDifferences[name].map(Math.abs));
  const worst = Math.max(...byDifferences[name].map((difference, k) => Math.abs(difference - implicit[k]!)));
  console.log(`${name}: gradient up to ${size.toFixed(3)}; implicit and differences agree to 1e-7: ${worst < 1e-7}`);
}
