import { philox } from "@worldwise/math";
import { allocate, box, defineDynamics, seedKey, stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { asEnvironment } from "./as-environment.ts";
import { fromSnapshots } from "./from-snapshots.ts";
import { timeLimit } from "./time-limit.ts";

/** Position under a push, from a start that is drawn; noise in each step; ends beyond 2. */
const sled = defineDynamics({
  name: "sled", discount: 0.9, state: box("float64", [-50], [50]), action: box("float32", [-1], [1]),
  start: (random, out) => { out.state = [random.uniform()]; },
  step([position], [push], random, out) {
    out.state = [position + push + 0.01 * random.normal()];
    out.reward = position;
    out.terminated = position + push > 2;
  },
});
const simulator = (): ReturnType<typeof asEnvironment<typeof sled.observation, typeof sled.action, typeof sled.state>> => asEnvironment(sled, { seed: 0 });

describe("fromSnapshots", () => {
  test("is the simulator, from any state, in any order", () => {
    const dynamics = fromSnapshots(simulator());
    const random = philox.streams(seedKey(1), 3);
    const twin = philox.streams(seedKey(1), 3);
    const [state, out] = [allocate(dynamics.state, 3), stepBuffers(dynamics.state, 3)];
    dynamics.start(random, state);
    const before = state.slice();
    const push = Float32Array.of(0.5, -0.5, 0.25);
    dynamics.step(state, push, random, out);
    expect(state).toEqual(before);
    for (const lane of [2, 0, 1]) {
      const alone = simulator();
      const { observation: start } = alone.reset({ seed: twin.lane(lane).integer(2 ** 31) });
      const expected = alone.step(push.slice(lane, lane + 1));
      const [from, next] = [new Float64Array(3), new Float64Array(3)];
      dynamics.observe(state, from);
      dynamics.observe(out.state, next);
      expect([from[lane], next[lane], out.reward[lane], out.terminated[lane]])
        .toEqual([start[0], expected.observation[0], expected.reward, Number(expected.terminated)]);
    }
  });

  test("steps again from the same state, bit for bit, and draws nothing", () => {
    const dynamics = fromSnapshots(simulator());
    const random = philox.streams(seedKey(2), 2);
    const [state, out, again] = [allocate(dynamics.state, 2), stepBuffers(dynamics.state, 2), stepBuffers(dynamics.state, 2)];
    dynamics.start(random, state);
    const words = random.state.slice();
    dynamics.step(state, Float32Array.of(1, 0.5), random, out);
    dynamics.step(out.state, Float32Array.of(0.1, 0.1), random, stepBuffers(dynamics.state, 2));
    dynamics.step(state, Float32Array.of(1, 0.5), random, again);
    expect(again).toEqual(out);
    expect(random.state).toEqual(words);
  });

  test("after the end nothing moves, and nothing is paid", () => {
    const dynamics = fromSnapshots(simulator());
    const random = philox.streams(seedKey(3), 1);
    const [state, out] = [allocate(dynamics.state, 1), stepBuffers(dynamics.state, 1)];
    dynamics.start(random, state);
    for (let step = 0; step < 4; step++) {
      dynamics.step(state, Float32Array.of(1), random, out);
      state.set(out.state);
    }
    expect([...out.terminated]).toEqual([1]);
    const ended = state.slice();
    dynamics.step(state, Float32Array.of(1), random, out);
    expect(out).toEqual({ state: ended, reward: Float64Array.of(0), terminated: Uint8Array.of(1) });
  });

  test("says what the simulator says of itself", () => {
    const dynamics = fromSnapshots(simulator());
    expect([dynamics.observation, dynamics.action, dynamics.discount, dynamics.state.size]).toEqual([sled.observation, sled.action, 0.9, simulator().snapshotSize + 1]);
    expect(dynamics["~worldwise"]).toMatchObject({ role: "dynamics", provides: ["dynamics"] });
  });

  test("refuses a simulator that truncates", () => {
    const dynamics = fromSnapshots(timeLimit(simulator(), 1));
    const random = philox.streams(seedKey(1), 1);
    const state = allocate(dynamics.state, 1);
    dynamics.start(random, state);
    expect(() => dynamics.step(state, Float32Array.of(0), random, stepBuffers(dynamics.state, 1)))
      .toThrow("expected a simulator that does not truncate\n     got a truncated step");
  });
});
