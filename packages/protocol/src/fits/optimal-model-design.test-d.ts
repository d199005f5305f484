/** OMD: the model is trained through the planner's solution. Tables and networks satisfy one condition. */
import type {
  AgentRecipe, Discrete, ModelLoss, OptimalityCondition, Parameter, Planner, Problem, StateTree, Tensors,
} from "../index.ts";
import { defineModelLoss, definePlanner, traced } from "../index.ts";
import type { Tensor } from "./support/autodiff.test-d.ts";
import {
  add, conjugateGradient, divide, gather, grad, iota, matmul, max, mean, mul, neg, pick, square, stopGradient, sub, sum, tanh, transpose,
} from "./support/autodiff.test-d.ts";
import { batchModelBased } from "./support/compositions.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";
import { softmaxTable } from "./support/models.test-d.ts";
import { valueIteration } from "./support/planners.test-d.ts";
import { finite } from "./support/problems.test-d.ts";

/**
 * dJ/dφ = −(∂²L/∂φ∂Q)ᵀ (∂²L/∂Q²)⁻¹ dJ/dQ, J the true Bellman error of Q*(φ). Nikishin et al. (2022).
 *
 * As a loss whose gradient this is: −⟨λ, residual(Q*, model)⟩ with λ held fixed.
 */
const optimalModelDesign = (everyPair: (solution: Tensor) => { state: Tensor; action: Tensor }): ModelLoss<"reward" | "expectation", "optimality"> =>
  defineModelLoss({
    name: "optimal-model-design",
    needs: { prediction: ["reward", "expectation"], decision: ["optimality"] },
    loss({ state, action, reward, next, discount, predict, decision: { optimality } }) {
      const trueError = (solution: Tensor): Tensor => {
        const target = add(reward, mul(discount, optimality.value(solution, next)));
        return mean(square(sub(optimality.actionValue(solution, state, action), target)));
      };
      const solution = stopGradient(optimality.solution);
      const pairs = everyPair(solution);
      const { reward: modelReward, expectation } = predict(pairs.state, pairs.action);
      const residual = (at: Tensor): Tensor => optimality.residual(at, { ...pairs, reward: modelReward, discount, expectation });
      const curvature = (direction: Tensor): Tensor => grad(sum(mul(direction, residual(solution))), [solution])[0]!;
      const sensitivity = conjugateGradient(curvature, grad(trueError(solution), [solution])[0]!);
      return neg(sum(mul(stopGradient(sensitivity), residual(solution))));
    },
  });

type TableState = { readonly actionValue: Float64Array };

/** Q − (r̂ + γ E max Q) = 0, for all rows of a table. */
const tableCondition = (solution: Tensor): OptimalityCondition => ({
  solution,
  actionValue: (table, state, action) => pick(gather(table, state), action),
  value: (table, state) => max(gather(table, state), 1),
  residual: (table, { reward, discount, expectation }) =>
    sub(table, add(reward, mul(discount, expectation((state) => max(gather(table, state), 1))))),
});

function differentiablePlanner(problem: Problem<Discrete, Discrete>): Planner<Discrete, Discrete, TableState, "mdp", "optimality"> {
  const [states, actions] = [problem.observation.count, problem.action.count];
  return definePlanner({
    name: "differentiable-value-iteration", needs: ["mdp"], provides: ["optimality"],
    init: () => ({ actionValue: new Float64Array(states * actions) }),
    plan: () => "converged",
    policy: () => ({ act: (_observation, _random, outAction) => void outAction.fill(0) }),
    decision: ({ actionValue }) => {
      const parameters = { table: { shape: [states, actions], data: actionValue } };
      return { optimality: traced(parameters, ({ table }) => tableCondition(table)) };
    },
  });
}

const pairsOfTable = ({ shape: [states = 1, actions = 1] }: Tensor): { state: Tensor; action: Tensor } => {
  const { quotient: state, remainder: action } = divide(iota(states * actions), actions);
  return { state, action };
};

const learner = gradientLearner({ model: softmaxTable(finite), loss: optimalModelDesign(pairsOfTable), optimizer: adam });

export const agent: AgentRecipe<Discrete, Discrete> =
  batchModelBased({ problem: finite, learner, planner: differentiablePlanner(finite), stepsPerRound: 1000 });

// @ts-expect-error nobody can differentiate through the solution of this planner
batchModelBased({ problem: finite, learner, planner: valueIteration(finite), stepsPerRound: 1000 });

/** The same condition for a network Q(x,a) = tanh(x W)[a], whose weights are one tensor: the gradient of its squared Bellman error. */
export const networkCondition = (weights: Tensor): OptimalityCondition => {
  const actionValue = (solution: Tensor, state: Tensor, action: Tensor): Tensor => pick(tanh(matmul(state, solution)), action);
  const value = (solution: Tensor, state: Tensor): Tensor => max(tanh(matmul(state, solution)), 1);
  return {
    solution: weights, actionValue, value,
    residual(solution, { state, action, reward, discount, expectation }) {
      const target = stopGradient(add(reward, mul(discount, expectation((next) => value(solution, next)))));
      return transpose(transpose(grad(mean(square(sub(actionValue(solution, state, action), target))), [solution])[0]!));
    },
  };
};

type DeepState = { readonly weights: { readonly shape: number[]; readonly data: Float32Array } };
declare const deepParameters: (state: DeepState) => { readonly weights: Parameter };
export const deepWords: (state: DeepState) => { readonly optimality: ReturnType<typeof traced<OptimalityCondition, { readonly weights: Parameter }>> } =
  (state) => ({ optimality: traced(deepParameters(state), ({ weights }: Tensors<{ readonly weights: Parameter }>) => networkCondition(weights)) });
declare const deepPlanner: Planner<Discrete, Discrete, StateTree, "mdp", "optimality">;
export const deepAgent: AgentRecipe<Discrete, Discrete> = batchModelBased({ problem: finite, learner, planner: deepPlanner, stepsPerRound: 1000 });
