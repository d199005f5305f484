import type { CellSpec } from "@worldwise/experiment";
import { canonicalJson, idsOf, runCell } from "@worldwise/experiment";
import { readCatalog } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { otherWorlds, pairedCells, shippedCells } from "./fixtures/compositions.ts";
import { runInterrupted } from "./fixtures/interrupt.ts";
import { harness } from "./places.ts";

vi.setConfig({ testTimeout: 60_000 });

const catalog = readCatalog([harness]);
const steps = 30;

/** The bytes of a result; canonical JSON has no words for numbers that are not finite. */
const bytes = (value: unknown): string => canonicalJson(JSON.parse(JSON.stringify(value, (_, field: unknown) => (
  typeof field === "number" && !Number.isFinite(field) ? String(field) : field))));

/** Stops a cell at two random steps and compares it with one that was not stopped. Returns false where its parts do not fit each other. */
async function resumes(spec: CellSpec, seed: number): Promise<boolean> {
  const name = [spec.environment, spec.agent].flatMap((part) => idsOf(part, (id) => catalog.find(id).options)).join(" ");
  const [stops] = fc.sample(fc.uniqueArray(fc.integer({ min: 1, max: steps - 1 }), { minLength: 2, maxLength: 2 }), { seed, numRuns: 1 });
  const at = stops!.sort((a, b) => a - b);
  const uninterrupted = await runCell(spec, catalog.load).catch((error: unknown) => {
    if (WorldwiseError.is(error)) return undefined;
    throw error;
  });
  if (!uninterrupted) return false;
  const { result, resumedAt } = await runInterrupted(spec, catalog.load, at);
  expect(bytes(result), `${name}, stopped at ${at.join(" and ")}`).toBe(bytes(uninterrupted));
  expect(resumedAt, name).toEqual(at);
  return true;
}

async function countResumed(specs: readonly CellSpec[]): Promise<number> {
  let count = 0;
  for (const [index, spec] of specs.entries()) count += Number(await resumes(spec, index));
  return count;
}

test("every agent and world of the shipped experiments goes on, wherever it was stopped, as if it had not been", async () => {
  const cells = shippedCells(catalog, steps);
  expect(await countResumed(cells)).toBe(cells.length);
  expect(cells.length).toBeGreaterThan(20);
});

test("so does every learner, planner and search control that fits", async () => {
  expect(await countResumed(pairedCells(catalog, steps))).toBeGreaterThan(30);
});

test("so do worlds of continuous states, worlds that change, and wrappers that remember", async () => {
  const cells = otherWorlds(steps);
  expect(await countResumed(cells)).toBe(cells.length);
});
