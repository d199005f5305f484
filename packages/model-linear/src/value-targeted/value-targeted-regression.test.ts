import { riverSwim } from "@worldwise/env-tabular";
import { discrete } from "@worldwise/protocol";
import { describeContract, testModelLearner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { seeded } from "../fixtures/random.ts";
import { recorded } from "../fixtures/recorded.ts";
import { modelBasis, tabularBasis } from "../mixture/mixture-basis.ts";
import { confidenceRadius, isWithin, valueRegression } from "./value-regression.ts";
import { valueTargetedRegression } from "./value-targeted-regression.ts";

const problem = { observation: discrete(4), action: discrete(2), discount: 1 };
const two = { observation: discrete(2), action: discrete(1), discount: 1 };

describe("contract", () => {
  describeContract(testModelLearner(() => valueTargetedRegression(problem, { horizon: 10 })), { describe, test });
});
describe("contract, lanes in turns", () => {
  describeContract(testModelLearner(() => valueTargetedRegression(problem, { horizon: 10, lanes: 3, radiusScale: 0 })), { describe, test });
});

describe("value-targeted regression", () => {
  test("by hand: stages, targets, promises", () => {
    const learner = valueTargetedRegression(two, { horizon: 2, reward: Float64Array.of(0.5, 0), delta: 0.1 });
    const state = learner.init(seeded(1));
    // V_1 = (3, 4), V_2 = 0: the first step of the episode regresses on V_1, the second on V_2.
    const stageValues = Float64Array.of(9, 9, 3, 4, 0, 0);
    learner.update(state, recorded(two, [[0, 0, 1, 1], [1, 0, 1, 0]]), { stageValues }, seeded(1));
    // M of row 0 is I + (3, 4)(3, 4)ᵀ, w = 4 (3, 4): θ̂ = 4 (3, 4) / 26; row 1 saw X = 0.
    [12 / 26, 16 / 26, 0, 0].forEach((theta, i) => expect(state.regression.weight[i]).toBeCloseTo(theta, 12));
    expect(state.regression.logDeterminant).toBeCloseTo(Math.log(26), 12);
    const out = new Float64Array(2);
    learner.model(state).optimism.backup(Float64Array.of(3, 4), out);
    // Either could promise more than the best next value.
    expect([...out]).toEqual([4.5, 4]);
    const cautious = valueTargetedRegression(two, { horizon: 2, reward: Float64Array.of(0.5, 0), radiusScale: 0 });
    cautious.model(state).optimism.backup(Float64Array.of(3, 4), out);
    expect(out[0]).toBeCloseTo(0.5 + 100 / 26, 12);
    expect(out[1]).toBe(0);
  });

  test("rewards are promised until they are known", () => {
    const learner = valueTargetedRegression(two, { horizon: 1, rewardBound: 2, delta: 0.1 });
    const state = learner.init(seeded(1));
    const out = new Float64Array(2);
    learner.model(state).optimism.backup(new Float64Array(2), out);
    expect([...out]).toEqual([2, 2]);
    const rows = Array.from({ length: 400 }, () => [0, 0, 1, 1, true] as const);
    learner.update(state, recorded(two, rows), { stageValues: new Float64Array(4) }, seeded(1));
    learner.model(state).optimism.backup(new Float64Array(2), out);
    expect(out[0]).toBeCloseTo(1 + 2 * Math.sqrt(Math.log(10) / 800), 12);
    expect(out[1]).toBe(2);
  });

  test("a mixture of two rivers: the confidence set holds the truth at every step of one run", () => {
    const [slow, fast] = [riverSwim({ variant: "strehl-littman" }).mdp, riverSwim({ variant: "osband" }).mdp];
    const basis = modelBasis([slow, fast]);
    const regression = valueRegression(basis, 1);
    const state = regression.init();
    const confidence = { ridge: 1, delta: 0.05, radiusScale: 1, valueRange: 1, parameterBound: 1 };
    const [random, truth, value] = [seeded(3), Float64Array.of(0.3, 0.7), new Float64Array(6)];
    for (let n = 0; n < 500; n++) {
      value.forEach((_, s) => (value[s] = random.uniform()));
      const row = random.integer(12);
      const mdp = random.uniform() < 0.3 ? slow : fast;
      let [k, left] = [mdp.rowStart[row]!, random.uniform()];
      while ((left -= mdp.probability[k]!) > 0 && k < mdp.rowEnd[row]! - 1) k++;
      regression.observe(state, row, value, value[mdp.successor[k]!]!);
      expect(isWithin(state, basis, truth, confidenceRadius(state, confidence))).toBe(true);
    }
    expect(isWithin(state, basis, truth, 1e-3)).toBe(false);
    expect(Math.abs(state.weight[0]! + state.weight[1]! - 1)).toBeLessThan(0.05);
  });
});

describe("bad input", () => {
  test("rewards and values that are not finite are passed over", () => {
    const learner = valueTargetedRegression(two, { horizon: 2 });
    const state = learner.init(seeded(1));
    const data = recorded(two, [[0, 0, NaN, 1]]);
    expect(learner.update(state, data, { stageValues: new Float64Array(6) }, seeded(1))).toBe("non-finite");
    expect(learner.update({ ...state, seen: 0 }, data, { stageValues: new Float64Array(6).fill(NaN) }, seeded(1))).toBe("non-finite");
    expect([...state.visits]).toEqual([0, 0]);
  });

  test("options are checked", () => {
    expect(() => valueTargetedRegression(two, { horizon: 0 })).toThrow(/horizon/);
    expect(() => valueTargetedRegression(two, { horizon: 2, delta: 1 })).toThrow(/delta/);
    expect(() => valueTargetedRegression(two, { horizon: 2, reward: new Float64Array(3) })).toThrow(/reward/);
    expect(() => valueTargetedRegression(two, { horizon: 2, basis: tabularBasis(3, 1) })).toThrow(/basis/);
    expect(() => modelBasis([])).toThrow(/at least one/);
  });
});
