import type { Contract } from "@worldwise/testing";
import { runContract, testEnvironment, testVectorEnvironment } from "@worldwise/testing";
import { driveLanes } from "@worldwise/rollout";
import { afterEach, expect, test } from "vitest";
import { standIn } from "./fixtures/stand-in.ts";
import { gymnasium } from "./gymnasium.ts";
import type { GymnasiumVector } from "./gymnasium-vector.ts";
import { gymnasiumVector } from "./gymnasium-vector.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const environment of opened.splice(0)) await environment.close();
});

/** Contracts make some environments only to look at them. */
function kept<E extends { close(): unknown }>(environment: E): E {
  opened.push(environment);
  return environment;
}

async function expectKept(contract: Contract): Promise<void> {
  const { failed, text } = await runContract(contract);
  expect(failed, text).toEqual([]);
}

/** The contract makes vectors at once: this one opens its process at the first call. */
function opensLate(template: GymnasiumVector, lanes: number): GymnasiumVector {
  let opening: Promise<GymnasiumVector> | undefined;
  const own = (): Promise<GymnasiumVector> => (opening ??= gymnasiumVector({ id: template.id, ...standIn, lanes }).then(kept));
  return {
    ...template, lanes,
    reset: async (mask, outObservation) => (await own()).reset(mask, outObservation),
    step: async (action, out) => (await own()).step(action, out),
    close: async () => (opening ? (await opening).close() : undefined),
  };
}

const cases = [["CartPole-v1", {}], ["Walk-v0", {}]] as const;

test.each(cases)("%s, blocking", { timeout: 60_000 }, async (id) => {
  await expectKept(testEnvironment(() => kept(gymnasium({ id, ...standIn })), { steps: 1000 }));
});

test.each(["box", "image", "multi"])("Echo of %s, blocking", { timeout: 60_000 }, async (kind) => {
  await expectKept(testEnvironment(() => kept(gymnasium({ id: "Echo-v0", options: { kind }, ...standIn })), { steps: 200 }));
});

test.each(cases)("%s, in lanes", { timeout: 60_000 }, async (id) => {
  const template = kept(await gymnasiumVector({ id, ...standIn, lanes: 1 }));
  await expectKept(testVectorEnvironment((lanes) => opensLate(template, lanes), { steps: 3000 }));
});

test("a loop over lanes waits for the pipe", async () => {
  const environment = kept(await gymnasiumVector({ id: "Walk-v0", ...standIn, lanes: 4 }));
  const agent = { lanes: 4, act: (_: unknown, out: Int32Array) => void out.fill(2), observe: () => undefined, state: {} };
  const { episodes } = await driveLanes(agent as never, environment, { steps: 12 }); // the plainest agent there is
  expect(episodes.length).toBeGreaterThanOrEqual(16);
  for (const { terminated } of episodes) expect(terminated).toBe(true);
});
