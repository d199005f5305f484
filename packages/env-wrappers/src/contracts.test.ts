import { pcg64 } from "@worldwise/math";
import type { Dynamics, Environment } from "@worldwise/protocol";
import { asEnvironment, fromSnapshots, lanesOf, timeLimit, vectorize } from "@worldwise/rollout";
import type { Contract } from "@worldwise/testing";
import { runContract, testDynamics, testEnvironment, testMdp, testVectorEnvironment } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import {
  actionDelay, actionNoise, discretizeActions, discretizeObservations, distractors, flatten, frameStack, normalize,
  observationNoise, rewardScale, stepCost, stickyActions, tabulate,
} from "./index.ts";
import type { World, WrappedDynamics } from "./index.ts";
import { ladder } from "./fixtures/ladder.ts";
import { puck } from "./fixtures/puck.ts";
import { screen } from "./fixtures/screen.ts";

const worlds = { ladder, puck, screen } as const;
type WorldName = keyof typeof worlds;

/** Every wrapper in its variants, and the worlds that it can be put round. */
const wrappers: readonly (readonly [string, (world: World) => World, readonly WorldName[]])[] = [
  ["distractors", (world) => distractors(world, { seed: 3 }), ["puck", "screen"]],
  ["distractors, correlated", (world) => distractors(world, { count: 3, correlated: true }), ["puck", "screen"]],
  ["distractors, linear", (world) => distractors(world, { count: 4, kind: "linear" }), ["puck"]],
  ["distractors, rotation", (world) => distractors(world, { count: 4, kind: "rotation" }), ["puck"]],
  ["distractors, noise", (world) => distractors(world, { count: 2, kind: "noise" }), ["puck"]],
  ["distractors of one-hot rows", (world) => distractors(flatten(world)), ["ladder"]],
  ["observationNoise", (world) => observationNoise(world), ["puck", "screen"]],
  ["actionNoise", (world) => actionNoise(world, { probability: 0.5 }), ["ladder", "puck", "screen"]],
  ["stickyActions", (world) => stickyActions(world, { probability: 0.5 }), ["ladder", "puck", "screen"]],
  ["actionDelay", (world) => actionDelay(world, { steps: 3 }), ["puck", "screen"]],
  ["actionDelay, seen", (world) => actionDelay(world, { steps: 2, pendingSeen: true }), ["puck", "screen"]],
  ["actionDelay, seen, finite", 
    (world) => actionDelay(discretizeObservations(world, { bins: 2 }), { pendingSeen: true }), ["screen"]],
  ["rewardScale", (world) => rewardScale(world, { scale: 2, shift: -1, clip: [-2, 1] }), ["ladder", "puck", "screen"]],
  ["stepCost", (world) => stepCost(world, { cost: 0.5, actionCost: 0.1 }), ["ladder", "puck", "screen"]],
  ["flatten", (world) => flatten(world), ["ladder", "puck", "screen"]],
  ["frameStack", (world) => frameStack(world, { frames: 3 }), ["puck", "screen"]],
  ["normalize", (world) => normalize(world, { mean: [1, -1], deviation: [2, 0.5], rewardDeviation: 3 }), ["puck"]],
  ["normalize, clipped", (world) => normalize(world, { clip: 1 }), ["puck", "screen"]],
  ["discretizeObservations", (world) => discretizeObservations(world, { bins: 3 }), ["puck", "screen"]],
  ["discretizeActions", (world) => discretizeActions(world, { levels: [3, 2] }), ["puck"]],
  ["three at once", (world) => frameStack(distractors(actionDelay(world), { count: 2 }), { frames: 2 }), ["puck", "screen"]],
];
const cases = wrappers.flatMap(([name, wrapIn, names]) => names.map((world) => [name, world, wrapIn] as const));

async function expectKept(contract: Contract): Promise<void> {
  const { failed, text } = await runContract(contract);
  expect(failed, text).toEqual([]);
}

const environmentOf = (name: WorldName): Environment => {
  const world = worlds[name]() as Dynamics; // contracts take actions of any space
  return timeLimit(asEnvironment(world, { source: pcg64, seed: 0 }), 25);
};
/** Without snapshots. */
const plain = (
  { observation, action, discount, reset, step }: Environment,
): Environment => ({ observation, action, discount, reset, step });

describe.each(cases)("%s of %s", (_, name, wrapIn) => {
  const dynamics = (): Dynamics => wrapIn(worlds[name]()) as Dynamics; // round dynamics it is dynamics
  const environment = (): Environment => wrapIn(environmentOf(name)) as Environment; // round an environment an environment
  test("keeps the contract of dynamics", () => expectKept(testDynamics(dynamics, { steps: 400 })));
  test("keeps the contract of an environment, and is restorable", async () => {
    expect(environment()).toHaveProperty("snapshot");
    await expectKept(testEnvironment(environment, { steps: 150 }));
  });
  test("is not restorable where the inner one is not", () => {
    expect(wrapIn(plain(environmentOf(name)))).not.toHaveProperty("snapshot");
  });
  test("keeps the contract of many lanes, as a pool", () => expectKept(
    testVectorEnvironment((lanes) => lanesOf(Array.from({ length: lanes }, environment), { seed: 5 }), { steps: 60 }),
  ));
});

test.each(["puck", "screen"] as const)("three at once of %s keep the same contract of many lanes without a state of their own", (name) =>
  expectKept(testVectorEnvironment((lanes) => {
    const world = worlds[name]() as Dynamics; // as above
    return vectorize(frameStack(distractors(actionDelay(world), { count: 2 }), { frames: 2 }), lanes, { seed: 1, maxEpisodeSteps: 20 });
  }, { steps: 200 })));

test("round snapshots of a simulator", () =>
  expectKept(testDynamics(() => distractors(fromSnapshots(asEnvironment(puck(), { seed: 0 }))), { steps: 300 })));

describe("tabulated worlds", () => {
  const make = (): ReturnType<typeof tabulate> => tabulate(
    discretizeActions(puck(), { levels: [3, 1] }), { bins: [9, 7], samples: 4 },
  );
  test("keep the contracts of a table and of dynamics", async () => {
    await expectKept(testMdp(make().mdp));
    await expectKept(testDynamics(make, { steps: 500 }));
    await expectKept(testDynamics(() => make().original, { steps: 500 }));
  });
});

test("the explicit face of a wrapped ladder is an MDP", async () => {
  const scaled: WrappedDynamics<never, never, never> = rewardScale(
    ladder(), { scale: 3, clip: [-2, 4] },
  ) as never; // only its mdp is read
  await expectKept(testMdp(scaled.mdp!));
});
