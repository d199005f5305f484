import { philox, seedKey } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { describeContract, testPlanner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/distributional-equivalence-cvar.json" with { type: "json" };
import { lawOf } from "./return-law.ts";
import type { RiskSensitiveOptions } from "./risk-sensitive-induction.ts";
import { riskSensitiveInduction } from "./risk-sensitive-induction.ts";
import { valueIteration } from "./value-iteration.ts";

const problem = { observation: discrete(5), action: discrete(2), discount: 0.9 };
const random = philox.streams(seedKey(1), 1).lane(0);

for (const measure of ["cvar", "mean-variance", "entropic", "mean"] as const) {
  describeContract(testPlanner(() => riskSensitiveInduction(problem, { measure, horizon: 8, atoms: 20, explore: 0.2 })), { describe, test });
}

/** State 0 leads by action 0 to the given states, by action 1 to state 3; they pay 10, 0, 4, 5 and end. States are 0, …, 4. */
function choiceWorld(lottery: readonly (readonly [next: number, probability: number])[]): Mdp {
  const rows = [lottery, [[3, 1]] as const, ...[1, 2, 3, 4].flatMap((s) => [[[s, 1]] as const, [[s, 1]] as const])];
  const rowStart = Int32Array.from(rows, (_, row) => rows.slice(0, row).reduce((total, { length }) => total + length, 0));
  const outcomes = rows.flat();
  return {
    stateCount: 5, actionCount: 2, discount: reference.inputs.gamma, rowStart, rowEnd: rowStart.map((start, row) => start + rows[row]!.length),
    successor: Int32Array.from(outcomes, ([next]) => next), probability: Float64Array.from(outcomes, ([, p]) => p),
    terminated: Uint8Array.from(outcomes, (_, k) => Number(k >= lottery.length + 1)),
    reward: Float64Array.of(0, 0, 10, 10, 0, 0, 4, 4, 5, 5), initial: Float64Array.of(1, 0, 0, 0, 0),
  };
}

const world = choiceWorld([[1, 0.5], [2, 0.5]]);
const model = choiceWorld([[4, 1]]);

function planned(mdp: Mdp, options: RiskSensitiveOptions) {
  const planner = riskSensitiveInduction(problem, options);
  const state = planner.init(random);
  const outcome = planner.plan!(state, { mdp }, random);
  const action = new Int32Array(1);
  planner.policy(state, { mdp }, () => philox.streams(seedKey(2), 1))
    .act(Int32Array.of(0), philox.streams(seedKey(2), 1), action, "evaluate");
  return { outcome, state, action: action[0] === 0 ? "a" : "b" };
}

describe("a value-equivalent model that hides a risk", () => {
  const { expected } = reference;

  test("means are the same in world and model, the worst halves are not", () => {
    for (const [mdp, which] of [[world, "true"], [model, "model"]] as const) {
      const { state, outcome } = planned(mdp, { level: 0.5 });
      expect(outcome).toBe("converged");
      expect(state.actionValue[0]).toBeCloseTo(expected[`mean_${which}`].a, 10);
      expect(state.actionValue[1]).toBeCloseTo(expected[`mean_${which}`].b, 10);
      expect(state.risk[0]).toBeCloseTo(expected[`CVaR05_${which}`].a, 10);
      expect(state.risk[1]).toBeCloseTo(expected[`CVaR05_${which}`].b, 10);
    }
  });
  test("who minds risk chooses right in the world and wrong in the model", () => {
    expect(planned(world, { measure: "mean" }).action).toBe(expected.greedy.mean_true);
    expect(planned(world, { measure: "cvar" }).action).toBe(expected.greedy.cvar05_true);
    expect(planned(model, { measure: "cvar" }).action).toBe(expected.greedy.cvar05_model);
    expect(planned(world, { measure: "mean-variance" }).action).toBe(expected.greedy["mean_minus_1*var_true"]);
    expect(planned(model, { measure: "mean-variance" }).action).toBe(expected.greedy["mean_minus_1*var_model"]);
    expect(planned(world, { measure: "entropic", aversion: 1 }).action).toBe("b");
  });
  test("what it tells of values are means, of the policy that minds risk", () => {
    const { state } = planned(world, { measure: "cvar" });
    expect([...state.value].map((v) => Number(v.toFixed(10)))).toEqual([3.6, 10, 0, 4, 5]);
  });
});

test("by the mean it is value iteration, with few atoms too", () => {
  const mdp = { ...choiceWorld([[0, 0.3], [1, 0.2], [2, 0.5]]), terminated: new Uint8Array(12) };
  const planner = valueIteration(problem, { tolerance: 1e-12 });
  const state = planner.init(random);
  planner.plan!(state, { mdp }, random);
  const { state: own } = planned(mdp, { measure: "mean", horizon: 400, atoms: 4 });
  own.actionValue.forEach((q, row) => expect(q).toBeCloseTo(state.actionValue[row]!, 6));
});

test("a law keeps its mean where returns are put together, and loses none of its mass", () => {
  const atoms = Array.from({ length: 1000 }, (_, k) => [Math.sin(k), 1 / 1000] as const);
  const { returns, probabilities } = lawOf(atoms, 10);
  expect(returns.length).toBeLessThanOrEqual(10);
  expect(probabilities.reduce((total, p) => total + p, 0)).toBeCloseTo(1, 12);
  const mean = atoms.reduce((total, [value]) => total + value / 1000, 0);
  expect(returns.reduce((total, value, k) => total + value * probabilities[k]!, 0)).toBeCloseTo(mean, 12);
  expect(lawOf([[1, 0.25], [3, 0.5], [1, 0.25], [7, 0]], 10)).toEqual({ returns: [1, 3], probabilities: [0.5, 0.5] });
});

test("wrong options and worlds that are not finite", () => {
  expect(() => riskSensitiveInduction(problem, { level: 0 })).toThrow(/level/);
  expect(planned({ ...world, reward: world.reward.map(() => Number.NaN) }, {}).outcome).toBe("non-finite");
});
