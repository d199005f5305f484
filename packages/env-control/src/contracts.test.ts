import { pcg64 } from "@worldwise/math";
import type { Box, Space } from "@worldwise/protocol";
import { asEnvironment, vectorize } from "@worldwise/rollout";
import type { Contract } from "@worldwise/testing";
import { runContract, testDynamics, testEnvironment, testVectorEnvironment } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import type { ControlWorld } from "./index.ts";
import {
  acrobot, carOnTheHill, cartPole, cartPoleSwingUp, continuousCartPole, independentStates, linearQuadratic, mountainCar, mountainCarContinuous,
  optimalReplacement, pendulum, plugins, puddleWorld,
} from "./index.ts";

const worlds: readonly (readonly [string, () => ControlWorld<Space, Box>])[] = ([
  ["cartPole", cartPole], ["continuousCartPole", continuousCartPole], ["mountainCar", mountainCar],
  ["mountainCarContinuous", mountainCarContinuous],
  ["mountainCarContinuous, numpy-2", () => mountainCarContinuous({ promotion: "numpy-2" })],
  ["pendulum", pendulum], ["pendulum, numpy-2", () => pendulum({ promotion: "numpy-2" })], ["acrobot", acrobot],
  ["cartPoleSwingUp", cartPoleSwingUp], ["linearQuadratic", linearQuadratic],
  ["linearQuadratic, with noise", () => linearQuadratic({ noise: [0.1, 0.2] })],
  ["puddleWorld", puddleWorld], ["puddleWorld, deepest", () => puddleWorld({ depth: "deepest" })],
  ["carOnTheHill", carOnTheHill], ["carOnTheHill, anywhere", () => carOnTheHill({ start: "uniform" })],
  ["optimalReplacement", optimalReplacement],
  ["independentStates", independentStates], ["independentStates, exponential", () => independentStates({ law: "exponential" })],
] as const); // contracts take actions of any space

async function expectKept(contract: Contract): Promise<void> {
  const { failed, text } = await runContract(contract);
  expect(failed, text).toEqual([]);
}

describe.each(worlds)("contracts of %s", (_, create) => {
  test("generative face", () => expectKept(testDynamics(create, { steps: 2000 })));
  test("Gym-like face", () =>
    expectKept(testEnvironment(() => asEnvironment(create(), { source: pcg64, seed: 0 }), { steps: 1000 })));
  test("many lanes are single lanes", () =>
    expectKept(testVectorEnvironment((lanes) => vectorize(create(), lanes, { seed: 0 }), { steps: 500 })));
});

test("no world is left out", () => {
  const held = new Set(worlds.map(([name]) => name.split(",")[0]));
  for (const plugin of plugins) expect(held).toContain(plugin["~worldwise-plugin"].name);
});
