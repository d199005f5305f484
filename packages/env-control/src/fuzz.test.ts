import { philox, seedKey } from "@worldwise/math";
import type { Dynamics, Environment } from "@worldwise/protocol";
import { createComponent, vectorStep } from "@worldwise/protocol";
import { asEnvironment, timeLimit, vectorize } from "@worldwise/rollout";
import { fuzzEnvironment } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { cartPole, continuousCartPole, pendulum, plugins } from "./index.ts";

/** A world by its name, with the options it has by default. */
const worldOf = (plugin: (typeof plugins)[number]): Dynamics => createComponent(plugin, {}, {}) as unknown as Dynamics; // all here are dynamics

describe("used at random, rightly and wrongly", () => {
  test.each(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin] as const))("%s accepts nothing wrong and shows nothing that is not finite", (_, plugin) => {
    const world = worldOf(plugin);
    const environment: Environment = asEnvironment(world, { seed: 0 });
    const report = fuzzEnvironment(timeLimit(environment, 50), { steps: 4000, random: philox.streams(seedKey(1), 1) });
    expect(report.violations).toEqual([]);
    expect([report.steps, report.ends > 50, report.refusals > 30]).toEqual([4000, true, true]);
  });
});

test("a lane's action that is none is refused among good ones, and nothing moves", () => {
  for (const world of [pendulum(), continuousCartPole()]) {
    const environment = vectorize(world, 3, { seed: 0 });
    const out = vectorStep(world.observation, 3);
    environment.reset(Uint8Array.of(1, 1, 1), out.observation);
    const before = new Float64Array(environment.snapshotSize);
    const after = before.slice();
    environment.snapshot(before);
    for (const wrong of [NaN, Infinity, 2.5]) {
      expect(() => environment.step(Float32Array.of(0, wrong, 0), out)).toThrow("the action of lane 1");
    }
    environment.snapshot(after);
    expect(after).toEqual(before);
  }
  const poles = vectorize(cartPole(), 2, { seed: 0 });
  const out = vectorStep(cartPole().observation, 2);
  poles.reset(Uint8Array.of(1, 1), out.observation);
  for (const wrong of [2, -1]) expect(() => poles.step(Int32Array.of(0, wrong), out)).toThrow("the action of lane 1 in discrete(2)");
});
