import type { Dynamics, Environment, Scene } from "@worldwise/protocol";
import { allocate, discrete } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { ladder } from "./fixtures/ladder.ts";
import { puck } from "./fixtures/puck.ts";
import {
  actionDelay, actionNoise, discretizeActions, discretizeObservations, distractors, flatten, frameStack, normalize,
  observationNoise, rewardScale, stepCost, stickyActions, wrap,
} from "./index.ts";
import type { World } from "./index.ts";

const optional = ["legalActions", "grid", "encode", "mdp", "scene", "maxEpisodeSteps"] as const;
const facesOf = (world: World): readonly string[] => optional.filter((face) => face in world);

/** What each wrapper forwards of a world that has everything; the docstrings say the same. */
const forwarded: readonly (readonly [string, (world: World) => World, readonly string[]])[] = [
  ["rewardScale", (world) => rewardScale(world, { scale: 2 }), optional],
  ["stepCost", (world) => stepCost(world, { cost: 1 }), optional],
  ["actionNoise", (world) => actionNoise(world), ["legalActions", "grid", "encode", "scene", "maxEpisodeSteps"]],
  ["stickyActions", (world) => stickyActions(world), ["legalActions", "grid", "scene", "maxEpisodeSteps"]],
  ["flatten", (world) => flatten(world), ["legalActions", "encode", "scene", "maxEpisodeSteps"]],
  ["distractors", (world) => distractors(flatten(world)), ["legalActions", "encode", "scene", "maxEpisodeSteps"]],
  ["frameStack", (world) => frameStack(flatten(world)), ["legalActions", "encode", "scene", "maxEpisodeSteps"]],
  ["observationNoise", (world) => observationNoise(flatten(world)), ["scene", "maxEpisodeSteps"]],
  ["normalize", (world) => normalize(flatten(world)), ["legalActions", "scene", "maxEpisodeSteps"]],
  ["normalize, clipped", (world) => normalize(flatten(world), { clip: 0.5 }), ["scene", "maxEpisodeSteps"]],
  ["discretizeObservations", (world) => discretizeObservations(flatten(world), { bins: 2 }), ["scene", "maxEpisodeSteps"]],
];

describe("a world with every face", () => {
  test.each(forwarded)("%s", (_, wrapIn, expected) => {
    expect(facesOf(wrapIn(ladder()))).toEqual(expected);
    const ofEnvironments = expected.filter((face) => face !== "encode" && face !== "mdp" && face !== "scene");
    expect(facesOf(wrapIn(asEnvironment(ladder(), { seed: 1 })))).toEqual(expect.arrayContaining([...ofEnvironments]));
  });

  test("delays and other actions", () => {
    expect(facesOf(actionDelay(puck()))).toEqual(["scene", "maxEpisodeSteps"]);
    expect(facesOf(actionDelay(puck(), { pendingSeen: true }))).toEqual(["encode", "scene", "maxEpisodeSteps"]);
    expect(facesOf(discretizeActions(puck()))).toEqual(["encode", "scene", "maxEpisodeSteps"]);
  });
});

describe("what is forwarded is right", () => {
  const observations = (world: Dynamics, rungs: readonly number[]): ReturnType<typeof allocate> => {
    const state = allocate(world.state, rungs.length);
    rungs.forEach((rung, b) => (state[b * world.state.size] = rung));
    const seen = allocate(world.observation, rungs.length);
    world.observe(state, seen);
    return seen;
  };

  test.each(forwarded.filter(([, , faces]) => faces.includes("legalActions")))("legal actions of %s", (_, wrapIn) => {
    const world = wrapIn(ladder()) as Dynamics; // round dynamics it is dynamics
    const mask = new Uint8Array(6);
    // Frame stacks and distractors read their memory, where a stack has its newest frame: encode it from a start.
    const seen = world.observation.size === 20 ? stackOf(observations(flatten(ladder()), [0, 4])) : observations(world, [0, 4]);
    world.legalActions!.mask(seen, mask);
    expect([...mask]).toEqual([1, 1, 0, 1, 1, 1]);
  });
  const stackOf = (rows: ArrayLike<number>): Float32Array => {
    const stacked = new Float32Array(40);
    for (let i = 0; i < 10; i++) stacked[(i < 5 ? 15 : 30) + i] = rows[i]!;
    return stacked;
  };

  test("scenes are those of the inner state, of the right lane", () => {
    const bare = ladder();
    const worlds: readonly Dynamics[] = [stickyActions(bare), distractors(flatten(bare), { count: 3 }), rewardScale(bare, {})];
    for (const world of worlds) {
      const state = allocate(world.state, 2);
      state[world.state.size] = 3;
      expect(world.scene!(state, 1)).toEqual(bare.scene!(Int32Array.of(0, 3), 1));
    }
    const scene: Scene = { left: 0, right: 1, bottom: 0, top: 1, marks: [] };
    const drawn: Environment = { ...asEnvironment(bare, { seed: 1 }), scene: () => scene };
    expect(stickyActions(drawn).scene!()).toBe(scene);
  });

  test("info and close reach through, and the marker says what it is", () => {
    let closed = 0;
    const inner = asEnvironment(ladder(), { seed: 1 });
    const talkative: Environment<typeof inner.observation, typeof inner.action, string> = {
      ...inner, reset: () => ({ ...inner.reset(), info: "begun" }), close: () => { closed++; },
      step: (action) => ({ ...inner.step(action), info: "stepped" }),
    };
    const wrapped = flatten(talkative);
    expect(wrapped.reset().info).toBe("begun");
    expect(wrapped.step(0).info).toBe("stepped");
    wrapped.close?.();
    expect(closed).toBe(1);
    expect(wrapped["~worldwise"]).toMatchObject({ role: "environment", name: "flatten", package: "@worldwise/env-wrappers" });
    expect(flatten(ladder())["~worldwise"]).toMatchObject({ role: "dynamics", name: "flatten", provides: ["dynamics"] });
    expect(rewardScale(ladder(), {})["~worldwise"].provides).toEqual(["mdp", "dynamics"]);
  });
});

test("legal actions and grid are dropped where the agent's actions are others", () => {
  const halved = wrap(ladder(), { name: "halved", action: discrete(2), act: ({ action, innerAction }) => innerAction.set(action) });
  expect(facesOf(halved)).toEqual(["encode", "scene", "maxEpisodeSteps"]);
});

test("a wrapper of one's own", () => {
  const patient = wrap(puck({ noise: 0 }), {
    name: "patient", memory: { kind: "box", dtype: "float64", size: 1, shape: [1], low: [0], high: [Infinity] },
    after(lane) {
      lane.memory[0]! += 1;
      lane.reward += lane.memory[0]!;
    },
  });
  const environment = asEnvironment(patient, { seed: 1 });
  const bare = asEnvironment(puck({ noise: 0 }), { seed: 1 });
  environment.reset();
  bare.reset();
  const action = new Float32Array(2);
  for (const k of [1, 2, 3]) expect(environment.step(action).reward).toBeCloseTo(bare.step(action).reward + k, 12);
});
