import { pcg64 } from "@worldwise/math";
import { asEnvironment } from "@worldwise/rollout";
import type { Contract } from "@worldwise/testing";
import { runContract, testDynamics, testEnvironment, testMdp } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import type { SwitchingWorld, TabularWorld } from "./index.ts";
import {
  blockingMaze, boyanChain, chainWalk, changingTasks, cliffWalking, deepSea, dynaMaze, fourRooms, frozenLake, garnet,
  dadashiTwoStates, grimmThreeStates, gridWorld, jumpWalk, largerMaze, modifiedCliffWalking, plugins, randomWalk, riskyChoice, riverSwim, shooter, shortcutMaze, smallShooter, taskRoom, taxi, wideTree,
} from "./index.ts";

const worlds: readonly (readonly [string, () => TabularWorld])[] = [
  ["dynaMaze", dynaMaze], ["largerMaze", largerMaze], ["fourRooms", fourRooms], ["frozenLake", frozenLake],
  ["frozenLake, 8x8, dry", () => frozenLake({ map: "8x8", slippery: false })], ["cliffWalking", cliffWalking],
  ["cliffWalking, slippery", () => cliffWalking({ slippery: true })],
  ["taxi", taxi], ["taxi, rainy", () => taxi({ rainy: true })],
  ["randomWalk", randomWalk], ["jumpWalk", () => jumpWalk({ states: 20, jump: 4 })],
  ["chainWalk", chainWalk], ["boyanChain", boyanChain],
  ["riverSwim", riverSwim], ["riverSwim, osband", () => riverSwim({ variant: "osband" })], ["deepSea", deepSea],
  ["deepSea, stochastic", () => deepSea({ size: 4, stochastic: true })], ["garnet", garnet],
  ["garnet, normalized, sparse", () => garnet({ probabilities: "normalized", rewards: "sparse" })],
  ["taskRoom", () => taskRoom({ rows: 1 })], ["taskRoom, artist", () => taskRoom({ rows: 1, task: "artist", repaint: 1 })],
  ["smallShooter", () => smallShooter({ rows: 4 })],
  ["modifiedCliffWalking", modifiedCliffWalking], ["wideTree", wideTree], ["grimmThreeStates", grimmThreeStates],
  ["dadashiTwoStates", dadashiTwoStates], ["riskyChoice", riskyChoice],
  ["gridWorld", () => gridWorld({ name: "own", map: ["S.#", "..G"], discount: 0.9, success: 0.6 })],
];

const changing: readonly (readonly [string, () => SwitchingWorld])[] = [
  ["changingTasks", () => changingTasks({ every: 20, rows: 1 })],
  ["blockingMaze", () => blockingMaze({ changeAt: 30 })], ["shortcutMaze", () => shortcutMaze({ changeAt: 30 })],
];

async function expectKept(contract: Contract): Promise<void> {
  const { failed, text } = await runContract(contract);
  expect(failed, text).toEqual([]);
}

describe.each(worlds)("contracts of %s", (name, create) => {
  test("explicit face", () => expectKept(testMdp(create().mdp, { name })));
  test("generative face", () => expectKept(testDynamics(create, { steps: 2000 })));
  test("Gym-like face", () =>
    expectKept(testEnvironment(() => asEnvironment(create(), { source: pcg64, seed: 0 }), { steps: 500 })));
});

test.each(changing)("contract of %s", (_, create) => expectKept(testEnvironment(create, { steps: 2000 })));

describe("contracts of shooter", () => {
  test("generative face", () => expectKept(testDynamics(() => shooter(), { steps: 2000 })));
  test("Gym-like face", () => expectKept(testEnvironment(() => asEnvironment(shooter(), { source: pcg64, seed: 0 }), { steps: 500 })));
});

test("no world is left out", () => {
  const held = new Set([...worlds, ...changing, ["shooter"] as const].map(([name]) => name.split(",")[0]));
  for (const plugin of plugins) expect(held).toContain(plugin["~worldwise-plugin"].name);
});
