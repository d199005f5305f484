import { philox, seedKey } from "@worldwise/math";
import { discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { batchOf } from "./fixtures/batch-of.ts";
import { silent } from "./fixtures/silent.ts";
import { sarsa } from "./sarsa.ts";

/** Three states, two actions, γ = 1/2: every number below is exact in binary. */
const problem = { observation: discrete(3), action: discrete(2), discount: 0.5 };

describe("SARSA", () => {
  test("takes the action it learned from", () => {
    const planner = sarsa(problem, { stepSize: 1, policy: "uniform" });
    const state = planner.init(silent);
    state.actionValue.set([0, 0, 2, 8, 0, 0]);
    const streams = philox.streams(seedKey(5), 1);
    const policy = planner.policy(state, {}, () => streams);
    const action = new Int32Array(1);
    const taken = new Set<number>();
    for (let i = 0; i < 20; i++) {
      planner.learn?.(state, batchOf(problem, [{ from: 0, action: 0, reward: 1, to: 1 }]), streams.lane(0));
      const learnedFrom = state.actionValue[0] === 1 + 2 / 2 ? 0 : 1;
      expect(state.actionValue[0]).toBe(learnedFrom === 0 ? 2 : 5);
      const before = streams.state.slice();
      policy.act(Int32Array.of(1), streams, action);
      expect(action[0]).toBe(learnedFrom);
      expect(streams.state).toEqual(before);
      expect(state.committed[1]).toBe(-1);
      taken.add(action[0]!);
    }
    expect(taken.size).toBe(2);
  });

  test("settles on nothing where the episode ended, in imagination, or when it is judged", () => {
    const planner = sarsa(problem);
    const state = planner.init(silent);
    const random = philox.streams(seedKey(1), 1);
    planner.learn?.(state, batchOf(problem, [
      { from: 0, action: 0, reward: 1, to: 1, terminated: true }, { from: 0, action: 0, reward: 1, to: 2, truncated: true },
    ]), random.lane(0));
    planner.learn?.(state, batchOf(problem, [{ from: 0, action: 0, reward: 1, to: 1 }], { imagined: true }), random.lane(0));
    expect([...state.committed]).toEqual([-1, -1, -1]);
    planner.learn?.(state, batchOf(problem, [{ from: 0, action: 0, reward: 1, to: 1 }]), random.lane(0));
    const settled = state.committed[1];
    const action = new Int32Array(1);
    planner.policy(state, {}, () => random).act(Int32Array.of(1), random, action, "evaluate");
    planner.decision(state).policy.act(Int32Array.of(1), random, action);
    expect(settled).toBeGreaterThanOrEqual(0);
    expect(state.committed[1]).toBe(settled);
  });
});
