import { discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { batchOf } from "./fixtures/batch-of.ts";
import { silent } from "./fixtures/silent.ts";
import { qLearning } from "./q-learning.ts";

/** Three states, two actions, γ = 1/2: every number below is exact in binary. */
const problem = { observation: discrete(3), action: discrete(2), discount: 0.5 };

describe("Q-learning", () => {
  test("moves towards r + γ max Q", () => {
    const planner = qLearning(problem, { stepSize: 0.5 });
    const state = planner.init(silent);
    state.actionValue.set([0, 0, 2, 4, 8, 6]);
    planner.learn?.(state, batchOf(problem, [{ from: 0, action: 1, reward: 1, to: 1 }]), silent);
    expect([...state.actionValue]).toEqual([0, 1.5, 2, 4, 8, 6]); // 0 + (1 + 4/2 − 0) / 2
    expect([...planner.decision(state).valueTable]).toEqual([1.5, 4, 8]);
  });

  test("does not look past the end, and looks past a time limit", () => {
    const planner = qLearning(problem, { stepSize: 1, initialValue: 4 });
    const state = planner.init(silent);
    planner.learn?.(state, batchOf(problem, [
      { from: 0, action: 0, reward: 1, to: 1, terminated: true }, { from: 0, action: 1, reward: 1, to: 1, truncated: true },
    ]), silent);
    expect([...state.actionValue.subarray(0, 2)]).toEqual([1, 3]);
  });

  test("takes the transitions of a batch one after the other", () => {
    const planner = qLearning(problem, { stepSize: 1 });
    const state = planner.init(silent);
    planner.learn?.(state, batchOf(problem, [{ from: 1, action: 0, reward: 2, to: 2 }, { from: 0, action: 0, reward: 0, to: 1 }]), silent);
    expect(state.actionValue[0]).toBe(1);
  });

  test("its words stay true when a kernel writes its table, as it invites them to", () => {
    const planner = qLearning(problem, { stepSize: 0.25 });
    const state = planner.init(silent);
    const decision = planner.decision(state);
    decision.maxBackupTable.actionValue.set([1, 2, 3, 5, -1, -2]);
    expect([...decision.valueTable]).toEqual([2, 5, -1]);
    const value = new Float64Array(2);
    decision.value.evaluate(Int32Array.of(1, 0), value);
    expect([...value]).toEqual([5, 2]);
    expect(decision.maxBackupTable.stepSize).toBe(0.25);
    planner.learn?.(state, batchOf(problem, [{ from: 2, action: 0, reward: 0, to: 1 }]), silent);
    expect(state.actionValue[4]).toBe(-0.125); // −1 + (5/2 + 1) / 4
  });

  test("tells all its action values", () => {
    const planner = qLearning(problem);
    const state = planner.init(silent);
    state.actionValue.set([1, 2, 3, 5, -1, -2]);
    const outValue = new Float64Array(4);
    planner.decision(state).actionValue.evaluate(Int32Array.of(2, 0), null, outValue);
    expect([...outValue]).toEqual([-1, -2, 1, 2]);
  });
});
