import { readFileSync } from "node:fs";
import { pcg64 } from "@worldwise/math";
import type { Random } from "@worldwise/protocol";
import { stepBuffers } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { cliffWalking } from "./cliff-walking.ts";
import { frozenLake } from "./frozen-lake.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { taxi } from "./taxi.ts";
import type { TransitionTable } from "./transition-table.ts";
import { toTransitionTable } from "./transition-table.ts";

interface Fixture {
  readonly P: TransitionTable;
  readonly initial_distribution: readonly number[];
  readonly max_episode_steps: number | null;
  readonly trajectories: readonly Recorded[];
}

interface Recorded {
  readonly seed: number;
  readonly reset_uniform: number;
  readonly uniforms: readonly number[];
  readonly initial_state: number;
  readonly actions: readonly number[];
  readonly states: readonly number[];
  readonly rewards: readonly number[];
  readonly terminated: readonly boolean[];
  readonly reset_action_mask: readonly number[];
  readonly action_mask: readonly (readonly number[])[];
}

const read = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8")) as Fixture; // written by Gymnasium

/** What a replay shows, in the fields of a recording. */
type Shown = Pick<Recorded, "initial_state" | "states" | "rewards" | "terminated">;
const shown = ({ initial_state, states, rewards, terminated }: Recorded): Shown =>
  ({ initial_state, states, rewards, terminated });

/** The recorded actions through the Gym-like face, from the recorded seed. */
function replaySeed(world: TabularWorld, { seed, actions }: Recorded): Shown {
  const environment = asEnvironment(world, { source: pcg64, seed: 0 });
  const initial_state = environment.reset({ seed }).observation;
  const steps = actions.map((action) => environment.step(action));
  return {
    initial_state, states: steps.map(({ observation }) => observation), rewards: steps.map(({ reward }) => reward),
    terminated: steps.map(({ terminated }) => terminated),
  };
}

/** The recorded actions through the generative face, with the recorded uniform numbers: one on the reset, one on each step. */
function replayUniforms(world: TabularWorld, { reset_uniform, uniforms, actions }: Recorded): Shown {
  const numbers = [reset_uniform, ...uniforms][Symbol.iterator]();
  const refuse = (): never => { throw new Error("only uniform numbers were recorded"); };
  const stream: Random = { uniform: () => numbers.next().value ?? refuse(), normal: refuse, integer: refuse };
  const random = { algorithm: "recorded", lanes: 1, state: new Uint32Array(0), lane: () => stream };
  const [state, out] = [new Int32Array(1), stepBuffers(world.state, 1)];
  world.start(random, state);
  const initial_state = state[0]!;
  const steps = actions.map((action) => {
    world.step(state, Int32Array.of(action), random, out);
    state.set(out.state);
    return [state[0]!, out.reward[0]!, out.terminated[0] === 1] as const;
  });
  expect(numbers.next().done).toBe(true);
  return {
    initial_state, states: steps.map(([next]) => next), rewards: steps.map(([, reward]) => reward),
    terminated: steps.map(([, , end]) => end),
  };
}

const worlds: readonly (readonly [string, TabularWorld])[] = [
  ["frozen-lake-4x4", frozenLake({ slippery: false })],
  ["frozen-lake-4x4-slippery", frozenLake()],
  ["frozen-lake-4x4-success-rewards", frozenLake({ successRate: 0.8, rewardSchedule: [10, -5, -1] })],
  ["frozen-lake-8x8", frozenLake({ map: "8x8", slippery: false })],
  ["frozen-lake-8x8-slippery", frozenLake({ map: "8x8" })],
  ["cliff-walking-v0-v1", cliffWalking()],
  ["cliff-walking-slippery", cliffWalking({ slippery: true })],
  ["taxi-v3-v4", taxi()],
  ["taxi-rainy", taxi({ rainy: true })],
];

describe.each(worlds)("%s is Gymnasium's", (name, world) => {
  const fixture = read(name);

  test("the whole table, bit for bit and in order", () => {
    expect(toTransitionTable(world.mdp)).toStrictEqual(fixture.P);
    expect([...world.mdp.initial]).toStrictEqual(fixture.initial_distribution);
    expect(world.maxEpisodeSteps ?? null).toBe(fixture.max_episode_steps);
  });

  const replays = [["uniform numbers", replayUniforms], ["seeds", replaySeed]] as const;
  test.each(replays)("ten trajectories by their %s", (_, replay) => {
    expect(fixture.trajectories).toHaveLength(10);
    for (const recorded of fixture.trajectories) expect(replay(world, recorded)).toEqual(shown(recorded));
  });
});

describe("frozenLake of your own", () => {
  test("starts in any S, falls into H, ends in G", () => {
    const lake = frozenLake({ map: ["SH", "SG"], slippery: false, rewardSchedule: [5, -2, -1] });
    expect([...lake.mdp.initial]).toEqual([0.5, 0, 0.5, 0]);
    expect(toTransitionTable(lake.mdp)[0]).toEqual(
      [[[1, 0, -1, false]], [[1, 2, -1, false]], [[1, 1, -2, true]], [[1, 0, -1, false]]],
    );
    expect(toTransitionTable(lake.mdp)[2]![2]).toEqual([[1, 3, 5, true]]);
    expect(lake.maxEpisodeSteps).toBeUndefined();
  });

  test("refuses strange maps and probabilities", () => {
    expect(() => frozenLake({ map: ["S.G"] })).toThrow(/letters S, F, H and G/);
    expect(() => frozenLake({ map: ["SF", "G"] })).toThrow(/2 letters in every row\n.*1 in row 1/);
    expect(() => frozenLake({ map: ["FG"] })).toThrow(/start cell/);
    expect(() => frozenLake({ successRate: 1.5 })).toThrow(/successRate in \[0, 1\]/);
  });
});

describe("legal actions of Taxi", () => {
  test.each(["taxi-v3-v4", "taxi-rainy"])("are Gymnasium's action masks: %s", (name) => {
    const { legalActions } = taxi();
    for (const { states, initial_state, reset_action_mask, action_mask } of read(name).trajectories) {
      const mask = new Uint8Array((states.length + 1) * 6);
      legalActions!.mask(Int32Array.of(initial_state, ...states), mask);
      expect([...mask]).toEqual([...reset_action_mask, ...action_mask.flat()]);
    }
  });
});
