import type { FeatureMap } from "@worldwise/data";
import { oneHotFeatures, polynomialFeatures } from "@worldwise/data";
import type { Dataset, Discrete } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import { bellmanProblem } from "@worldwise/math";
import { describe, expect, test } from "vitest";
import type { Regressor } from "../index.ts";
import {
  aggregation, extraTrees, fittedQ, kernelRidge, kernelSmoothing, linearRegression, nearestNeighbors,
} from "../index.ts";
import { dataOf, slope, slopeData, streamOf } from "../fixtures/worlds.ts";
import type { Row } from "../fixtures/worlds.ts";

const value = { observation: box("float64", [0], [3]), action: discrete(1), discount: 0.9 };
const identity: FeatureMap = {
  name: "identity", bind: () => ({ size: 1, write: (input, row, out) => void (out[0] = input[row]!) }),
};

/** States 1 and 2 go to state 2 and pay nothing; the one feature is 1 in the first and 2 in the second. */
const counterexample = (discount: number): Dataset<typeof value.observation, Discrete> =>
  dataOf(value.observation, 1, [[[1], 0, 0, [2], discount], [[2], 0, 0, [2], discount]]);

describe("the two states on which least squares diverges", () => {
  function weightAfter(discount: number, iterations: number): number {
    const planner = fittedQ(
      { ...value, discount }, { regressor: linearRegression({ features: identity }), iterations, capacity: 2, tolerance: 0 }
    );
    const state = planner.init(streamOf(1));
    state.actionValue.weights[0] = 1;
    planner.plan?.(state, { data: counterexample(discount) }, streamOf(2));
    return state.actionValue.weights[0];
  }

  test.each([0.5, 5 / 6, 0.9])("each iteration multiplies the weight by 6γ/5, γ = %d", (discount) => {
    expect(weightAfter(discount, 1)).toBeCloseTo(6 * discount / 5, 12);
    expect(weightAfter(discount, 7)).toBeCloseTo((6 * discount / 5) ** 7, 10);
  });

  test("it goes to 0 below γ = 5/6 and beyond all bounds above", () => {
    expect(weightAfter(5 / 6 - 0.01, 1000)).toBeLessThan(1e-4);
    expect(weightAfter(5 / 6 + 0.01, 1000)).toBeGreaterThan(1e4);
  });

  test("what grew beyond all numbers is said to be so, and the next plan begins anew", () => {
    const planner = fittedQ(value, { regressor: linearRegression({ features: identity }), iterations: 20_000, capacity: 2 });
    const state = planner.init(streamOf(1));
    state.actionValue.weights[0] = 1;
    expect(planner.plan?.(state, { data: counterexample(0.9) }, streamOf(2))).toBe("non-finite");
    expect(planner.plan?.(state, { data: counterexample(0.9) }, streamOf(2))).toBe("converged");
    expect(state.actionValue.weights[0]).toBe(0);
  });

  const averagers: readonly Regressor[] = [
    nearestNeighbors({ neighbors: 2 }), kernelSmoothing(), aggregation({ cells: 2 }),
    extraTrees({ treeCount: 3, minimumSplit: 2 }),
  ];
  test.each(averagers)("with $name it converges to 0, also for γ = 0.99", (regressor) => {
    const planner = fittedQ({ ...value, discount: 0.99 }, { regressor, iterations: 4000, capacity: 2, freezeAfter: 1 });
    const state = planner.init(streamOf(1));
    const begun: Row[] = [[[1], 0, 1, [2], 0], [[2], 0, 1, [2], 0]];
    planner.plan?.(state, { data: dataOf(value.observation, 1, begun) }, streamOf(2));
    const { value: said } = planner.decision(state);
    const out = new Float64Array(2);
    said.evaluate(Float64Array.of(1, 2), out);
    expect([...out]).toEqual([1, 1]);
    expect(planner.plan?.(state, { data: counterexample(0.99) }, streamOf(3))).toBe("converged");
    said.evaluate(Float64Array.of(1, 2), out);
    out.forEach((entry) => expect(Math.abs(entry)).toBeLessThan(1e-4));
  });
});

describe("with a table", () => {
  const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };
  const rows: Row[] = [
    [[0], 0, 1, [0], 0.9], [[0], 0, 1, [1], 0.9], [[0], 1, 0, [2], 0.9], [[1], 0, -1, [2], 0.9], [[1], 1, 3, [0], 0],
    [[2], 0, 0, [0], 0.9], [[2], 1, 2, [1], 0.9], [[2], 1, 2, [2], 0.9],
  ];

  const exactOnes: readonly Regressor[] = [
    linearRegression({ features: oneHotFeatures() }), aggregation(), extraTrees({ treeCount: 2, minimumSplit: 2 }),
  ];
  test.each(exactOnes)(
    "$name is value iteration in the empirical process", (regressor) => {
      const planner = fittedQ<Discrete>(problem, { regressor, iterations: 400, tolerance: 1e-12, capacity: 8, freezeAfter: 1 });
      const state = planner.init(streamOf(1));
      expect(planner.plan?.(state, { data: dataOf(problem.observation, 2, rows) }, streamOf(2))).toBe("converged");
      const out = new Float64Array(6);
      planner.decision(state).actionValue.evaluate(Int32Array.of(0, 1, 2), null, out);
      const exact = optimum();
      exact.forEach((entry, i) => expect(out[i]).toBeCloseTo(entry, 8));
    });

  function optimum(): Float64Array {
    const bellman = bellmanProblem({
      stateCount: 3, actionCount: 2, discount: 0.9,
      rowStart: Int32Array.of(0, 2, 3, 4, 5, 6), rowEnd: Int32Array.of(2, 3, 4, 5, 6, 8),
      successor: Int32Array.of(0, 1, 2, 2, 0, 0, 1, 2), probability: Float64Array.of(0.5, 0.5, 1, 1, 1, 1, 0.5, 0.5),
      terminated: Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0), reward: Float64Array.of(1, 0, -1, 3, 0, 2),
    });
    const best = new Float64Array(3);
    bellman.valueIteration(best, { tolerance: 1e-12, maxIterations: 10_000 });
    const out = new Float64Array(6);
    bellman.actionValues(best, out);
    return out;
  }
});

describe("what may come", () => {
  const trees = extraTrees({ treeCount: 5 });
  const plan = (
    data: Dataset<typeof slope.observation, Discrete>, discount = 0.9
  ): { outcome: unknown; at: (x: number) => number[] } => {
    const planner = fittedQ({ ...slope, discount }, { regressor: trees, iterations: 30, capacity: 300, freezeAfter: 3 });
    const state = planner.init(streamOf(1));
    const outcome = planner.plan?.(state, { data }, streamOf(2));
    return {
      outcome,
      at(x) {
        const out = new Float64Array(2);
        planner.decision(state).actionValue.evaluate(Float64Array.of(x), null, out);
        return [...out];
      },
    };
  };

  test("no data: nothing", () => {
    const { outcome, at } = plan(dataOf(slope.observation, 2, []));
    expect([outcome, ...at(0.5)]).toEqual([undefined, 0, 0]);
  });

  test("one transition: its reward everywhere, for its action; another action is worth 0", () => {
    const { outcome, at } = plan(dataOf(slope.observation, 2, [[[0.5], 1, -2, [0.7], 0]]));
    expect([outcome, ...at(0.1)]).toEqual(["converged", 0, -2]);
  });

  test("constant targets: the constant", () => {
    const { at } = plan(
      dataOf(slope.observation, 2, [0.1, 0.3, 0.5].flatMap((x): Row[] => [[[x], 0, 0.1, [x], 0], [[x], 1, 0.1, [x], 0]]))
    );
    expect(at(0.2)).toEqual([0.1, 0.1]);
  });

  test.each([NaN, Infinity])("a reward of %d: non-finite, and what was known stays", (reward) => {
    const { outcome, at } = plan(dataOf(slope.observation, 2, [[[0.5], 1, reward, [0.7], 0.9], [[0.2], 0, 1, [0.1], 0.9]]));
    expect([outcome, ...at(0.2)]).toEqual(["non-finite", 0, 0]);
  });

  test("an observation that is not a number: non-finite", () => {
    expect(plan(dataOf(slope.observation, 2, [[[NaN], 1, 0, [0.7], 0.9]])).outcome).toBe("non-finite");
    expect(plan(dataOf(slope.observation, 2, [[[0], 1, 0, [NaN], 0.9]])).outcome).toBe("non-finite");
  });

  test("discount 0: the mean reward after one iteration", () => {
    const rows: Row[] = [[[0.5], 1, 3, [0.7], 0], [[0.5], 1, 5, [0.7], 0], [[0.5], 0, 1, [0.7], 0]];
    const { outcome, at } = plan(dataOf(slope.observation, 2, rows), 0);
    expect([outcome, ...at(0.4)]).toEqual(["converged", 1, 4]);
  });

  test("discount 0.9999: no more than there is to be earned", () => {
    const rows: Row[] = [[[0.5], 1, 1, [0.7], 0.9999], [[0.7], 1, 1, [0.5], 0.9999]];
    const planner = fittedQ({ ...slope, discount: 0.9999 }, {
      regressor: nearestNeighbors({ neighbors: 1 }), iterations: 300_000, capacity: 2, tolerance: 1e-4,
    });
    const state = planner.init(streamOf(1));
    expect(planner.plan?.(state, { data: dataOf(slope.observation, 2, rows) }, streamOf(2))).toBe("converged");
    const out = new Float64Array(1);
    planner.decision(state).value.evaluate(Float64Array.of(0.5), out);
    expect(out[0]).toBeLessThanOrEqual(10_000);
    expect(out[0]).toBeGreaterThan(9998);
  });

  test("only the newest transitions count, as many as there is room for", () => {
    const planner = fittedQ(slope, { regressor: nearestNeighbors({ neighbors: 9 }), iterations: 1, capacity: 2 });
    const state = planner.init(streamOf(1));
    const rows = [5, 1, 3].map((reward): Row => [[0.5], 1, reward, [0.7], 0]);
    planner.plan?.(state, { data: dataOf(slope.observation, 2, rows) }, streamOf(2));
    const out = new Float64Array(2);
    planner.decision(state).actionValue.evaluate(Float64Array.of(0), null, out);
    expect([...out]).toEqual([0, 2]);
  });

  test("options are checked at construction", () => {
    expect(() => fittedQ(slope, { iterations: 0 })).toThrow(/iterations/);
    expect(() => fittedQ(slope, { capacity: 0 })).toThrow(/capacity/);
    expect(() => fittedQ(slope, { capacity: 1, source: "model" })).toThrow(/capacity: at least 2/);
    expect(() => fittedQ(slope, { successors: 0 })).toThrow(/successors/);
    expect(() => fittedQ(slope, { explore: 2 })).toThrow(/explore/);
    expect(() => fittedQ(slope, { tolerance: -1 })).toThrow(/tolerance/);
    expect(() => fittedQ(slope, { freezeAfter: -1 })).toThrow(/freezeAfter/);
    expect(() => fittedQ(slope, { regressor: linearRegression({ features: oneHotFeatures() }) })).toThrow(/what cannot be counted/);
  });
});

describe("on a slope", () => {
  const regressors: readonly Regressor[] = [
    extraTrees({ treeCount: 10 }), nearestNeighbors(), kernelSmoothing({ bandwidth: 0.1 }), aggregation({ cells: 20 }),
    kernelRidge(), linearRegression({ features: polynomialFeatures({ degree: 4 }) }),
  ];

  test.each(regressors)("$name learns to climb, from data", (regressor) => {
    expect(climbs(fittedQ(slope, { regressor, iterations: 30, capacity: 250 }))).toEqual([1, 1, 1, 1]);
  });

  test("and from a model, asked at the states of the data", () => {
    expect(climbs(
      fittedQ(slope, { iterations: 30, capacity: 200, source: "model", successors: 5, regressor: extraTrees({ treeCount: 10 }) })
    ))
      .toEqual([1, 1, 1, 1]);
  });

  test("values rise towards the top, up to what a step away is worth", () => {
    const planner = fittedQ(slope, { iterations: 60, capacity: 250, regressor: kernelSmoothing({ bandwidth: 0.1 }) });
    const state = planner.init(streamOf(1));
    planner.plan?.(state, { data: slopeData(250, 3) }, streamOf(2));
    const out = new Float64Array(4);
    planner.decision(state).value.evaluate(Float64Array.of(0.1, 0.4, 0.7, 0.94), out);
    expect([...out]).toEqual([...out].sort((a, b) => a - b));
    expect(out[3]).toBeLessThanOrEqual(1);
    expect(out[0]).toBeGreaterThan(0.9 ** 30);
  });

  type Climber = ReturnType<typeof fittedQ<typeof slope.observation, "data" | "model">>;
  function climbs(planner: Climber): number[] {
    const state = planner.init(streamOf(1));
    planner.plan?.(state, { data: slopeData(250, 3), dynamics: slope }, streamOf(2));
    const q = planner.decision(state).actionValue;
    const out = new Float64Array(8);
    q.evaluate(Float64Array.of(0.2, 0.45, 0.6, 0.85), null, out);
    return [0, 1, 2, 3].map((b) => (out[2 * b + 1]! > out[2 * b]! ? 1 : 0));
  }
});
