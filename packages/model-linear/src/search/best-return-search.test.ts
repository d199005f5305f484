import { grimmThreeStates } from "@worldwise/env-tabular";
import { bellmanProblem } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { threeStateClass } from "@worldwise/model-tabular";
import { describe, expect, test } from "vitest";
import { seeded } from "../fixtures/random.ts";
import { bestReturnSearch, returnOfPlan } from "./best-return-search.ts";

const { mdp: truth } = grimmThreeStates();
const rowLength = 3;

/** The class with dense rows: rows of s0 by θ, the way back from s1 and s2 as it is. */
function classModel(theta: Float64Array): Mdp {
  const probability = new Float64Array(6 * rowLength);
  theta.forEach((entry, a) => threeStateClass.predict(entry, probability, a * rowLength));
  for (let row = 2; row < 6; row++) probability[row * rowLength] = 1;
  return {
    ...truth, rowStart: Int32Array.from({ length: 6 }, (_, row) => row * rowLength),
    rowEnd: Int32Array.from({ length: 6 }, (_, row) => (row + 1) * rowLength),
    successor: Int32Array.from({ length: 18 }, (_, k) => k % 3), terminated: new Uint8Array(18), probability,
  };
}

function plan(mdp: Mdp): Int32Array {
  const [problem, value, policy] = [bellmanProblem(mdp), new Float64Array(3), new Int32Array(3)];
  problem.valueIteration(value, { tolerance: 1e-12, maxIterations: 10_000 });
  const actionValue = new Float64Array(6);
  problem.actionValues(value, actionValue);
  problem.greedy(actionValue, policy);
  return policy;
}

/** The true value of a deterministic policy in state 0, by iteration. */
function trueValue(policy: Int32Array): number {
  let value = new Float64Array(3);
  for (let i = 0; i < 400; i++) {
    value = value.map((_, s) => {
      const row = 2 * s + policy[s]!;
      let next = 0;
      for (let k = truth.rowStart[row]!; k < truth.rowEnd[row]!; k++) next += truth.probability[k]! * value[truth.successor[k]!]!;
      return truth.reward[row]! + truth.discount * next;
    });
  }
  return value[0]!;
}

const judge = { evaluate: returnOfPlan(classModel, plan, trueValue), initial: [0.4, 0.2], low: [0, 0], high: [1, 1] };

describe("Grimm's three states", () => {
  test("the likeliest model plans wrongly; both searches find one that plans best", () => {
    for (const method of ["coordinate", "random"] as const) {
      const found = bestReturnSearch({ ...judge, method }, seeded(1));
      expect(found.initialReturn).toBeCloseTo(6.4935064935065, 8);
      expect(found.return).toBeCloseTo(7.352941176470591, 8);
      // The class plans best wherever θ_0 is at most θ_1.
      expect(found.parameters[0]).toBeLessThanOrEqual(found.parameters[1]!);
      expect(found.outcome).toBe("converged");
    }
  });

  test("the plan is best exactly where θ_0 is below θ_1", () => {
    for (let a = 0; a <= 10; a++) {
      for (let b = 0; b <= 10; b++) {
        if (a === b) continue;
        expect(judge.evaluate(Float64Array.of(a / 10, b / 10)) > 7).toBe(a < b);
      }
    }
  });
});

describe("search", () => {
  test("climbs a smooth hill to its top, and stops where it may not look further", () => {
    const hill = { initial: [0, 0], low: [-1, -1], high: [3, 3], evaluate: ([x, y]: Float64Array) => -((x! - 1) ** 2) - (y! - 2) ** 2 };
    const { parameters, outcome } = bestReturnSearch({ ...hill, smallestStep: 1e-6 }, seeded(1));
    expect(outcome).toBe("converged");
    [1, 2].forEach((entry, p) => expect(parameters[p]).toBeCloseTo(entry, 4));
    const short = bestReturnSearch({ ...hill, evaluations: 4 }, seeded(1));
    expect(short).toMatchObject({ outcome: "max-iterations", evaluations: 4 });
    expect(short.return).toBeGreaterThanOrEqual(short.initialReturn);
  });

  test("bad input", () => {
    expect(bestReturnSearch({ ...judge, evaluate: () => NaN }, seeded(1)).outcome).toBe("non-finite");
    expect(() => bestReturnSearch({ ...judge, initial: [2, 0] }, seeded(1))).toThrow(/initial/);
    expect(() => bestReturnSearch({ ...judge, low: [0] }, seeded(1))).toThrow(/initial/);
    expect(() => bestReturnSearch({ ...judge, stepSize: 0 }, seeded(1))).toThrow(/stepSize/);
  });
});
