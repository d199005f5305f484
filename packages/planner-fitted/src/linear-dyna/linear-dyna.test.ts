import type { LinearExpectation } from "@worldwise/data";
import { identityFeatures, oneHotFeatures } from "@worldwise/data";
import { philox, seedKey } from "@worldwise/math";
import type { Discrete, Problem, Random } from "@worldwise/protocol";
import { createComponent, discrete, transitionBatch } from "@worldwise/protocol";
import { describeContract, testPlanner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import reference from "../fixtures/mini-chain.json" with { type: "json" };
import type { LinearDynaVariant } from "./linear-dyna-planner.ts";
import { linearDynaPlanner } from "./linear-dyna-planner.ts";
import { linearDynaPlugin } from "./plugin.ts";

const { expected } = reference;
const variants: readonly LinearDynaVariant[] = ["random", "sweep", "pwma", "mg"];
const features = oneHotFeatures();
const seeded = (seed: number): Random => philox.streams(seedKey(seed), 1).lane(0);

/** The reference's model. Its two features stand for two states, which is all the same to planning. */
const chain: LinearExpectation = {
  featureSize: 2, actionCount: 1, discount: 1, reward: Float64Array.from(expected.b),
  transition: Float64Array.from([expected.F[0]![0]!, expected.F[1]![0]!, expected.F[0]![1]!, expected.F[1]![1]!]),
};
const two: Problem<Discrete, Discrete> = { observation: discrete(2), action: discrete(1), discount: 1 };

/** A deterministic world of tables, seen through one-hot features: action 0 stays and pays 0, action 1 goes right and pays 1 at the end. */
function corridor(stateCount: number, discount: number): LinearExpectation {
  const [transition, reward] = [new Float64Array(2 * stateCount * stateCount), new Float64Array(2 * stateCount)];
  for (let s = 0; s < stateCount; s++) {
    transition[s * stateCount + s] = 1;
    if (s + 1 < stateCount) transition[(stateCount + s) * stateCount + s + 1] = 1;
    else reward[stateCount + s] = 1;
  }
  return { featureSize: stateCount, actionCount: 2, discount, transition, reward };
}

const contractProblem: Problem<Discrete, Discrete> = { observation: discrete(4), action: discrete(2), discount: 0.9 };
const options = { faces: { linearExpectation: corridor(4, 0.9) } };
for (const variant of variants) {
  describe(variant, () => {
    describeContract(testPlanner(() => linearDynaPlanner(contractProblem, { features, variant }), options), { describe, test });
  });
}

describe("the reference chain", () => {
  test("sweeps with α = 1 give its trace", () => {
    const planner = linearDynaPlanner(two, { features, variant: "sweep", backupStepSize: 1, backups: 2 });
    const state = planner.init(seeded(1));
    for (const [first, second] of expected.sweep_trace_unit_basis) {
      expect(planner.plan?.(state, { linearExpectation: chain }, seeded(1))).toBe("max-iterations");
      expect(state.weight[0]).toBeCloseTo(first!, 8);
      expect(state.weight[1]).toBeCloseTo(second!, 8);
    }
  });

  test.each(variants)("%s settles at the fixed point", (variant) => {
    const planner = linearDynaPlanner(two, { features, variant, stepSize: 0, backupStepSize: 0.5, backups: 2000, threshold: 1e-13 });
    const state = planner.init(seeded(1));
    const surprise = transitionBatch(two, 2);
    surprise.size = 2;
    surprise.observation.set([0, 1]);
    surprise.reward.fill(1);
    planner.learn?.(state, surprise, seeded(1));
    planner.plan?.(state, { linearExpectation: chain }, seeded(3));
    expected.theta_fixed_point.forEach((theta, k) => expect(state.weight[k]).toBeCloseTo(theta, 8));
  });
});

describe("by hand", () => {
  const observed = (state: number, reward: number, next: number, discount: number): ReturnType<typeof transitionBatch<Discrete, Discrete>> => {
    const batch = transitionBatch(contractProblem, 1);
    batch.size = 1;
    batch.observation[0] = state;
    batch.reward[0] = reward;
    batch.nextObservation[0] = next;
    batch.discount[0] = discount;
    return batch;
  };

  test("a real transition moves θ by temporal differences, and is queued", () => {
    const planner = linearDynaPlanner(contractProblem, { features, stepSize: 0.5 });
    const state = planner.init(seeded(1));
    state.weight.set([1, 4, 0, 0]);
    planner.learn?.(state, observed(0, 2, 1, 0.9), seeded(1)); // δ = 2 + 3.6 − 1 = 4.6
    expect(state.weight[0]).toBeCloseTo(3.3, 12);
    expect(state.queue.size).toBe(1);
    expect(state.queue.priority[0]).toBeCloseTo(4.6, 12);
    const imagined = observed(0, 9, 1, 0.9);
    imagined.imagined = true;
    planner.learn?.(state, imagined, seeded(1));
    expect(state.weight[0]).toBeCloseTo(3.3, 12);
  });

  test("MG backs up the feature that waits; PWMA those that lead to it", () => {
    const model = { linearExpectation: corridor(4, 0.9) };
    const after = (variant: LinearDynaVariant): number[] => {
      const planner = linearDynaPlanner(contractProblem, { features, variant, stepSize: 0, backups: 1 });
      const state = planner.init(seeded(1));
      state.weight[3] = 10;
      planner.learn?.(state, observed(3, 3, 0, 0), seeded(1)); // only feature 3 is queued
      planner.plan?.(state, model, seeded(1));
      return [...state.weight];
    };
    // Feature 3 is worth max(0.9 · 10, 1) = 9.
    expect(after("mg")).toEqual([0, 0, 0, 9]);
    // Features 2 and 3 lead to 3. Feature 2 first: 0.9 · 10.
    expect(after("pwma")).toEqual([0, 0, 9, 9]);
  });

  test("control: the values and actions of the corridor", () => {
    const planner = linearDynaPlanner(contractProblem, { features, variant: "sweep", stepSize: 0, backups: 400 });
    const state = planner.init(seeded(1));
    const model = { linearExpectation: corridor(4, 0.9) };
    planner.plan?.(state, model, seeded(1));
    [0.729, 0.81, 0.9, 1].forEach((value, s) => expect(state.weight[s]).toBeCloseTo(value, 12));
    const streams = philox.streams(seedKey(2), 4);
    const outAction = new Int32Array(4);
    planner.policy(state, model, () => streams).act(Int32Array.of(0, 1, 2, 3), streams, outAction, "evaluate");
    expect([...outAction]).toEqual([1, 1, 1, 1]);
    const outValue = new Float64Array(2);
    planner.decision(state).value.evaluate(Int32Array.of(3, 0), outValue);
    expect(outValue[0]).toBeCloseTo(1, 12);
    expect(outValue[1]).toBeCloseTo(0.729, 12);
  });
});

describe("bad input", () => {
  test("an unstable model ends as non-finite, with finite values", () => {
    const explosive = { featureSize: 2, actionCount: 1, discount: 1, transition: Float64Array.of(0, 9, 9, 0), reward: Float64Array.of(1, 1) };
    const planner = linearDynaPlanner(two, { features, variant: "random", stepSize: 0, backups: 5000 });
    const state = planner.init(seeded(1));
    expect(planner.plan?.(state, { linearExpectation: explosive }, seeded(1))).toBe("non-finite");
    expect(state.weight.every(Number.isFinite)).toBe(true);
  });

  test("a model of other features, rewards that are no numbers, options out of range", () => {
    const planner = linearDynaPlanner(contractProblem, { features });
    const state = planner.init(seeded(1));
    expect(() => planner.plan?.(state, { linearExpectation: chain }, seeded(1))).toThrow(/4 features/);
    const batch = transitionBatch(contractProblem, 1);
    batch.size = 1;
    batch.reward[0] = NaN;
    expect(planner.learn?.(state, batch, seeded(1))).toBe("non-finite");
    expect([...state.weight]).toEqual([0, 0, 0, 0]);
    expect(() => linearDynaPlanner(contractProblem, { features, backups: 0 })).toThrow(/backups/);
    expect(() => linearDynaPlanner(contractProblem, { features: identityFeatures(), explore: 2 })).toThrow(/explore/);
  });

  test("by name", () => {
    const { "~worldwise": marker } = createComponent(linearDynaPlugin, { variant: "pwma", features: "identity" }, contractProblem);
    expect(marker).toMatchObject({ role: "planner", name: "linearDyna", needs: ["linearExpectation"] });
  });
});
