/** OMD: the model is trained through the planner's solution. A table and a network satisfy one condition, under one loss. */
import type {
  AgentRecipe, Box, Discrete, Dynamics, ModelLoss, ModelRows, OptimalityCondition, Planner, Problem,
} from "../index.ts";
import { boxOfShape, defineModelLoss, definePlanner, traced } from "../index.ts";
import type { Tensor } from "./support/autodiff.test-d.ts";
import {
  add, conjugateGradient, divide, full, gather, grad, iota, matmul, max, mean, mul, neg, pick, reshape, square, stopGradient, sub,
  sum,
} from "./support/autodiff.test-d.ts";
import { batchModelBased } from "./support/compositions.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";
import type { Network } from "./support/models.test-d.ts";
import { network, softmaxTable } from "./support/models.test-d.ts";
import { valueIteration } from "./support/planners.test-d.ts";
import { finite } from "./support/problems.test-d.ts";

type Pairs = Pick<ModelRows, "state" | "action" | "discount">;

/**
 * dJ/dφ = −(∂residual/∂φ)ᵀ (∂residual/∂Q)⁻¹ dJ/dQ, with J the Bellman error of Q*(φ) on real transitions. Nikishin et al. (2022).
 *
 * As a loss that has this gradient: −⟨λ, residual(Q*, model)⟩, λ held fixed.
 */
const optimalModelDesign = (rows: (batch: Pairs, solution: Tensor, discount: number) => Pairs):
ModelLoss<"reward" | "expectation", "optimality" | "discount"> =>
  defineModelLoss({
    name: "optimal-model-design",
    needs: { prediction: ["reward", "expectation"], decision: ["optimality", "discount"] },
    loss({ state, action, reward, next, discount, predict, decision }) {
      const { optimality } = decision;
      const trueError = (solution: Tensor): Tensor => {
        const target = add(reward, mul(discount, optimality.value(solution, next)));
        return mean(square(sub(optimality.actionValue(solution, state, action), target)));
      };
      const solution = stopGradient(optimality.solution);
      const pairs = rows({ state, action, discount }, solution, decision.discount);
      const residual = optimality.residual(solution, { ...pairs, ...predict(pairs.state, pairs.action), state: pairs.state });
      const transposed = (direction: Tensor): Tensor => grad(sum(mul(direction, residual)), [solution])[0]!;
      const sensitivity = conjugateGradient(transposed, grad(trueError(solution), [solution])[0]!);
      return neg(sum(mul(stopGradient(sensitivity), residual)));
    },
  });

/** Q − (r̂ + γ E max Q) = 0, for all rows of a table. */
const tableCondition = (solution: Tensor): OptimalityCondition => {
  const value = (table: Tensor, state: Tensor): Tensor => max(gather(table, state), 1);
  return {
    solution, value,
    actionValue: (table, state, action) => pick(gather(table, state), action),
    residual: (table, { reward, discount, expectation }) =>
      sub(table, reshape(add(reward, mul(discount, expectation((state) => value(table, state)))), table.shape)),
  };
};

type Words = "optimality" | "discount";
type TableState = { readonly actionValue: Float64Array };
const differentiableTable: Planner<Discrete, Discrete, TableState, "mdp", Words> = definePlanner({
  name: "differentiable-table", needs: ["mdp"], provides: ["optimality", "discount"],
  init: () => ({ actionValue: new Float64Array(finite.observation.count * finite.action.count) }),
  plan: () => "converged",
  policy: () => ({ act: (_observation, _random, outAction) => void outAction.fill(0) }),
  decision({ actionValue }) {
    const parameters = { table: { shape: [finite.observation.count, finite.action.count], data: actionValue } };
    return { discount: finite.discount, optimality: traced(parameters, ({ table }) => tableCondition(table)) };
  },
});

const everyPair = (_batch: Pairs, { shape: [states = 1, actions = 1] }: Tensor, discount: number): Pairs => {
  const { quotient: state, remainder: action } = divide(iota(states * actions), actions);
  return { state, action, discount: full([states * actions], discount) };
};

const learner = gradientLearner({ model: softmaxTable(finite), loss: optimalModelDesign(everyPair), optimizer: adam });

export const agent: AgentRecipe<Discrete, Discrete> =
  batchModelBased({ problem: finite, learner, planner: differentiableTable, stepsPerRound: 1000 });

// @ts-expect-error nobody can differentiate through the solution of this planner
batchModelBased({ problem: finite, learner, planner: valueIteration(finite), stepsPerRound: 1000 });

type Observation = Box<"float32">;
const cartPole: Problem<Observation, Box<"float32">> = {
  observation: boxOfShape("float32", [4], -10, 10), action: boxOfShape("float32", [1], -1, 1), discount: 0.99,
};
const [features, actions] = [cartPole.observation.size, 2];

/** ∇_W of the squared Bellman error of Q(x,a) = (x W)[a], on whatever rows the learner brings. */
const networkCondition = (weights: Tensor): OptimalityCondition => {
  const actionValue = (solution: Tensor, state: Tensor, action: Tensor): Tensor => pick(matmul(state, solution), action);
  const value = (solution: Tensor, state: Tensor): Tensor => max(matmul(state, solution), 1);
  return {
    solution: weights, actionValue, value,
    residual(solution, { state, action, reward, discount, expectation }) {
      const target = stopGradient(add(reward, mul(discount, expectation((next) => value(solution, next)))));
      return grad(mean(square(sub(actionValue(solution, state, action), target))), [solution])[0]!;
    },
  };
};

type NetworkState = { readonly weights: Float32Array };
const differentiableNetwork: Planner<Observation, Box<"float32">, NetworkState, never, Words> = definePlanner({
  name: "differentiable-network", needs: [], provides: ["optimality", "discount"],
  init: () => ({ weights: new Float32Array(features * actions) }),
  learn: () => "converged",
  policy: () => ({ act: (_observation, _random, outAction) => void outAction.fill(0) }),
  decision({ weights: data }) {
    const parameters = { weights: { shape: [features, actions], data } };
    return { discount: cartPole.discount, optimality: traced(parameters, ({ weights }) => networkCondition(weights)) };
  },
});

declare const run: (parameters: Network) => Dynamics<Observation, Box<"float32">>;
const deepLearner =
  gradientLearner({ model: network(cartPole, 32, run), loss: optimalModelDesign((batch) => batch), optimizer: adam });

export const deepAgent: AgentRecipe<Observation, Box<"float32">> =
  batchModelBased({ problem: cartPole, learner: deepLearner, planner: differentiableNetwork, stepsPerRound: 1000 });
