import { philox } from "@worldwise/math";
import type { Environment } from "@worldwise/protocol";
import { allocate, box, defineDynamics, discrete, seedKey, vectorStep } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { asEnvironment } from "./as-environment.ts";
import { lanesOf } from "./lanes-of.ts";
import { timeLimit } from "./time-limit.ts";
import { vectorize } from "./vectorize.ts";

/** Velocity and position under a force, with noise. */
const puck = defineDynamics({
  name: "puck", discount: 0.9,
  state: box("float64", [-100, -100], [100, 100]), action: box("float32", [-1], [1]),
  start: (random, out) => { out.state = [random.normal(), 0]; },
  step([velocity, position], [force], random, out) {
    const faster = velocity + force + 0.1 * random.normal();
    out.state = [faster, position + faster];
    out.reward = -Math.abs(position);
    out.terminated = Math.abs(position + faster) > 3;
  },
});
const single = (seed: number): ReturnType<typeof asEnvironment<typeof puck.observation, typeof puck.action, typeof puck.state>> =>
  timeLimit(asEnvironment(puck, { seed, source: philox }), 4);

describe("lanesOf", () => {
  test("is its environments side by side, each at its own pace", () => {
    const [lanes, alone] = [lanesOf([1, 2, 3].map(single)), [1, 2, 3].map(single)];
    const [out, action, mask] = [vectorStep(lanes.observation, 3), allocate(lanes.action, 3), new Uint8Array(3).fill(1)];
    for (let step = 0; step < 15; step++) {
      lanes.reset(mask, out.observation);
      alone.forEach((environment, lane) => {
        if (mask[lane] === 1) expect(environment.reset().observation).toEqual(out.observation.slice(2 * lane, 2 * lane + 2));
      });
      action.set([0.5, -0.25, step / 20]);
      lanes.step(action, out);
      alone.forEach((environment, lane) => {
        const expected = environment.step(action.slice(lane, lane + 1));
        expect([...out.observation.subarray(2 * lane, 2 * lane + 2), out.reward[lane], out.terminated[lane], out.truncated[lane]])
          .toEqual([...expected.observation, expected.reward, Number(expected.terminated), Number(expected.truncated)]);
        mask[lane] = Number(expected.terminated || expected.truncated);
      });
    }
  });

  test("one lane of it equals one lane of vectorize", () => {
    const [of, vector] = [lanesOf([single(3)]), vectorize(puck, 1, { key: seedKey(3), maxEpisodeSteps: 4 })];
    const steps = [of, vector].map((environment) => {
      const out = vectorStep(environment.observation, 1);
      environment.reset(Uint8Array.of(1), out.observation);
      environment.step(Float32Array.of(0.5), out);
      return out;
    });
    expect(steps[0]).toEqual(steps[1]);
  });

  test("restores all lanes from one snapshot, and shows them", () => {
    const [lanes, twin] = [lanesOf([1, 2].map(single)), lanesOf([3, 4].map(single))];
    const out = vectorStep(lanes.observation, 2);
    lanes.reset(Uint8Array.of(1, 1), out.observation);
    lanes.step(Float32Array.of(0.1, 0.2), out);
    const saved = new Float64Array(lanes.snapshotSize);
    lanes.snapshot(saved);
    twin.restore(saved);
    const shown = new Float64Array(4);
    twin.observe(shown);
    expect(shown).toEqual(out.observation);
    const twinOut = vectorStep(twin.observation, 2);
    lanes.step(Float32Array.of(0, 0), out);
    twin.step(Float32Array.of(0, 0), twinOut);
    expect(twinOut).toEqual(out);
    expect(() => twin.restore(new Float64Array(3))).toThrow(`expected a snapshot of ${lanes.snapshotSize} doubles`);
  });

  test("is not restorable when one lane is not, and closes all", () => {
    let closed = 0;
    const { observation, action, discount, reset, step } = single(1);
    const plain: Environment<typeof puck.observation, typeof puck.action, null> = { observation, action, discount, reset, step, close: () => { closed++; } };
    const lanes = lanesOf<typeof puck.observation, typeof puck.action, null>([single(2), plain, plain]);
    expect("snapshot" in lanes).toBe(false);
    lanes.close?.();
    expect(closed).toBe(2);
  });

  test("seeds lane b with seed + b at its first reset, and only then", () => {
    const [lanes, alone] = [lanesOf([1, 2].map(single), { seed: 40 }), [single(7), single(8)]];
    const out = vectorStep(lanes.observation, 2);
    expect(() => lanes.step(new Float32Array(2), out)).toThrow("to be reset before its first step");
    lanes.reset(Uint8Array.of(0, 1), out.observation);
    lanes.reset(Uint8Array.of(1, 1), out.observation);
    alone.forEach((environment, b) => environment.reset({ seed: 40 + b }));
    expect([...out.observation]).toEqual([...alone[0]!.observe(), ...alone[1]!.reset().observation]);
    const twin = lanesOf([3, 4].map(single), { seed: 40 });
    const saved = new Float64Array(lanes.snapshotSize);
    lanes.snapshot(saved);
    twin.restore(saved);
    twin.reset(Uint8Array.of(1, 0), out.observation);
    expect([...out.observation.subarray(0, 2)]).toEqual([...alone[0]!.reset().observation]);
    expect(() => lanesOf([single(1)], { seed: -1 })).toThrow("expected a whole number from 0 to 2^53-1");
  });

  test("closes the others too where closing one throws", () => {
    let closed = 0;
    const stubborn = { ...single(1), close: () => { throw new Error("stuck"); } };
    const willing = { ...single(1), close: () => { closed++; } };
    expect(() => lanesOf([willing, stubborn, willing]).close?.()).toThrow("stuck");
    expect(closed).toBe(2);
  });

  test("refuses no environments, environments of several kinds, and wrong arrays", () => {
    expect(() => lanesOf([])).toThrow("expected at least one environment\n     got none");
    const narrow: Environment<typeof puck.observation, typeof puck.action, null> = { ...single(1), action: box("float32", [-0.5], [0.5]) };
    expect(() => lanesOf<typeof puck.observation, typeof puck.action, null>([single(1), narrow])).toThrow(
      "expected action in box float32[1] in every lane\n     got box float32[1] with other bounds in lane 1");
    expect(() => lanesOf([single(1), { ...single(1), discount: 0.5 }])).toThrow("expected discount 0.9 in every lane\n     got 0.5 in lane 1");
    const lanes = lanesOf([single(1)]);
    expect(() => lanes.reset(new Uint8Array(2), new Float64Array(2))).toThrow("expected mask: 1 numbers");
    expect(() => lanes.step(new Float32Array(2), vectorStep(lanes.observation, 1))).toThrow("expected action: Float32Array of 1");
    expect(() => lanes.step(new Float32Array(1), vectorStep(lanes.observation, 1))).toThrow("to be reset before its first step");
  });

  test("passes whole numbers as numbers", () => {
    const actions: unknown[] = [];
    const environment: Environment<ReturnType<typeof discrete>, ReturnType<typeof discrete>, null> = {
      observation: discrete(3), action: discrete(2), discount: 1,
      reset: () => ({ observation: 2, info: null }),
      step: (action) => { actions.push(action); return { observation: 1, reward: 4, terminated: true, truncated: false, info: null }; },
    };
    const out = vectorStep(environment.observation, 2);
    const lanes = lanesOf([environment, environment]);
    lanes.reset(Uint8Array.of(0, 1), out.observation);
    expect([...out.observation]).toEqual([0, 2]);
    lanes.step(Int32Array.of(1, 0), out);
    expect(actions).toEqual([1, 0]);
    expect(out).toEqual({ observation: Int32Array.of(1, 1), reward: Float64Array.of(4, 4), terminated: Uint8Array.of(1, 1), truncated: Uint8Array.of(0, 0) });
  });
});
