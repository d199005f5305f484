import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { CellCheckpoints } from "./cell-checkpoints.ts";
import type { CellSpec } from "./cell.ts";
import { interruptions, runInterrupted } from "./fixtures/interruptions.ts";
import { load } from "./fixtures/test-parts.ts";
import { runCell } from "./run-cell.ts";

const spec: CellSpec = {
  environment: "test-parts/corridor", agent: "test-parts/learner", seed: 1, budget: { episodes: 20 }, evaluate: { every: 3, episodes: 2 },
};
const mirror: CellSpec = {
  environment: { use: "test-parts/mirror", with: { changeAt: 30 } }, agent: "test-parts/learner", seed: 1,
  budget: { steps: 200, maxEpisodeSteps: 12 }, evaluate: { every: 2, episodes: 1, maxEpisodeSteps: 5 },
};
const stopsWithin = (steps: number): fc.Arbitrary<readonly number[]> =>
  fc.uniqueArray(fc.integer({ min: 0, max: steps - 1 }), { minLength: 1, maxLength: 4 }).map((stops) => stops.sort((a, b) => a - b));

describe.each([["a dynamics", spec, 50], ["an environment that keeps its own state", mirror, 200]] as const)("in %s", (_, cell, steps) => {
  test("stopped anywhere, as often as you like, and gone on with: the bytes of an uninterrupted cell", async () => {
    const uninterrupted = canonicalJson(await runCell(cell, load));
    await fc.assert(fc.asyncProperty(stopsWithin(steps), async (stops) => {
      const memory = interruptions(stops);
      expect(canonicalJson(await runInterrupted(cell, load, memory))).toBe(uninterrupted);
      expect(memory.refused).toEqual([]);
      expect(memory.resumedAt).toEqual(stops);
    }), { seed: 1, numRuns: 30 });
  });

  test("checkpoints that nobody needs change nothing, however often they are taken", async () => {
    const uninterrupted = await runCell(cell, load);
    for (const stretch of [1, 7]) {
      const saved: number[] = [];
      const checkpoints: CellCheckpoints = {
        load: () => undefined, refuse: () => undefined, resume: () => undefined, save: ({ length }) => { saved.push(length); },
        pause: () => Promise.resolve({ save: true, stop: false, steps: stretch }),
      };
      expect(await runCell(cell, load, { checkpoints })).toEqual(uninterrupted);
      expect(saved.length).toBeGreaterThan(5);
    }
  });
});

describe("a checkpoint that does not fit is refused, and the cell starts anew", () => {
  const bytesAt = async (cell: CellSpec, steps: number): Promise<Uint8Array> => {
    const memory = interruptions([steps]);
    await expect(runCell(cell, load, { checkpoints: memory })).rejects.toMatchObject({ code: "cell-stopped", facts: { steps } });
    return memory.bytes!;
  };
  const changed = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte));

  test.each<[string, () => Promise<Uint8Array>]>([
    ["one whose bytes changed", async () => changed(await bytesAt(spec, 10))],
    ["one that was cut off", async () => (await bytesAt(spec, 10)).slice(0, -8)],
    ["one of a larger world", () => bytesAt({ ...spec, environment: { use: "test-parts/corridor", with: { cells: 9 } } }, 10)],
    ["none at all", () => Promise.resolve(new Uint8Array(3))],
  ])("%s", async (_, bytes) => {
    const memory = interruptions([]);
    memory.bytes = await bytes();
    expect(await runCell(spec, load, { checkpoints: memory })).toEqual(await runCell(spec, load));
    expect(memory.refused).toHaveLength(1);
    expect(memory.resumedAt).toEqual([]);
  });
});

test("in a world that cannot be restored nothing is saved, and a stop is a stop", async () => {
  const forgetful = { ...mirror, environment: { use: "test-parts/mirror", with: { restorable: false } } };
  const memory = interruptions([20]);
  await expect(runCell(forgetful, load, { checkpoints: memory })).rejects.toMatchObject({ code: "cell-stopped" });
  expect(memory.bytes).toBeUndefined();
  const all = interruptions([]);
  all.pause = () => Promise.resolve({ save: true, stop: false, steps: 5 });
  expect(await runCell(forgetful, load, { checkpoints: all })).toEqual(await runCell(forgetful, load));
  expect(all.bytes).toBeUndefined();
});

test("numbers that are not finite, in records and metrics, survive", async () => {
  const diverging = { ...spec, agent: { use: "test-parts/learner", with: { diverges: true } } };
  expect(await runInterrupted(diverging, load, interruptions([4, 9]))).toEqual(await runCell(diverging, load));
});
