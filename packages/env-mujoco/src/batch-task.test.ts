import { afterAll, describe, expect, test } from "vitest";
import starts from "./fixtures/numpy-starts.json" with { type: "json" };
import { controlCost } from "./control-cost.ts";
import { drawAction, streamOf } from "./fixtures/random-actions.ts";
import type { BatchTask } from "@worldwise/protocol";
import type { MujocoWorld, WithObservedTask } from "./index.ts";
import * as everything from "./index.ts";

const { ant, antReward, halfCheetah, hopper, hopperTermination, invertedPendulum, reacher, walker2d } = everything;

type Observed = MujocoWorld<object> & WithObservedTask;
/** Rewards are as far off as the velocity at the end of a step is from its mean, or not at all. */
interface Entry { readonly world: Observed; readonly tolerance: number }
const shown = { excludePositions: false };
const entries: readonly (readonly [string, Entry])[] = [
  ["hopper, positions shown", { world: hopper(shown), tolerance: 1e-12 }],
  ["walker2d, positions shown", { world: walker2d(shown), tolerance: 1e-12 }],
  ["halfCheetah, positions shown", { world: halfCheetah(shown), tolerance: 1e-12 }],
  ["invertedPendulum", { world: invertedPendulum(), tolerance: 0 }],
  ["reacher", { world: reacher(), tolerance: 1e-12 }],
  ["hopper", { world: hopper(), tolerance: 0.5 }],
  ["walker2d", { world: walker2d(), tolerance: 1 }],
  ["halfCheetah", { world: halfCheetah(), tolerance: 1.5 }],
  ["ant", { world: ant(), tolerance: 1 }],
  ["ant, positions shown, no forces", {
    world: ant({ ...shown, includeContactForces: false, contactCostWeight: 0 }), tolerance: 0.2,
  }],
];

/** Largest difference of rewards over random steps, how many ends differ, and how many ends there were. */
function compare(world: Observed): { readonly reward: number; readonly wrong: number; readonly ends: number } {
  const { action, observedTask, reset, step } = world;
  const random = streamOf(3);
  const [paid, ended] = [new Float64Array(1), new Uint8Array(1)];
  let [largest, wrong, ends] = [0, 0, 0];
  let { observation } = reset({ seed: 3 });
  for (let k = 0; k < 60; k++) {
    const chosen = drawAction(action, random);
    const result = step(chosen);
    observedTask.reward(observation, chosen, result.observation, paid);
    observedTask.termination(result.observation, ended);
    largest = Math.max(largest, Math.abs(paid[0]! - result.reward));
    wrong += Number((ended[0] === 1) !== result.terminated);
    ends += Number(result.terminated);
    observation = result.terminated ? reset().observation : result.observation;
  }
  return { reward: largest, wrong, ends };
}

describe.each(entries)("reward and termination of %s as functions of batches", (name, { world, tolerance }) => {
  afterAll(() => world.close());

  test(`those of its steps, to ${tolerance}`, () => {
    const { reward, wrong, ends } = compare(world);
    expect(wrong).toBe(0);
    expect(reward).toBeLessThanOrEqual(tolerance);
    if (/hopper|walker|invertedPendulum/.test(name)) expect(ends).toBeGreaterThan(0);
  });
});

test("B rows at once, by name, and they are the worlds' own", () => {
  const row = (height: number, angle: number, speed = 0): number[] => [height, angle, 0, 0, 0, 1.5, 0, 0, 0, 0, speed];
  const rows = Float64Array.from([row(1.2, 0), row(0.6, 0), row(1.2, -0.3), row(1.2, 0, 100)].flat());
  const ended = new Uint8Array(4).fill(7);
  hopperTermination(rows, ended);
  expect([...ended]).toEqual([0, 1, 1, 1]);
  const paid = new Float64Array(4);
  everything.hopperReward(rows, new Float32Array(12).fill(1), rows, paid);
  [2.5, 1.5, 1.5, 1.5].forEach((reward, b) => expect(paid[b]).toBeCloseTo(reward - 0.003, 12));

  const seen = new Float64Array(105);
  seen.set([0.5, 1]);
  seen[13] = 2;
  seen.fill(3, 27, 29);
  antReward(seen, new Float32Array(8).fill(0.5), seen, paid.subarray(0, 1));
  expect(paid[0]).toBeCloseTo(2 + 1 - 0.5 * 2 - 5e-4 * 2, 12);
});

test("those that never end", () => {
  const never: readonly BatchTask["termination"][] = [everything.halfCheetahTermination, everything.reacherTermination];
  for (const termination of never) {
    const ended = Uint8Array.of(7, 7);
    termination(new Float64Array(34).fill(9), ended);
    expect([...ended]).toEqual([0, 0]);
  }
});

describe("cost of control", () => {
  test("as NumPy computes it, bit for bit, under either promotion", () => {
    for (const { weight, action, numpy1, numpy2 } of starts.controlCosts) {
      expect(controlCost(weight, action.length, "numpy-1")(action, 0)).toBe(numpy1);
      expect(controlCost(weight, action.length, "numpy-2")(action, 0)).toBe(numpy2);
      expect(controlCost(weight, action.length, "float64")(action, 0)).toBeCloseTo(numpy1, 6);
    }
  });

  test("of a row in the middle", () => {
    expect(controlCost(0.5, 2, "float64")([9, 1, 2, 9], 1)).toBe(2.5);
    expect(controlCost(0.5, 8, "numpy-2")([9, 1, 1, 1, 1, 1, 1, 1, 1, 9], 1)).toBe(4);
  });

  test("the promotion changes the reward and not the motion", () => {
    const [exact, numpy] = [halfCheetah(), halfCheetah({ promotion: "numpy-2" })];
    const action = Float32Array.of(0.1, -0.2, 0.3, -0.4, 0.5, -0.6);
    const [one, other] = [exact, numpy].map((world) => {
      world.reset({ seed: 1 });
      return world.step(action);
    });
    expect(other!.observation).toEqual(one!.observation);
    expect(other!.info.rewardControl).not.toBe(one!.info.rewardControl);
    expect(other!.info.rewardControl).toBe(Math.fround(other!.info.rewardControl));
    expect(other!.reward).toBeCloseTo(one!.reward, 6);
    exact.close();
    numpy.close();
  });
});
