import type { Box, Dynamics } from "@worldwise/protocol";
import { box, defineDynamics } from "@worldwise/protocol";
import { asEnvironment, vectorize } from "@worldwise/rollout";
import { runContract, testDynamics, testVectorEnvironment } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { ladder } from "./fixtures/ladder.ts";
import { puck } from "./fixtures/puck.ts";
import { rewardScale, switching } from "./index.ts";
import type { Schedule } from "./index.ts";

/** Goes by a step of its own, and pays it; noise only for the draws. */
const walker = (step: number): Dynamics<Box<"float64">, Box<"float64">> => defineDynamics({
  name: "walker", discount: 1, state: box("float64", [-1000], [1000]), action: box("float64", [0], [1]),
  start: (_random, out) => { out.state = [0]; },
  step([x], _action, _random, out) {
    out.state = [x + step];
    out.reward = step;
  },
});
const rewardsOf = (schedule: Schedule, count: number): readonly number[] => {
  const environment = asEnvironment(switching([walker(1), walker(10), walker(100)], schedule), { seed: 1 });
  environment.reset();
  return Array.from({ length: count }, () => environment.step(Float64Array.of(0)).reward);
};

describe("switching", () => {
  test("follows each world in its time", () => {
    expect(rewardsOf({ at: [2, 5] }, 8)).toEqual([1, 1, 10, 10, 10, 100, 100, 100]);
    expect(rewardsOf({ at: [0, 3] }, 5)).toEqual([10, 10, 10, 100, 100]);
    expect(rewardsOf({ every: 2 }, 9)).toEqual([1, 1, 10, 10, 100, 100, 1, 1, 10]);
  });

  test("begins anew in each episode, in each lane for itself", () => {
    const lanes = vectorize(switching([walker(1), walker(10)], { at: [2] }), 2, { seed: 1, maxEpisodeSteps: 100 });
    const out = {
      observation: new Float64Array(2), reward: new Float64Array(2), terminated: new Uint8Array(2), truncated: new Uint8Array(2),
    };
    lanes.reset(Uint8Array.of(1, 1), out.observation);
    lanes.step(new Float64Array(2), out);
    lanes.step(new Float64Array(2), out);
    lanes.reset(Uint8Array.of(1, 0), out.observation);
    lanes.step(new Float64Array(2), out);
    expect([...out.reward]).toEqual([1, 10]);
    expect([...out.observation]).toEqual([1, 12]);
  });

  test.each<[string, () => Dynamics]>([
    ["pucks on two kinds of ice", () => switching([puck(), puck({ noise: 1 })], { at: [4] })],
    ["ladders in turn", () => switching([ladder(), rewardScale(ladder(), { scale: -1 })], { every: 3 })],
  ])("keeps the contracts: %s", async (_, create) => {
    for (const contract of [testDynamics(
      create, { steps: 1000 },
    ), testVectorEnvironment((lanes) => vectorize(create(), lanes, { seed: 1, maxEpisodeSteps: 9 }), { steps: 300 })]) {
      const { failed, text } = await runContract(contract);
      expect(failed, text).toEqual([]);
    }
  });

  test("refuses worlds of two kinds, and schedules that do not fit", () => {
    const bounded = { ...walker(1), action: box("float64", [0], [2]) };
    expect(() => switching([walker(1), bounded], { at: [1] })).toThrow("action in box float64[1] in every world, bounds too");
    expect(() => switching([walker(1), { ...walker(1), discount: 0.5 }], { at: [1] })).toThrow("discount 1 in every world");
    expect(() => switching([walker(1), walker(2)], { at: [] })).toThrow("at: 1 step counts");
    expect(() => switching([walker(1), walker(2), walker(3)], { at: [3, 3] })).toThrow("at[1] whole and at least 4");
    expect(() => switching([walker(1)], { every: 0 })).toThrow("every whole and at least 1");
  });
});
