import { philox } from "@worldwise/math";
import { seedKey, stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { cartPole, cartPoleReward, cartPoleTermination, continuousCartPole } from "./cart-pole.ts";

const streams = (lanes: number) => philox.streams(seedKey(0), lanes);

describe("CartPole by hand", () => {
  test("from rest and upright a push to the right: t = 10 / 1.1, α = −t / (0.5 (4/3 − 0.1/1.1)), a = t − 0.05 α / 1.1", () => {
    const [world, out] = [cartPole(), stepBuffers(cartPole().state, 1)];
    world.step(new Float64Array(4), Int32Array.of(1), streams(1), out);
    expect(out.state[0]).toBe(0);
    expect(out.state[1]).toBeCloseTo(8 / 41, 14); // a = 400/41
    expect(out.state[2]).toBe(0);
    expect(out.state[3]).toBeCloseTo(-12 / 41, 14); // α = −600/41
  });

  test("left and right mirror each other", () => {
    const [world, out] = [cartPole(), stepBuffers(cartPole().state, 2)];
    world.step(Float64Array.of(0.3, -1, 0.1, 0.7, -0.3, 1, -0.1, -0.7), Int32Array.of(1, 0), streams(2), out);
    for (let i = 0; i < 4; i++) expect(out.state[4 + i]).toBe(-out.state[i]!);
  });

  test("ends beyond 2.4 m and beyond 12°, not on them", () => {
    const angle = 12 * Math.PI / 180;
    const rows = Float64Array.of(2.4, 0, 0, 0, -2.41, 0, 0, 0, 0, 0, 0.2094395, 0, 0, 0, -angle - 1e-9, 0);
    const terminated = new Uint8Array(4).fill(7);
    cartPoleTermination(rows, terminated);
    expect([...terminated]).toEqual([0, 1, 0, 1]);
    const reward = new Float64Array(4);
    cartPoleReward(rows, new Int32Array(4), rows, reward);
    expect([...reward]).toEqual([1, 1, 1, 1]);
  });

  test("rewards of failure, customary limits, bounds of the start", () => {
    const world = cartPole({ rewards: "failure", version: "v0", start: [0.1, 0.2] });
    const out = stepBuffers(world.state, 2);
    world.step(Float64Array.of(0, 0, 0, 0, 2.39, 3, 0, 0), Int32Array.of(0, 1), streams(2), out);
    expect([...out.reward]).toEqual([0, -1]);
    expect([...out.terminated]).toEqual([0, 1]);
    expect([world.maxEpisodeSteps, cartPole().maxEpisodeSteps, continuousCartPole().maxEpisodeSteps]).toEqual([200, 500, 200]);
    const started = new Float64Array(400);
    world.start(streams(100), started);
    expect(Math.min(...started)).toBeGreaterThanOrEqual(0.1);
    expect(Math.max(...started)).toBeLessThan(0.2);
  });

  test("wrong options are refused", () => {
    expect(() => cartPole({ discount: 1.1 })).toThrow(/discount in \[0, 1\]\n.*1\.1/);
    expect(() => cartPole({ start: [0.1, -0.1] })).toThrow(/low ≤ high/);
  });
});

test("the continuous one pushes as the discrete one at ±1, and clips", () => {
  const state = Float64Array.of(0.1, 0.2, -0.05, 0.3);
  const [discrete, continuous] = [stepBuffers(cartPole().state, 1), stepBuffers(cartPole().state, 1)];
  for (const [action, push] of [[1, 1], [0, -1], [1, 7], [0, -7]] as const) {
    cartPole().step(state, Int32Array.of(action), streams(1), discrete);
    continuousCartPole().step(state, Float32Array.of(push), streams(1), continuous);
    expect(continuous).toEqual(discrete);
  }
});
