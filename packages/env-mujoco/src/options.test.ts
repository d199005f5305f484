import { describe, expect, test } from "vitest";
import { worldNamed } from "./fixtures/worlds.ts";
import { ant, halfCheetah, hopper, invertedDoublePendulum, reacher, swimmer, walker2d } from "./index.ts";
import type { MujocoWorld } from "./index.ts";

/** What one step with the same action everywhere gives. */
function firstStep<Info>(world: MujocoWorld<Info>, push = 0.5) {
  const start = world.reset({ seed: 1 });
  const step = world.step(new Float32Array(world.action.size).fill(push));
  world.close();
  return { start, ...step };
}

describe("rewards are the sum of their parts, as Gymnasium tells them", () => {
  test("hopper and walker", () => {
    for (const make of [hopper, walker2d]) {
      const { reward, info } = firstStep(make({ forwardRewardWeight: 2, controlCostWeight: 0.5, healthyReward: 3 }));
      expect(info.rewardForward).toBe(2 * info.xVelocity);
      expect(info.rewardControl).toBeCloseTo(-0.5 * 0.25 * (make === hopper ? 3 : 6), 12);
      expect(info.rewardSurvive).toBe(3);
      expect(reward).toBeCloseTo(info.rewardForward + info.rewardControl + info.rewardSurvive, 12);
    }
  });

  test("ant", () => {
    const { reward, info } = firstStep(ant({ contactCostWeight: 2, healthyReward: 3 }));
    expect(info.rewardControl).toBeCloseTo(-0.5 * 0.25 * 8, 12);
    expect(reward).toBeCloseTo(info.rewardForward + info.rewardControl + info.rewardSurvive + info.rewardContact, 12);
  });

  test("cheetah, swimmer, reacher, double pendulum", () => {
    const cheetah = firstStep(halfCheetah({ controlCostWeight: 1 }));
    expect(cheetah.reward).toBe(cheetah.info.rewardForward + cheetah.info.rewardControl);
    expect(cheetah.info.rewardControl).toBe(-1.5);
    const swum = firstStep(swimmer());
    expect(swum.reward).toBe(swum.info.rewardForward + swum.info.rewardControl);
    const { xPosition, yPosition, distanceFromOrigin } = swum.info;
    expect(distanceFromOrigin).toBeCloseTo(Math.sqrt(xPosition ** 2 + yPosition ** 2), 14);
    const reached = firstStep(reacher({ distanceWeight: 2, controlCostWeight: 4 }));
    expect(reached.info.rewardControl).toBe(-2);
    const [x, y] = reached.observation.slice(8);
    expect(reached.info.rewardDistance).toBeCloseTo(-2 * Math.hypot(x!, y!), 12);
    const held = firstStep(invertedDoublePendulum({ healthyReward: 7 }));
    expect(held.info.rewardSurvive).toBe(7);
    expect(held.reward).toBeCloseTo(7 + held.info.distancePenalty + held.info.velocityPenalty, 14);
  });

  test("a reset tells places, and no velocity or reward", () => {
    expect(firstStep(hopper()).start.info).toMatchObject({ xVelocity: 0, rewardForward: 0, rewardControl: 0, rewardSurvive: 0 });
    const { start } = firstStep(swimmer({ excludePositions: false }));
    expect(start.info.xPosition).toBe(start.observation[0]);
  });
});

describe("what is shown", () => {
  test.each([
    ["hopper", { excludePositions: false }, 12], ["walker2d", { excludePositions: false }, 18],
    ["halfCheetah", { excludePositions: false }, 18], ["swimmer", { excludePositions: false }, 10],
    ["ant", { excludePositions: false }, 107], ["ant", { includeContactForces: false }, 27],
    ["ant", { includeContactForces: false, excludePositions: false }, 29],
  ])("%s %o: %i numbers", (name, options, size) => {
    const [world, usual] = [worldNamed(name).make(options), worldNamed(name).make()];
    const [seen, usually] = [world.reset({ seed: 1 }).observation, usual.reset({ seed: 1 }).observation];
    expect(seen).toHaveLength(size);
    const hidden = "excludePositions" in options ? (name === "ant" || name === "swimmer" ? 2 : 1) : 0;
    expect(seen.slice(hidden)).toEqual(usually.slice(0, size - hidden));
    world.close();
    usual.close();
  });

  test("velocities of hopper, walker and double pendulum are clipped to ±10", () => {
    for (const [name, from, size] of [["hopper", 6, 6], ["walker2d", 9, 9], ["invertedDoublePendulum", 3, 3]] as const) {
      const world = worldNamed(name).make();
      const state = new Float64Array(world.snapshotSize);
      world.reset({ seed: 1 });
      world.snapshot(state);
      world.restore(state.fill(0, from + size).fill(50, from, from + size));
      expect(Math.max(...world.observe())).toBe(10);
      world.close();
    }
  });
});

describe("ends", () => {
  test("an unhealthy hopper goes on where it may, and is not paid for health", () => {
    const options = { healthyHeights: [5, 6] as const };
    expect(firstStep(hopper(options))).toMatchObject({ terminated: true, info: { rewardSurvive: 0 } });
    expect(firstStep(hopper({ ...options, terminateWhenUnhealthy: false })))
      .toMatchObject({ terminated: false, info: { rewardSurvive: 0 } });
    expect(firstStep(hopper({ healthyAngles: [1, 2] })).terminated).toBe(true);
    expect(firstStep(hopper({ healthyStates: [-1e-9, 1e-9] })).terminated).toBe(true);
    expect(firstStep(ant({ healthyHeights: [2, 3] })).terminated).toBe(true);
    expect(firstStep(ant({ healthyHeights: [2, 3], terminateWhenUnhealthy: false })).terminated).toBe(false);
  });
});

test("frames and noise", () => {
  const still = hopper({ resetNoiseScale: 0 });
  expect([...still.reset().observation]).toEqual([1.25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  still.close();
  const [one, four] = [hopper({ frameSkip: 1 }), hopper()];
  one.reset({ seed: 1 });
  four.reset({ seed: 1 });
  const action = Float32Array.of(0.5, 0.5, 0.5);
  for (let k = 0; k < 3; k++) one.step(action);
  expect(one.step(action).observation).toEqual(four.step(action).observation);
  expect(one.physics.frameSkip).toBe(1);
  one.close();
  four.close();
});

test.each<readonly [string, object, RegExp]>([
  ["hopper", { discount: 1.5 }, /discount in \[0, 1\]/], ["hopper", { frameSkip: 0 }, /frameSkip a whole number/],
  ["hopper", { healthyAngles: [1, 0] }, /healthyAngles low ≤ high/],
  ["walker2d", { healthyReward: Infinity }, /healthyReward finite/],
  ["halfCheetah", { resetNoiseScale: -1 }, /resetNoiseScale finite and at least 0/],
  ["ant", { contactForces: [1, -1] }, /contactForces low/],
  ["ant", { contactMargins: "new" }, /contactMargins one of published, 3.9/],
  ["swimmer", { promotion: "none" }, /promotion one of float64/],
  ["reacher", { distanceWeight: Number.NaN }, /distanceWeight finite/],
  ["invertedPendulum", { resetNoiseScale: Infinity }, /resetNoise/],
  ["invertedDoublePendulum", { healthyReward: Number.NaN }, /healthyReward finite/],
])("%s refuses %o", (name, options, message) => {
  expect(() => worldNamed(name).make(options)).toThrow(message);
});
