import { philox, seedKey } from "@worldwise/math";
import { discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { batchOf } from "./fixtures/batch-of.ts";
import { silent } from "./fixtures/silent.ts";
import { tdPrediction } from "./td-prediction.ts";

/** Three states, two actions, γ = 1/2: every number below is exact in binary. */
const problem = { observation: discrete(3), action: discrete(2), discount: 0.5 };

describe("TD(0)", () => {
  test("moves V towards r + γ V, and acts by the policy it judges", () => {
    const planner = tdPrediction(problem, { stepSize: 0.5, probabilities: [0, 1, 1, 0, 0, 1], initialValue: 2 });
    const state = planner.init(silent);
    planner.learn?.(state, batchOf(problem, [
      { from: 0, action: 1, reward: 3, to: 1 }, { from: 2, action: 1, reward: 1, to: 1, terminated: true },
    ]), silent);
    expect([...state.value]).toEqual([3, 2, 1.5]);
    const streams = philox.streams(seedKey(0), 3);
    const action = new Int32Array(3);
    for (const mode of ["explore", "evaluate"] as const) {
      planner.policy(state, {}, () => streams).act(Int32Array.of(0, 1, 2), streams, action, mode);
      expect([...action]).toEqual([1, 0, 1]);
    }
  });

  test("takes means with the schedule of visits", () => {
    const planner = tdPrediction({ ...problem, discount: 0 }, { schedule: "visits", initialValue: 100 });
    const state = planner.init(silent);
    [3, 5, 7, 1].forEach((reward) => planner.learn?.(state, batchOf(problem, [{ from: 0, action: 0, reward, to: 1, terminated: true }]), silent));
    expect(state.value[0]).toBe(4);
    expect([...state.visits]).toEqual([4, 0, 0]);
  });

  test.each([[[0.5, 0.5]], [[0.5, 0.4, 1, 0, 1, 0]], [[2, -1, 1, 0, 1, 0]]])("refuses the policy %j", (probabilities) => {
    expect(() => tdPrediction(problem, { probabilities })).toThrow(/expected/);
  });
});
