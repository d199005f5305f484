// @ts-check
// Run folders on a disk that is really full, and event files as Protocol Buffers decodes them.
//
//   node scripts/check-run-folders.mjs        as an administrator: a small file system is mounted in memory
//
// Needs Debian's python3-protobuf and the built harness. Ends with `N passed, N failed`.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun, runProcess } from "./shared/processes.mjs";
import { tally } from "./shared/tally.mjs";
import { repositoryRoot } from "./shared/workspace.mjs";

/** Cells of some ten thousand bytes each. */
const experiment = `
name: filling
title: Filling a disk
studies:
  - name: mazes
    title: Mazes
    environment: env-tabular/dynaMaze
    agent: { use: agents/modelFree, with: { planner: planner-tabular/qLearning } }
    axes: { seed: 1..24 }
    budget: { episodes: 150 }
    evaluate: { every: 50, episodes: 1, maxEpisodeSteps: 100 }
    metrics: { steps: { kind: episode-length, reduce: sum, better: lower } }
`;

const work = mkdtempSync(join(tmpdir(), "run-folders-"));
const small = join(work, "small");
const bench = (/** @type {string[]} */ ...argumentList) =>
  runProcess(process.execPath, [join(repositoryRoot, "apps/bench/dist/main.js"), ...argumentList], { cwd: work });
const cellsOf = (/** @type {string} */ folder) => Object.fromEntries(
  readdirSync(join(folder, "cells")).filter((name) => name.endsWith(".jsonl")).sort().map((name) => [name, readFileSync(join(folder, "cells", name), "utf8")]));
const mount = (/** @type {string[]} */ ...argumentList) => mustRun("mount", ["-t", "tmpfs", "-o", ...argumentList], { cwd: work });

/** The numbers in the lines of `<folder>/<name>.csv`, by columns. */
function csvRows(/** @type {string} */ file) {
  const [head = "", ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, index) => [names[index], value])));
}

const checks = {
  async "a full disk ends a sweep in words, and every committed cell is whole"() {
    const { status, output } = await bench("run", "filling.yaml", "--folder", small, "--jobs", "2");
    assert.equal(status, 2, output);
    assert.match(output, /no space left on the disk \(ENOSPC\)\n +to do free some space and run again/);
    const [there, whole] = [cellsOf(small), cellsOf(join(work, "whole"))];
    const names = Object.keys(there);
    assert.ok(names.length > 0 && names.length < 24, `${names.length} cells`);
    for (const name of names) assert.equal(there[name], whole[name], name);
    const doctor = await bench("doctor", small);
    assert.equal(doctor.status, 1);
    assert.match(doctor.stdout, new RegExp(`${24 - names.length} of 24 results are missing`));
    assert.doesNotMatch(doctor.stdout, /cells\/\w+\.jsonl/);
  },
  async "with room again, the sweep goes on to the bytes of an undisturbed one"() {
    await mount("remount,size=64m", "tmpfs", small);
    const { status, output } = await bench("run", "filling.yaml", "--folder", small, "--jobs", "2");
    assert.equal(status, 0, output);
    assert.deepEqual(cellsOf(small), cellsOf(join(work, "whole")));
    const doctor = await bench("doctor", small, "--mend");
    assert.equal(doctor.status, 0, doctor.output);
  },
  async "Protocol Buffers decodes every event that was exported, and finds its checksums right"() {
    const exported = await bench("export", "whole", "--tensorboard", "events", "--csv", "tables");
    assert.equal(exported.status, 0, exported.output);
    const python = process.env.PYTHON ?? "/usr/bin/python3";
    const { stdout } = await mustRun(python, [join(repositoryRoot, "scripts/decode-events.py"), join(work, "events")], { cwd: work });
    /** @type {{ file: string, version: string, wallTime: number, scalars: [tag: string, step: number, value: number][] }[]} */
    const decoded = JSON.parse(stdout);
    const [episodes, evaluations] = ["episodes", "evaluations"].map((name) => csvRows(join(work, `tables/${name}.csv`)));
    assert.equal(decoded.length, 24);
    for (const { file, version, wallTime, scalars } of decoded) {
      const prefix = /-([0-9a-f]{8})\//.exec(file)?.[1] ?? "none";
      const rows = (/** @type {Record<string, string>[]} */ table) => table.filter(({ cell }) => cell.startsWith(prefix));
      assert.equal(version, "brain.Event:2");
      assert.ok(wallTime > 1.7e9, "the time of the cell's end");
      const numbers = (/** @type {string} */ tag) => scalars.filter(([of]) => of === tag).map(([, step, value]) => [step, value]);
      const expected = (/** @type {Record<string, string>[]} */ table, /** @type {string} */ column) => rows(table).map((row) => [Number(row.episode), Math.fround(Number(row[column]))]);
      assert.ok(rows(episodes).length > 0);
      assert.deepEqual(numbers("episode/length"), expected(episodes, "steps"));
      assert.deepEqual(numbers("episode/return"), expected(episodes, "return"));
      assert.deepEqual(numbers("evaluation/length"), expected(evaluations, "length"));
    }
  },
};

async function main() {
  const { pass, fail, close } = tally();
  writeFileSync(join(work, "filling.yaml"), experiment);
  mkdirSync(small);
  await mount("size=192k", "tmpfs", small);
  try {
    await mustRun(process.execPath, [join(repositoryRoot, "apps/bench/dist/main.js"), "run", "filling.yaml", "--folder", "whole"], { cwd: work });
    for (const [name, check] of Object.entries(checks)) {
      try {
        await check();
        pass(name);
      } catch (error) {
        fail(name, error instanceof Error ? error.message : String(error));
      }
    }
  } finally {
    await mustRun("umount", [small], { cwd: work });
    rmSync(work, { recursive: true, force: true });
  }
  process.exitCode = close().failed > 0 ? 1 : 0;
}

await main();
