import { discrete, transitionBatch } from "@worldwise/protocol";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { datasetOf } from "../dataset-of.ts";
import type { RecordedDataset } from "../files/index.ts";
import { readDatasetFile, writeDatasetFile } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "worldwise-data-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function recorded(size: number): RecordedDataset {
  const problem = { observation: discrete(100), action: discrete(2), discount: 0.5 };
  const batch = transitionBatch(problem, size);
  batch.observation.forEach((_, t) => { batch.observation[t] = t; });
  batch.nextObservation.forEach((_, t) => { batch.nextObservation[t] = t + 1; });
  batch.size = size;
  return { problem, data: datasetOf(batch) };
}

test.each(["a.parquet", "a.jsonl", "a.ndjson"])("%s is written, replaced and read", async (name) => {
  const path = join(folder, name);
  await writeDatasetFile(path, recorded(3));
  await writeDatasetFile(path, recorded(5));
  expect((await readDatasetFile(path)).data.size).toBe(5);
  expect(readdirSync(folder).filter((file) => file.endsWith(".tmp"))).toEqual([]);
});

test("a file stays as it was when the new one cannot be made", async () => {
  const path = join(folder, "kept.jsonl");
  await writeDatasetFile(path, recorded(3));
  const before = readFileSync(path);
  await expect(writeDatasetFile(path, { ...recorded(5), facts: { options: { x: NaN } } })).rejects.toThrow("facts.options.x");
  expect(readFileSync(path)).toEqual(before);
});

test("a path that cannot be replaced leaves nothing behind", async () => {
  const path = join(folder, "folder.jsonl");
  mkdirSync(path);
  writeFileSync(join(path, "inside"), "");
  await expect(writeDatasetFile(path, recorded(2))).rejects.toThrow();
  expect(readdirSync(folder).filter((file) => file.endsWith(".tmp"))).toEqual([]);
});

test("errors and damage name the file", async () => {
  const path = join(folder, "torn.jsonl");
  await writeDatasetFile(path, recorded(4));
  truncateSync(path, readFileSync(path).length - 3);
  expect((await readDatasetFile(path)).damage).toMatchObject([{ file: path, place: "line 6" }]);
  const parquet = join(folder, "torn.parquet");
  await writeDatasetFile(parquet, recorded(4));
  truncateSync(parquet, 100);
  await expect(readDatasetFile(parquet)).rejects.toThrow(`in ${parquet}`);
  await expect(readDatasetFile(join(folder, "x.csv"))).rejects.toThrow("a path that ends in .parquet or .jsonl");
});

test("two writers of one path at once both end well", async () => {
  const path = join(folder, "both.parquet");
  await Promise.all([writeDatasetFile(path, recorded(2)), writeDatasetFile(path, recorded(3))]);
  expect([2, 3]).toContain((await readDatasetFile(path)).data.size);
});
