import type { Box, Dynamics, Environment, Space } from "@worldwise/protocol";
import { allocate, box, defineDynamics, stepBuffers } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { philox } from "@worldwise/math";
import { describe, expect, test } from "vitest";
import { ladder } from "./fixtures/ladder.ts";
import { puck } from "./fixtures/puck.ts";
import { screen } from "./fixtures/screen.ts";
import {
  boxGrid, discretizeObservations, flatten, frameStack, normalize, observationNoise, rewardScale, stepCost,
} from "./index.ts";

/** Goes up by the action; pays what it shows. */
const counter = defineDynamics({
  name: "counter", discount: 1, state: box("float64", [-100], [100]), action: box("float64", [-10], [10]),
  start: (_random, out) => { out.state = [1]; },
  step([n], [a], _random, out) {
    out.state = [n + a];
    out.reward = n;
  },
});
const by = (x: number): Float64Array => Float64Array.of(x);
const run = (
  environment: Environment<Box, Box>, actions: readonly number[],
): { readonly shown: number[][]; readonly rewards: number[] } => {
  const [shown, rewards] = [[[...environment.reset().observation]], [] as number[]];
  for (const a of actions) {
    const { observation, reward } = environment.step(by(a));
    shown.push([...observation]);
    rewards.push(reward);
  }
  return { shown, rewards };
};

describe("frameStack", () => {
  test("shows the last observations, the oldest first, beginning with copies of the first", () => {
    const outside = frameStack(asEnvironment(counter, { seed: 1 }), { frames: 3 });
    for (const environment of [asEnvironment(frameStack(counter, { frames: 3 }), { seed: 1 }), outside]) {
      const { shown } = run(environment, [1, 2, 3]);
      expect(shown).toEqual([[1, 1, 1], [1, 1, 2], [1, 2, 4], [2, 4, 7]]);
      expect(run(environment, [5]).shown).toEqual([[1, 1, 1], [1, 1, 6]]);
    }
  });

  test("keeps the element type, and puts frames in front of the shape", () => {
    expect(frameStack(screen(), { frames: 4 }).observation).toMatchObject({ dtype: "uint8", shape: [4, 2, 3], size: 24 });
    expect(() => frameStack(ladder())).toThrow("wrap it in `flatten` first");
  });
});

describe("flatten", () => {
  test("boxes become rows, whole numbers one-hot rows", () => {
    expect(flatten(screen()).observation).toMatchObject({ dtype: "uint8", shape: [6], low: [0, 0, 0, 0, 0, 0] });
    const world = flatten(ladder());
    const seen = allocate(world.observation, 2);
    world.observe(Int32Array.of(2, 4), seen);
    expect(seen).toEqual(Float32Array.of(0, 0, 1, 0, 0, 0, 0, 0, 0, 1));
  });
});

describe("normalize", () => {
  test("(x − mean) / deviation, clipped; rewards alike; bounds too", () => {
    const world = normalize(counter, { mean: [2], deviation: [4], rewardDeviation: 10, clip: 1 });
    expect(run(asEnvironment(world, { seed: 1 }), [3, 9])).toEqual({ shown: [[-0.25], [0.5], [1]], rewards: [0.1, 0.4] });
    expect(world.observation).toMatchObject({ low: [-1], high: [1] });
    expect(
      normalize(counter, { mean: [2], deviation: [4] }).observation,
    ).toMatchObject({ dtype: "float64", low: [-25.5], high: [24.5] });
    expect(normalize(screen(), {}).observation.dtype).toBe("float64");
  });

  test("refuses statistics that do not fit", () => {
    expect(() => normalize(counter, { mean: [1, 2] })).toThrow("mean with 1 entries\n     got 2");
    expect(() => normalize(counter, { deviation: [0] })).toThrow("deviation[0] finite and above 0\n     got 0");
    expect(() => normalize(counter, { clip: -1 })).toThrow("clip finite and above 0");
  });
});

describe("rewards", () => {
  test("scale, shift, then clip", () => {
    expect(
      run(asEnvironment(rewardScale(counter, { scale: 2, shift: 1, clip: [-5, 4] }), { seed: 1 }), [1, 2, -9, 0]).rewards,
    ).toEqual([3, 4, 4, -5]);
    expect(() => rewardScale(counter, { clip: [1, 0] })).toThrow("clip: low ≤ high\n     got 1 and 0");
    expect(() => rewardScale(counter, { scale: Number.NaN })).toThrow("scale finite");
  });

  test("cost of steps and of long actions", () => {
    expect(
      run(asEnvironment(stepCost(counter, { cost: 1, actionCost: 0.5 }), { seed: 1 }), [2, -4]).rewards,
    ).toEqual([1 - 1 - 2, 3 - 1 - 8]);
    expect(run(stepCost(asEnvironment(counter, { seed: 1 }), { actionCost: 0.5 }), [2, -4]).rewards).toEqual([1 - 2, 3 - 8]);
  });

  test("in many lanes each pays for its own action", () => {
    const world: Dynamics<Space, Space, Box<"float64">> = stepCost(counter, { actionCost: 1 });
    const [state, out] = [Float64Array.of(10, 20, 30), stepBuffers(world.state, 3)];
    world.step(state, Float64Array.of(1, 2, 3), philox.streams([0, 1], 3), out);
    expect([...out.reward]).toEqual([9, 16, 21]);
  });

  test("the explicit face changes exactly", () => {
    const { mdp } = ladder();
    const clipped = rewardScale(ladder(), { scale: 2, clip: [-1.5, 6] }).mdp!;
    expect([...clipped.successorReward!]).toEqual([...mdp.successorReward!].map((r) => Math.min(Math.max(2 * r, -1.5), 6)));
    // Up: −0.5 with 0.8 and −1 with 0.2, doubled and clipped at −1.5.
    expect(clipped.reward[0]).toBeCloseTo(0.8 * -1 + 0.2 * -1.5, 12);
    const { successorReward: _, ...plain } = mdp;
    expect([...stepCost({ ...ladder(), mdp: plain }, { cost: 2 }).mdp!.reward]).toEqual([...mdp.reward].map((r) => r - 2));
  });
});

describe("observationNoise", () => {
  test("is Gaussian, is the same when one looks twice, and leaves the world alone", () => {
    const environment = asEnvironment(observationNoise(counter, { deviation: 0.5 }), { seed: 1 });
    const { shown, rewards } = run(environment, new Array<number>(2000).fill(0));
    expect(new Set(rewards)).toEqual(new Set([1]));
    const noise = shown.map(([x]) => x! - 1);
    const mean = noise.reduce((a, b) => a + b) / noise.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(Math.sqrt(noise.reduce((total, x) => total + x * x, 0) / noise.length)).toBeCloseTo(0.5, 1);
    expect(environment.observe()).toEqual(by(shown.at(-1)![0]!));
    expect(() => observationNoise(counter, { deviation: -1 })).toThrow("deviation finite and at least 0");
  });
});

describe("grids", () => {
  const grid = boxGrid({ bins: [2, 4], low: [0, -1], high: [1, 1], periodic: [false, true] });
  test.each<[readonly number[], number]>([
    [[0, -1], 0], [[0.49, -0.51], 0], [[0.5, -0.5], 5], [[1, 0.99], 7], [[7, 0], 6], [[-7, 0], 2],
    // Above, the border takes what lies outside; below, the second dimension goes round.
    [[0, 1], 0], [[0, 1.6], 1], [[0, -1.1], 3], [[0, -3.1], 3],
  ])("%j lies in cell %i", (point, cell) => expect(grid.cellOf(point)).toBe(cell));

  test("centers and corners are in their cells", () => {
    const point = new Float64Array(2);
    for (let cell = 0; cell < grid.count; cell++) {
      for (const fractions of [undefined, [0, 0], [0.999, 0.999]]) {
        grid.pointIn(cell, point, fractions);
        expect(grid.cellOf(point)).toBe(cell);
      }
    }
    grid.pointIn(5, point);
    expect([...point]).toEqual([0.75, -0.25]);
  });

  test("of observations; spaces without bounds need some", () => {
    const world = discretizeObservations(counter, { bins: 4, low: [0], high: [8] });
    expect(world.observation).toMatchObject({ kind: "discrete", count: 4 });
    const seen = new Int32Array(3);
    world.observe(Float64Array.of(-3, 3, 50), seen);
    expect([...seen]).toEqual([0, 1, 3]);
    expect(discretizeObservations(puck(), { bins: [3, 5] }).observation.count).toBe(15);
    expect(
      () => discretizeObservations(observationNoise(counter), { bins: 3 }),
    ).toThrow("finite bounds of dimension 0, low below high\n     got -Infinity and Infinity");
    expect(() => discretizeObservations(counter, { bins: [2, 2] })).toThrow("bins with 1 entries");
    expect(() => discretizeObservations(ladder(), { bins: 2 })).toThrow("expected a box of observations");
    expect(() => boxGrid({ bins: [2 ** 16, 2 ** 16], low: [0, 0], high: [1, 1] })).toThrow("fewer than 2^31 cells");
  });
});
