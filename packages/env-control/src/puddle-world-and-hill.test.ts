import type { Random, RandomLanes } from "@worldwise/protocol";
import { stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { carOnTheHill, carOnTheHillReward, carOnTheHillTermination, hillCurvature, hillSlope } from "./car-on-the-hill.ts";
import { puddleWorld } from "./puddle-world.ts";

/** A stream that gives these numbers, one after the other, whatever is asked for. */
function given(...numbers: readonly number[]): RandomLanes {
  let at = 0;
  const next = (): number => numbers[at++]!;
  const stream: Random = { uniform: next, normal: next, integer: next };
  return { algorithm: "given", lanes: 1, state: new Uint32Array(0), lane: () => stream };
}

describe("puddle world", () => {
  const world = puddleWorld();
  const out = stepBuffers(world.state, 1);
  const rewardOf = (x: number, y: number, depth: "sum" | "deepest" = "sum"): number => {
    const reward = new Float64Array(1);
    puddleWorld({ depth }).task.reward(out.state, Int32Array.of(0), Float64Array.of(x, y), reward);
    return reward[0]!;
  };

  test.each([[0, 0.5, 0.55], [1, 0.5, 0.45], [2, 0.55, 0.5], [3, 0.45, 0.5]])("action %i leads to (%f, %f)", (action, x, y) => {
    world.step(Float64Array.of(0.5, 0.5), Int32Array.of(action), given(0, 0), out);
    expect(out.state[0]).toBeCloseTo(x, 15);
    expect(out.state[1]).toBeCloseTo(y, 15);
  });

  test("noise has one draw for each coordinate, and the walls hold", () => {
    world.step(Float64Array.of(0.5, 0.99), Int32Array.of(0), given(1, -2), out);
    expect([...out.state]).toEqual([0.51, 1]);
    world.step(Float64Array.of(0.01, 0.5), Int32Array.of(3), given(0, -2), out);
    expect(out.state[0]).toBe(0);
    expect(out.state[1]).toBeCloseTo(0.48, 15);
  });

  test("rewards by hand: dry, on a middle line, at a round end, where both overlap", () => {
    expect(rewardOf(0.9, 0.1)).toBe(-1);
    expect(rewardOf(0.2, 0.75)).toBeCloseTo(-41, 12);
    expect(rewardOf(0.04, 0.67)).toBeCloseTo(-1, 12);
    expect(rewardOf(0.07, 0.71)).toBeCloseTo(-1 - 400 * 0.05, 11);
    expect(rewardOf(0.45, 0.75)).toBeCloseTo(-81, 12);
    expect(rewardOf(0.45, 0.75, "deepest")).toBeCloseTo(-41, 12);
  });

  test("ends in the corner", () => {
    world.step(Float64Array.of(0.93, 0.94), Int32Array.of(2), given(0, 0), out);
    expect([out.terminated[0], out.reward[0]]).toEqual([1, -1]);
  });

  test("starts anywhere else", () => {
    const state = new Float64Array(2);
    world.start(given(0.96, 0.97, 0.3, 0.4), state);
    expect([...state]).toEqual([0.3, 0.4]);
  });
});

describe("car on the hill", () => {
  const world = carOnTheHill();
  const out = stepBuffers(world.state, 1);
  const height = (p: number): number => (p < 0 ? p * p + p : p / Math.sqrt(1 + 5 * p * p));

  test.each([-0.9, -0.5, -0.01, 0.01, 0.4, 0.95])("slope and curvature at %f are those of the hill", (p) => {
    const h = 1e-5;
    expect(hillSlope(p)).toBeCloseTo((height(p + h) - height(p - h)) / (2 * h), 8);
    expect(hillCurvature(p)).toBeCloseTo((hillSlope(p + h) - hillSlope(p - h)) / (2 * h), 8);
  });

  test("at rest in the valley thrust alone accelerates: s ≈ 0.4 after a tenth of a second", () => {
    world.step(Float64Array.of(-0.5, 0), Int32Array.of(1), given(), out);
    expect(out.state[1]).toBeCloseTo(0.4, 1);
    expect(out.state[0]).toBeCloseTo(-0.5 + 0.02, 2);
    expect([out.reward[0], out.terminated[0]]).toEqual([0, 0]);
  });

  test("thrust changes the energy by force times way along p, up to the error of Euler's steps", () => {
    const energy = (p: number, s: number): number => 0.5 * s * s * (1 + hillSlope(p) ** 2) + 9.81 * height(p);
    const state = Float64Array.of(-0.6, 0.8);
    world.step(state, Int32Array.of(1), given(), out);
    const gained = energy(out.state[0]!, out.state[1]!) - energy(state[0]!, state[1]!);
    expect(Math.abs(gained - 4 * (out.state[0]! - state[0]!))).toBeLessThan(0.01);
  });

  test("wins to the right, loses to the left or when too fast", () => {
    const rows = Float64Array.of(1.01, 3, 1.01, 3.1, -1.01, 0, 0.5, -3.1, 1, 3, -1, -3);
    const [reward, terminated] = [new Float64Array(6), new Uint8Array(6)];
    carOnTheHillReward(rows, new Int32Array(6), rows, reward);
    carOnTheHillTermination(rows, terminated);
    expect([...reward]).toEqual([1, -1, -1, -1, 0, 0]);
    expect([...terminated]).toEqual([1, 1, 1, 1, 0, 0]);
  });

  test("full thrust from rest does not reach the top; every end lies inside the bounds of the space", () => {
    const state = Float64Array.of(-0.5, 0);
    let highest = -1;
    for (let k = 0; k < 60; k++) {
      world.step(state, Int32Array.of(1), given(), out);
      state.set(out.state);
      highest = Math.max(highest, state[0]!);
    }
    expect(highest).toBeLessThan(1);
    const { low, high } = world.state;
    for (let p = -1; p <= 1; p += 0.05) for (let s = -3; s <= 3; s += 0.1) for (const action of [0, 1]) {
      world.step(Float64Array.of(p, s), Int32Array.of(action), given(), out);
      [...out.state].forEach((entry, i) => {
        expect(entry).toBeGreaterThan(low[i]!);
        expect(entry).toBeLessThan(high[i]!);
      });
    }
  });
});
