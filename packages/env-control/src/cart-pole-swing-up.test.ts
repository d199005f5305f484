import { philox } from "@worldwise/math";
import { seedKey, stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { stepCartPole } from "./cart-pole-physics.ts";
import { cartPoleSwingUp } from "./cart-pole-swing-up.ts";

const streams = (lanes: number) => philox.streams(seedKey(0), lanes);

describe("swing-up", () => {
  const world = cartPoleSwingUp();
  const out = stepBuffers(world.state, 1);

  test("moves as CartPole does, with half the time step, and counts the time", () => {
    const state = Float64Array.of(0.1, -0.2, 2, 0.5, 1.25);
    const moved = [...state];
    stepCartPole(state, 0, -10, 0.01, moved);
    world.step(state, Int32Array.of(0), streams(1), out);
    expect([...out.state]).toEqual([...moved.slice(0, 4), 1.26]);
  });

  test("angles lie in [0, 2π)", () => {
    world.step(Float64Array.of(0, 0, 0.001, -1, 0), Int32Array.of(1), streams(1), out);
    expect(out.state[2]).toBeCloseTo(2 * Math.PI - 0.009, 12);
  });

  test.each([
    ["upright and still, no push", [0, 0, 0.1, 0, 0], 1, 1], ["the same with a push", [0, 0, 0.1, 0, 0], 2, 0.9],
    ["hanging", [0, 0, Math.PI, 0, 0], 1, 0], ["too fast", [0, 0, 0.1, 1.5, 0], 1, 0],
    ["too far out", [1.1, 0, 0.1, 0, 0], 0, -0.1],
  ] as const)("%s pays", (_, state, action, reward) => {
    world.step(Float64Array.from(state), Int32Array.of(action), streams(1), out);
    expect(out.reward[0]).toBeCloseTo(reward, 14);
    expect(out.terminated[0]).toBe(0);
  });

  test("ends after ten seconds, and beyond three meters", () => {
    for (const [position, time, end] of [[0, 9.985, 0], [0, 9.995, 1], [3.05, 0, 1], [2.95, 0, 0]] as const) {
      world.step(Float64Array.of(position, 0, 0, 0, time), Int32Array.of(1), streams(1), out);
      expect(out.terminated[0]).toBe(end);
    }
  });

  test("starts hanging, shows what bsuite shows", () => {
    const [state, seen] = [new Float64Array(5), new Float32Array(8)];
    world.start(streams(1), state);
    expect(Math.abs(state[2]! - Math.PI)).toBeLessThan(0.05);
    world.observe(Float64Array.of(1.5, -3, Math.PI / 6, 0.5, 2.5), seen);
    const shown = [0.5, -1, 0.5, Math.sqrt(3) / 2, 0.5, 0.25, -1, 1];
    seen.forEach((entry, i) => expect(entry).toBeCloseTo(shown[i]!, 7));
  });

  test("height and reach set how hard it is", () => {
    const [easy, hard] = [cartPoleSwingUp({ height: 0, moveCost: 0 }), cartPoleSwingUp({ height: 0.95, reach: 0.05 })];
    const state = Float64Array.of(0.04, 0, Math.PI / 4, 0, 0);
    easy.step(state, Int32Array.of(1), streams(1), out);
    expect(out.reward[0]).toBe(1);
    hard.step(state, Int32Array.of(1), streams(1), out);
    expect(out.reward[0]).toBe(0);
    hard.step(Float64Array.of(0.04, 0, 0.1, 0, 0), Int32Array.of(1), streams(1), out);
    expect(out.reward[0]).toBe(1);
    expect(() => cartPoleSwingUp({ reach: -1 })).toThrow(/reach finite and at least 0/);
  });
});
