import { discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { expectedSarsa } from "./expected-sarsa.ts";
import { batchOf } from "./fixtures/batch-of.ts";
import { silent } from "./fixtures/silent.ts";

/** Three states, two actions, γ = 1/2: every number below is exact in binary. */
const problem = { observation: discrete(3), action: discrete(2), discount: 0.5 };

describe("expected SARSA", () => {
  test("takes the mean over the next action under the policy that explores", () => {
    const planner = expectedSarsa(problem, { stepSize: 1, explore: 0.5 });
    const state = planner.init(silent);
    planner.learn?.(state, batchOf(problem, [{ from: 1, action: 0, reward: 4, to: 2 }, { from: 0, action: 0, reward: 1, to: 1 }]), silent);
    expect(state.value[1]).toBe(3); // 4 · (1/2 + 1/4)
    expect(state.actionValue[0]).toBe(2.5); // 1 + 3/2
  });
});
