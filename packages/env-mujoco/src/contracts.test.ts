import { defaultTimeLimit, fromSnapshots, lanesOf } from "@worldwise/rollout";
import type { Contract } from "@worldwise/testing";
import { runContract, testDynamics, testEnvironment, testVectorEnvironment } from "@worldwise/testing";
import { afterAll, describe, expect, test } from "vitest";
import { worlds } from "./fixtures/worlds.ts";
import { plugins, reacher } from "./index.ts";

async function expectKept(contract: Contract): Promise<void> {
  const { failed, text } = await runContract(contract);
  expect(failed, text).toEqual([]);
}

describe.each(worlds)("contracts of $name", { timeout: 20_000 }, ({ make }) => {
  // Somebody who keeps the model compiled: contracts open and close many environments.
  const keeper = make();
  afterAll(() => keeper.close());

  test("Gym-like face", () => expectKept(testEnvironment(() => make(), { steps: 60 })));

  test("side by side", () => expectKept(testVectorEnvironment((lanes) => lanesOf(
    Array.from({ length: lanes }, (_, lane) => make({ seed: lane })),
  ), { lanes: 2, steps: 40 })));

  test("generative face from snapshots", () => expectKept(testDynamics(() => fromSnapshots(make()), { lanes: 2, steps: 40 })));
});

test("with the customary limit, which a snapshot keeps too", () =>
  expectKept(testEnvironment(() => defaultTimeLimit(reacher()), { steps: 120 })));

test("no world is left out", () => {
  expect(worlds.map(({ name }) => name).sort()).toEqual(plugins.map((plugin) => plugin["~worldwise-plugin"].name).sort());
});
