import { readFileSync } from "node:fs";
import { pcg64 } from "@worldwise/math";
import type { Box, Space } from "@worldwise/protocol";
import { allocate, createComponent, seedKey, stepBuffers } from "@worldwise/protocol";
import { asEnvironment, compareTrajectories, parseTrajectoryFile } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { acrobot } from "./acrobot.ts";
import { cartPole } from "./cart-pole.ts";
import type { ControlWorld } from "./control-world.ts";
import { mountainCarContinuous } from "./mountain-car-continuous.ts";
import { mountainCar } from "./mountain-car.ts";
import { pendulum } from "./pendulum.ts";
import { plugins } from "./plugins.ts";

interface RecordedBox { readonly low: readonly (number | string)[]; readonly high: readonly (number | string)[] }

interface Recorded {
  readonly seed: number | null;
  readonly initial_state: readonly number[];
  readonly initial_observation: readonly number[] | null;
  readonly actions: readonly (number | readonly number[])[];
  readonly states: readonly (readonly number[])[];
  readonly observations: readonly (readonly number[])[];
  readonly terminated: readonly boolean[];
}

interface Fixture {
  readonly max_episode_steps: number;
  readonly observation_space: RecordedBox;
  readonly trajectories: readonly Recorded[];
}

const read = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8")) as Fixture; // written by Gymnasium

type AnyWorld = ControlWorld<Space, Box>;
/** Largest one-step error of a state, relative to max(1, |recorded|). */
const worlds: readonly (readonly [fixture: string, world: AnyWorld, tolerance: number])[] = [
  ["cart-pole-v1", cartPole(), 1e-12], // the tests pass actions of any space
  ["mountain-car-v0", mountainCar(), 1e-12],
  ["mountain-car-continuous-v0", mountainCarContinuous(), 0],
  ["mountain-car-continuous-v0-numpy-2", mountainCarContinuous({ promotion: "numpy-2" }), 0],
  ["pendulum-v1", pendulum(), 1e-12],
  ["pendulum-v1-numpy-2", pendulum({ promotion: "numpy-2" }), 1e-12],
  ["acrobot-v1", acrobot(), 1e-12],
];

const numbers = (bounds: readonly (number | string)[]): readonly number[] => bounds.map(Number);
const streams = (seed: number) => pcg64.streams(seedKey(seed), 1);

describe.each(worlds)("Gymnasium's %s", (name, world, tolerance) => {
  const { max_episode_steps, observation_space, trajectories } = read(name);
  const [state, action] = [allocate(world.state, 1), allocate(world.action, 1)];
  const [out, seen] = [stepBuffers(world.state, 1), allocate(world.observation, 1)];

  test("space of observations and customary limit", () => {
    expect(world.maxEpisodeSteps).toBe(max_episode_steps);
    expect(world.observation.low.map(Math.fround)).toEqual(numbers(observation_space.low));
    expect(world.observation.high.map(Math.fround)).toEqual(numbers(observation_space.high));
  });

  test("every step from its recorded state: observations, rewards and ends", () => {
    const comparison = compareTrajectories(world, parseTrajectoryFile(read(name)), { tolerance: 1e-10 });
    expect(comparison).toMatchObject({ passed: true, mode: "restart", mismatchCount: 0, notCompared: [] });
    expect(comparison.largest).toMatchObject({ observation: 0, end: 0 });
    expect(comparison.largest.reward).toBeLessThan(1e-14);
    expect(comparison.stepCount).toBe(trajectories.reduce((total, { actions }) => total + actions.length, 0));
  });

  test(`every step from its recorded state: states, to ${tolerance}`, () => {
    let largest = 0;
    for (const { initial_state, actions, states } of trajectories) {
      actions.forEach((chosen, k) => {
        state.set(k === 0 ? initial_state : states[k - 1]!);
        action.set([chosen].flat());
        world.step(state, action, streams(0), out);
        states[k]!.forEach((recorded, i) => {
          largest = Math.max(largest, Math.abs(recorded - out.state[i]!) / Math.max(1, Math.abs(recorded)));
        });
      });
    }
    expect(largest).toBeLessThanOrEqual(tolerance);
  });

  test("running freely: no end is different, observations off by at most 1e-6", () => {
    for (const { initial_state, actions, observations, terminated } of trajectories) {
      state.set(initial_state);
      actions.forEach((chosen, k) => {
        action.set([chosen].flat());
        world.step(state, action, streams(0), out);
        state.set(out.state);
        world.observe(state, seen);
        expect(out.terminated[0] === 1).toBe(terminated[k]);
        observations[k]!.forEach((recorded, i) => expect(Math.abs(recorded - seen[i]!)).toBeLessThanOrEqual(1e-6));
      });
    }
  });

  test("the same first state and observation for the same seed", () => {
    const seeded = trajectories.filter(({ seed }) => seed !== null);
    expect(seeded).toHaveLength(13);
    for (const { seed, initial_state, initial_observation } of seeded) {
      world.start(streams(seed!), state);
      expect([...state]).toEqual(initial_state);
      const environment = asEnvironment(world, { source: pcg64, seed: 0 });
      expect([...environment.reset({ seed: seed! }).observation]).toEqual(initial_observation);
    }
  });
});

describe("through the list of plugins, as a command line replays", () => {
  test.each([
    ["cartPole", "cart-pole-v1", {}], ["mountainCar", "mountain-car-v0", {}],
    ["mountainCarContinuous", "mountain-car-continuous-v0", {}], ["pendulum", "pendulum-v1", {}], ["acrobot", "acrobot-v1", {}],
    ["mountainCarContinuous", "mountain-car-continuous-v0-numpy-2", { promotion: "numpy-2" }],
    ["pendulum", "pendulum-v1-numpy-2", { promotion: "numpy-2" }],
  ])("%s replays %s", (id, fixture, options) => {
    const plugin = plugins.find((candidate) => candidate["~worldwise-plugin"].name === id)!;
    const world = createComponent(plugin, options, undefined) as unknown as AnyWorld; // every plugin here makes one
    expect(compareTrajectories(world, parseTrajectoryFile(read(fixture))).passed).toBe(true);
  });

  test("the promotions differ, and each file knows its own", () => {
    const other = pendulum({ promotion: "numpy-2" });
    const { passed, firstMismatch } = compareTrajectories(other, parseTrajectoryFile(read("pendulum-v1")), { tolerance: 1e-12 });
    expect([passed, firstMismatch?.quantity]).toEqual([false, "reward"]);
  });
});
