import { identityFeatures, oneHotFeatures, polynomialFeatures, tabulatedFeatures } from "@worldwise/data";
import { boyanChain, boyanFeatures } from "@worldwise/env-tabular";
import { box, defineDynamics, discrete } from "@worldwise/protocol";
import { describeContract, testModelLearner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { seeded } from "../fixtures/random.ts";
import { recorded } from "../fixtures/recorded.ts";
import { modelFixedPoint } from "./fixed-points.ts";
import { linearExpectation } from "./linear-expectation.ts";

const plane = { observation: box("float64", [-9, -9], [9, 9]), action: discrete(2), discount: 0.9 };
const spiral = defineDynamics({
  name: "spiral", state: plane.observation, action: plane.action, discount: 0.9,
  start: (random, out) => { out.state = [random.normal(), random.normal()]; },
  step: ([x, y], action, random, out) => {
    out.state[0] = 0.8 * x - 0.3 * y + 0.1 * random.normal();
    out.state[1] = 0.3 * x + 0.8 * y + action;
    out.reward = x - y + action;
  },
});
const features = identityFeatures({ constant: false });

for (const options of [{}, { method: "batch" }, { method: "batch", actions: "shared" }, { stepSize: 0.01, actions: "shared" }] as const) {
  describe(JSON.stringify(options), () => {
    describeContract(testModelLearner(() => linearExpectation(plane, { features, ...options }), { world: spiral }), { describe, test });
  });
}

describe("online", () => {
  test("two steps by hand", () => {
    const learner = linearExpectation(plane, { features, stepSize: 0.5 });
    const state = learner.init(seeded(1));
    const { linearExpectation: model } = learner.model(state);
    // From zero: e = φ' = (3, 4), so F = α e φᵀ: row i is α φ_i φ'.
    learner.update(state, recorded(plane, [[[1, 2], 1, 5, [3, 4]]]), {}, seeded(1));
    expect([...model.transition]).toEqual([0, 0, 0, 0, 1.5, 2, 3, 4]);
    expect([...model.reward]).toEqual([0, 0, 2.5, 5]);
    // F φ = (1.5, 2) for φ = (1, 0): e = (0.5, −2), and the reward's error is 3.5 − 2.5.
    const rows = [[[1, 2], 1, 5, [3, 4]], [[1, 0], 1, 3.5, [2, 0]]] as const;
    learner.update(state, recorded(plane, rows), {}, seeded(1));
    expect([...model.transition.subarray(4)]).toEqual([1.75, 1, 3, 4]);
    expect([...model.reward.subarray(2)]).toEqual([3, 5]);
  });

  test("nothing follows on the end of an episode", () => {
    const learner = linearExpectation(plane, { features, stepSize: 1 });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(plane, [[[1, 0], 0, 2, [5, 5], true]]), {}, seeded(1));
    expect([...state.transition.subarray(0, 4), ...state.reward.subarray(0, 2)]).toEqual([0, 0, 0, 0, 2, 0]);
  });

  test("a step size that is too large ends in numbers that are not finite, and says so", () => {
    const learner = linearExpectation(plane, { features, stepSize: 9 });
    const rows = Array.from({ length: 400 }, () => [[3, 3], 0, 1, [1, 1]] as const);
    expect(learner.update(learner.init(seeded(1)), recorded(plane, rows), {}, seeded(1))).toBe("non-finite");
  });
});

describe("batch", () => {
  test("finds a linear world exactly, and expects what it does", () => {
    const learner = linearExpectation(plane, { features, method: "batch", ridge: 0 });
    const state = learner.init(seeded(1));
    const { expectation } = learner.model(state);
    const rows = [[1, 0], [0, 1], [2, -1]].map(([x, y]) => [[x!, y!], 0, 3 * x! - y!, [y!, x! + y!]] as const);
    expect(learner.update(state, recorded(plane, rows), {}, seeded(1))).toBeUndefined();
    const outState = new Float64Array(4);
    expectation.next(Float64Array.of(5, 7, 1, 1), Int32Array.of(0, 1), outState);
    [7, 12, 0, 0].forEach((entry, i) => expect(outState[i]).toBeCloseTo(entry, 12));
    expect(learner.metrics?.(state)).toMatchObject({ transitions: 3 });
  });

  test("with one feature for each state it is the table of relative frequencies", () => {
    const problem = { observation: discrete(3), action: discrete(1), discount: 0.9 };
    const learner = linearExpectation(problem, { features: oneHotFeatures(), method: "batch", ridge: 0 });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(problem, [[0, 0, 1, 1], [0, 0, 2, 2], [0, 0, 3, 2], [0, 0, 6, 0, true]]), {}, seeded(1));
    expect([...state.transition]).toEqual([0, 0.25, 0.5, 0, 0, 0, 0, 0, 0]);
    expect([...state.reward]).toEqual([3, 0, 0]);
  });

  test("Boyan's chain: values from one long run", () => {
    const world = boyanChain();
    const rows = [];
    for (const random = seeded(5); rows.length < 20_000;) {
      for (let s = 12; s > 0;) {
        const next = s === 1 ? 0 : s - 1 - random.integer(2);
        rows.push([s, 0, s === 1 ? -2 : -3, next, next === 0] as const);
        s = next;
      }
    }
    const learner = linearExpectation(world, { features: tabulatedFeatures(boyanFeatures(), 4), method: "batch", ridge: 0 });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(world, rows), {}, seeded(1));
    const { weight } = modelFixedPoint(learner.model(state).linearExpectation);
    [-24, -16, -8, 0].forEach((theta, k) => expect(Math.abs(weight[k]! - theta)).toBeLessThan(0.2));
    expect(learner.metrics?.(state)["spectralRadius"]).toBeLessThan(1);
  });
});

describe("bad input", () => {
  test("rewards that are not finite are passed over", () => {
    const learner = linearExpectation(plane, { features, method: "batch" });
    const state = learner.init(seeded(1));
    expect(learner.update(state, recorded(plane, [[[1, 0], 0, NaN, [0, 0]], [[1, 0], 0, 1, [NaN, 0]]]), {}, seeded(1))).toBe("non-finite");
    expect(state.visits[0]).toBe(0);
    expect(learner.update(state, recorded(plane, []), {}, seeded(1))).toBeUndefined();
  });

  test("options and features are checked where the learner is made", () => {
    expect(() => linearExpectation(plane, { features, stepSize: 0 })).toThrow(/stepSize/);
    expect(() => linearExpectation(plane, { features, ridge: -1 })).toThrow(/ridge/);
    expect(() => linearExpectation(plane, { features: oneHotFeatures() })).toThrow(/one-hot/);
  });

  test("one state, and no spectral radius where it would take long", () => {
    const one = { observation: discrete(1), action: discrete(1), discount: 0 };
    const learner = linearExpectation(one, { features: oneHotFeatures(), method: "batch", ridge: 0 });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(one, [[0, 0, 4, 0]]), {}, seeded(1));
    expect(modelFixedPoint(learner.model(state).linearExpectation).weight[0]).toBe(4);
    const many = linearExpectation(plane, { features: polynomialFeatures({ degree: 12 }) });
    expect(many.metrics?.(many.init(seeded(1)))).toEqual({ transitions: 0 });
  });
});
