import { numbers, tensor } from "@worldwise/autodiff";
import { philox, seedKey } from "@worldwise/math";
import type { Mdp, ModelRows, Parameters, Tensor, Tensors, Traced } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { qLearning } from "./q-learning.ts";
import { valueIteration } from "./value-iteration.ts";

const problem = { observation: discrete(2), action: discrete(2), discount: 0.5 };
// State 0 may wait for 1.5, or move on for nothing. State 1 may leave for 4, or go back for nothing.
const mdp: Mdp = {
  stateCount: 2, actionCount: 2, discount: 0.5,
  rowStart: Int32Array.of(0, 1, 2, 3), rowEnd: Int32Array.of(1, 2, 3, 4),
  successor: Int32Array.of(0, 1, 1, 0), probability: Float64Array.of(1, 1, 1, 1), terminated: Uint8Array.of(0, 0, 1, 0),
  reward: Float64Array.of(1.5, 0, 4, 0), initial: Float64Array.of(1, 0),
};
const random = philox.streams(seedKey(1), 1).lane(0);

/** A word with the numbers that it has now. */
const bound = <F, P extends Parameters>({ parameters, bind }: Traced<F, P>): F => bind(tensorsOf(parameters));
function tensorsOf<P extends Parameters>(parameters: P): Tensors<P>;
function tensorsOf(parameters: Parameters): unknown {
  if (ArrayBuffer.isView(parameters.data)) return tensor(parameters.data, parameters.shape as readonly number[]); // a leaf
  return Object.fromEntries(Object.entries(parameters).map(([name, branch]) => [name, tensorsOf(branch)]));
}
const [states, actions] = [tensor([1, 0, 1], [3], "int32"), tensor([0, 1, 1], [3], "int32")];

test("values of value iteration are read from its live tables", () => {
  const planner = valueIteration(problem);
  const state = planner.init(random);
  const { tracedValue, tracedActionValue } = planner.decision(state);
  planner.plan?.(state, { mdp }, random);
  [4, 3, 4].forEach((value, b) => expect(numbers(bound(tracedValue)(states))[b]).toBeCloseTo(value, 7));
  [4, 2, 1.5].forEach((value, b) => expect(numbers(bound(tracedActionValue)(states, actions))[b]).toBeCloseTo(value, 7));
});

test("Q-learning's value is the maximum of its live Q", () => {
  const planner = qLearning(problem);
  const state = planner.init(random);
  const { tracedValue } = planner.decision(state);
  state.actionValue.set([1, 2, 5, -3]);
  expect([...numbers(bound(tracedValue)(states))]).toEqual([5, 2, 5]);
});

test("the solution of value iteration satisfies its condition, and no other table does", () => {
  const planner = valueIteration(problem, { tolerance: 1e-12 });
  const state = planner.init(random);
  planner.plan?.(state, { mdp }, random);
  const { solution, residual } = bound(planner.decision(state).optimality);
  const rows: ModelRows = {
    state: tensor([0, 0, 1, 1], [4], "int32"), action: tensor([0, 1, 0, 1], [4], "int32"), reward: tensor([1.5, 0, 4, 0]),
    discount: tensor([0.5, 0.5, 0, 0.5]), expectation: (f: (state: Tensor) => Tensor) => f(tensor([0, 1, 1, 0], [4], "int32")),
  };
  for (const each of numbers(residual(solution, rows))) expect(each).toBeCloseTo(0, 11);
  // One more on Q(0,0) is one more on V(0) = 4: ½ more is wanted where 0 comes next.
  const other = tensor(numbers(solution).map((q, i) => (i === 0 ? q + 1 : q)), [2, 2]);
  [0.5, 0, 0, -0.5].forEach((difference, row) => expect(numbers(residual(other, rows))[row]).toBeCloseTo(difference, 11));
});
