import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { idsOf, parseExperiment, planCells } from "@worldwise/experiment";
import { readCatalog, sha256 } from "@worldwise/experiment/node";
import { describe, expect, test } from "vitest";

const harness = fileURLToPath(new URL("..", import.meta.url));
const folder = new URL("../experiments/", import.meta.url);

describe.each(readdirSync(folder))("%s", (file) => {
  const experiment = parseExperiment(readFileSync(new URL(file, folder), "utf8"), file);

  test("is named as its file, and every study has a claim", () => {
    expect(`${experiment.name}.yaml`).toBe(file);
    for (const { claims } of experiment.studies) expect(claims.length).toBeGreaterThan(0);
  });

  test("has cells with names of their own, of components that are installed", () => {
    const cells = planCells(experiment, "", sha256);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    const catalog = readCatalog([harness]);
    const ids = new Set(cells.flatMap(({ spec }) => [spec.environment, spec.agent]).flatMap((spec) => idsOf(spec, (id) => catalog.find(id).options)));
    expect(ids.size).toBeGreaterThan(1);
  });
});
