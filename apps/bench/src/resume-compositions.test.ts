import { readdirSync, readFileSync } from "node:fs";
import type { CellSpec } from "@worldwise/experiment";
import { canonicalJson, idsOf, parseExperiment, planCells, runCell } from "@worldwise/experiment";
import { readCatalog, sha256 } from "@worldwise/experiment/node";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { runInterrupted } from "./fixtures/interrupt.ts";
import { harness } from "./places.ts";

vi.setConfig({ testTimeout: 60_000 });

const catalog = readCatalog([harness]);
const steps = 150;

/** Every composition of the shipped experiments: one cell for each set of components, cut short, and evaluated often. */
function compositions(): readonly (readonly [name: string, spec: CellSpec])[] {
  const folder = new URL("../experiments/", import.meta.url);
  const experiments = readdirSync(folder).map((file) => parseExperiment(readFileSync(new URL(file, folder), "utf8"), file));
  const specs = experiments.flatMap((experiment) => planCells(experiment, "", sha256)).map(({ spec }) => spec);
  const nameOf = ({ environment, agent }: CellSpec): string =>
    [...new Set([environment, agent].flatMap((part) => idsOf(part, (id) => catalog.find(id).options)))].join(" ");
  const short = (spec: CellSpec): CellSpec => ({
    ...spec, budget: { steps, maxEpisodeSteps: 20 }, evaluate: { every: 2, episodes: 1, maxEpisodeSteps: 10 },
  });
  return [...new Map(specs.map((spec) => [nameOf(spec), short(spec)]))];
}

const stops = fc.uniqueArray(fc.integer({ min: 1, max: steps - 1 }), { minLength: 2, maxLength: 3 }).map((list) => list.sort((a, b) => a - b));

test.each(compositions())("%s: stopped anywhere and gone on with, the bytes of an uninterrupted cell", async (_, spec) => {
  const uninterrupted = canonicalJson(finite(await runCell(spec, catalog.load)));
  await fc.assert(fc.asyncProperty(stops, async (at) => {
    const { result, resumedAt } = await runInterrupted(spec, catalog.load, at);
    expect(canonicalJson(finite(result))).toBe(uninterrupted);
    expect(resumedAt).toEqual(at);
  }), { seed: 1, numRuns: 2 });
});

/** Numbers that are not finite as text: canonical JSON has no words for them. */
const finite = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, field: unknown) => (
  typeof field === "number" && !Number.isFinite(field) ? String(field) : field)));
