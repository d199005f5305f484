import { oneHotFeatures, polynomialFeatures, radialBasisFeatures } from "@worldwise/data";
import type { Discrete } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { boostedFittedQ, extraTrees, fittedQ, linearRegression, valuePursuitIteration } from "../index.ts";
import type { Row } from "../fixtures/worlds.ts";
import { dataOf, slope, slopeData, streamOf } from "../fixtures/worlds.ts";

const table = { observation: discrete(3), action: discrete(2), discount: 0.9 };
const rows: Row[] = [
  [[0], 0, 1, [0], 0.9], [[0], 0, 1, [1], 0.9], [[0], 1, 0, [2], 0.9], [[1], 0, -1, [2], 0.9], [[1], 1, 3, [0], 0],
  [[2], 0, 0, [0], 0.9], [[2], 1, 2, [1], 0.9], [[2], 1, 2, [2], 0.9],
];

interface Asked { evaluate(observation: Int32Array, action: null, outValue: Float64Array): void }
function tableOf(actionValue: Asked): number[] {
  const out = new Float64Array(6);
  actionValue.evaluate(Int32Array.of(0, 1, 2), null, out);
  return [...out];
}

describe("boosted fitted Q-iteration", () => {
  test.each([1, 2, 5, 9])("with a full class it is fitted Q-iteration: %d iterations", (iterations) => {
    const how = { regressor: linearRegression({ features: oneHotFeatures() }), iterations, capacity: 8, tolerance: 0 };
    const [boosted, plain] = [boostedFittedQ<Discrete>(table, how), fittedQ<Discrete>(table, how)];
    const data = dataOf(table.observation, 2, rows);
    const [state, plainState] = [boosted.init(streamOf(1)), plain.init(streamOf(1))];
    boosted.plan?.(state, { data }, streamOf(2));
    plain.plan?.(plainState, { data }, streamOf(2));
    const expected = tableOf(plain.decision(plainState).actionValue);
    tableOf(boosted.decision(state).actionValue).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 10));
  });

  test.each([0, 0.9])("no stage leaves more than it found, discount %d", (discount) => {
    const planner = boostedFittedQ({ ...slope, discount }, {
      regressor: linearRegression({ features: polynomialFeatures({ degree: 2 }) }), iterations: 12, capacity: 300,
    });
    const state = planner.init(streamOf(1));
    planner.plan?.(state, { data: slopeData(300, 1) }, streamOf(2));
    for (let k = 0; k < state.stageCount; k++) expect(state.remainder[k]!).toBeLessThanOrEqual(state.residual[k]! * (1 + 1e-12));
    expect(state.stageCount).toBeGreaterThan(1);
  });

  test("with targets that stay, the residual never rises from stage to stage", () => {
    const still = rows.map(([x, a, r, y]): Row => [x, a, r, y, 0]);
    const planner = boostedFittedQ(
      table, { regressor: extraTrees({ treeCount: 1, minimumSplit: 3 }), iterations: 8, capacity: 8, tolerance: 0 }
    );
    const state = planner.init(streamOf(1));
    planner.plan?.(state, { data: dataOf(table.observation, 2, still) }, streamOf(2));
    for (let k = 1; k < 8; k++) expect(state.residual[k]!).toBeLessThanOrEqual(state.residual[k - 1]! + 1e-12);
    expect(state.residual[7]).toBeLessThan(state.residual[0]!);
  });

  test("stops where nothing is left, and begins anew with each plan", () => {
    const still = rows.map(([x, a, r, y]): Row => [x, a, r, y, 0]);
    const planner = boostedFittedQ(
      table, { regressor: linearRegression({ features: oneHotFeatures() }), iterations: 5, capacity: 8 }
    );
    const state = planner.init(streamOf(1));
    const data = dataOf(table.observation, 2, still);
    for (let call = 0; call < 2; call++) {
      expect(planner.plan?.(state, { data }, streamOf(2))).toBe("converged");
      expect(state.stageCount).toBe(1);
    }
  });

  test("no data, and data that is not finite", () => {
    const planner = boostedFittedQ(table, { capacity: 8 });
    const state = planner.init(streamOf(1));
    expect(planner.plan?.(state, { data: dataOf(table.observation, 2, []) }, streamOf(2))).toBeUndefined();
    expect(
      planner.plan?.(state, { data: dataOf(table.observation, 2, [[[0], 0, NaN, [1], 0.9]]) }, streamOf(2))
    ).toBe("non-finite");
    expect(state.stageCount).toBe(0);
  });
});

describe("value pursuit iteration", () => {
  test.each([1, 3, 8])("with enough atoms of a table it is fitted Q-iteration: %d iterations", (iterations) => {
    const pursuit = valuePursuitIteration(table, { iterations, atoms: 8, capacity: 8, tolerance: 0 });
    const plain = fittedQ<Discrete>(
      table, { regressor: linearRegression({ features: oneHotFeatures() }), iterations, capacity: 8, tolerance: 0 }
    );
    const data = dataOf(table.observation, 2, rows);
    const [state, plainState] = [pursuit.init(streamOf(1)), plain.init(streamOf(1))];
    pursuit.plan?.(state, { data }, streamOf(2));
    plain.plan?.(plainState, { data }, streamOf(2));
    const expected = tableOf(plain.decision(plainState).actionValue);
    tableOf(pursuit.decision(state).actionValue).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 8));
  });

  test("learned values are used as atoms once they are there, and are among the best", () => {
    const planner = valuePursuitIteration(
      slope, { atoms: 2, iterations: 10, capacity: 400, features: radialBasisFeatures({ centers: 8 }) }
    );
    const state = planner.init(streamOf(1));
    planner.plan?.(state, { data: slopeData(400, 1) }, streamOf(2));
    const first = state.atom.subarray(0, 4);
    const later = state.atom.subarray(4);
    expect(Math.max(...first)).toBeLessThan(9);
    expect(later.some((atom) => atom >= 9)).toBe(true);
  });

  test("predicts one input as it predicts many, and as it saw its data", () => {
    const planner = valuePursuitIteration(slope, { atoms: 3, iterations: 6, capacity: 100 });
    const state = planner.init(streamOf(1));
    planner.plan?.(state, { data: slopeData(100, 2) }, streamOf(2));
    const { actionValue } = planner.decision(state);
    const x = Float64Array.of(0.1, 0.5, 0.9);
    const [together, alone] = [new Float64Array(6), new Float64Array(2)];
    actionValue.evaluate(x, null, together);
    x.forEach((entry, b) => {
      actionValue.evaluate(Float64Array.of(entry), null, alone);
      expect([...alone]).toEqual([...together.subarray(2 * b, 2 * b + 2)]);
    });
    expect(new Set(together).size).toBeGreaterThan(3);
  });

  test("no data, one transition, and data that is not finite", () => {
    const planner = valuePursuitIteration(table, { capacity: 8 });
    const state = planner.init(streamOf(1));
    const plan = (given: readonly Row[]): unknown => planner.plan?.(
      state, { data: dataOf(table.observation, 2, given) }, streamOf(2)
    );
    expect(plan([])).toBeUndefined();
    expect(plan([[[1], 1, 4, [1], 0]])).toBe("converged");
    expect(tableOf(planner.decision(state).actionValue)).toEqual([0, 0, 0, 4, 0, 0]);
    expect(plan([[[1], 1, Infinity, [1], 0]])).toBe("non-finite");
    expect(tableOf(planner.decision(state).actionValue)).toEqual([0, 0, 0, 4, 0, 0]);
  });

  test("atoms are checked", () => {
    expect(() => valuePursuitIteration(table, { atoms: 0 })).toThrow(/atoms/);
  });
});
