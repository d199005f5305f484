import { philox, seedKey } from "@worldwise/math";
import { discrete, transitionBatch } from "@worldwise/protocol";
import { describeContract, testPlanner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { optimisticInduction } from "./optimistic-induction.ts";

const problem = { observation: discrete(5), action: discrete(3), discount: 0.9 };
const two = { observation: discrete(2), action: discrete(2), discount: 1 };
const random = philox.streams(seedKey(1), 1);

describeContract(
  testPlanner(() => optimisticInduction(problem, { horizon: 6 }), { evaluationMovesState: true }), { describe, test },
);

/** State 0: action 0 pays .5 and stays, action 1 pays 0 and leads to state 1, where everything pays 1 and stays. */
const optimism = {
  backup: ([here, there]: Float64Array, out: Float64Array) => out.set([0.5 + here!, there!, 1 + there!, 1 + there!]),
};

describe("optimistic induction", () => {
  const planner = optimisticInduction(two, { horizon: 3 });

  test("stage values by hand; the last step takes what it can get", () => {
    const state = planner.init(random.lane(0));
    expect(planner.plan?.(state, { optimism }, random.lane(0))).toBe("converged");
    // With one step left .5 is best; with two or three, going costs nothing more than it brings, or wins.
    expect([...planner.decision(state).stageValues]).toEqual([2, 3, 1, 2, 0.5, 1, 0, 0]);
    const policy = planner.policy(state, { optimism }, () => random);
    const outAction = new Int32Array(1);
    const judged = [0, 1, 2].map(() => {
      policy.act(Int32Array.of(0), random, outAction, "evaluate");
      return outAction[0];
    });
    expect(judged).toEqual([1, 0, 0]);
    policy.begin?.(0);
    policy.act(Int32Array.of(0), random, outAction, "evaluate");
    expect(outAction[0]).toBe(1);
  });

  test("plans once an episode, and acts by the stage of what it learned from", () => {
    const state = planner.init(random.lane(0));
    planner.plan?.(state, { optimism }, random.lane(0));
    expect(planner.plan?.(state, { optimism }, random.lane(0))).toBeUndefined();
    const [policy, outAction, batch] = [planner.policy(state, { optimism }, () => random), new Int32Array(1), transitionBatch(two, 1)];
    batch.size = 1;
    const acted = (): number => {
      policy.act(Int32Array.of(0), random, outAction);
      return outAction[0]!;
    };
    expect(acted()).toBe(1);
    planner.learn?.(state, batch, random.lane(0));
    expect(acted()).toBe(0);
    batch.last[0] = 1;
    planner.learn?.(state, batch, random.lane(0));
    expect(acted()).toBe(1);
    expect(planner.plan?.(state, { optimism }, random.lane(0))).toBe("converged");
  });

  test("no value is above what the steps left can pay; values that are no numbers are reported", () => {
    const state = planner.init(random.lane(0));
    planner.plan?.(state, { optimism: { backup: (_, out) => void out.fill(99) } }, random.lane(0));
    expect([...planner.decision(state).stageValues]).toEqual([3, 3, 2, 2, 1, 1, 0, 0]);
    const other = planner.init(random.lane(0));
    expect(planner.plan?.(other, { optimism: { backup: (_, out) => void out.fill(NaN) } }, random.lane(0))).toBe("non-finite");
    expect(() => optimisticInduction(two, { horizon: 0 })).toThrow(/horizon/);
  });
});
