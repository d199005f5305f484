import { once } from "node:events";
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "@worldwise/experiment/node";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { BenchProject } from "../fixtures/bench-project.ts";
import { benchProject, until } from "../fixtures/bench-project.ts";

// Every test starts processes, and other tests may keep the machine busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const mazes = `
name: mazes
title: Mazes
studies:
  - name: mazes
    title: Mazes
    environment: env-tabular/dynaMaze
    agent: { use: agents/modelFree, with: { planner: planner-tabular/qLearning } }
    axes: { seed: 1..6 }
    budget: { episodes: 3 }
    metrics: { steps: { kind: episode-length, reduce: sum, better: lower } }
`;

let project: BenchProject;
let cells: Readonly<Record<string, string>>;
beforeAll(async () => {
  project = benchProject();
  project.write("mazes.yaml", mazes);
  expect(await project.bench("run", "mazes.yaml", "--folder", "whole", "--jobs", "2")).toMatchObject({ status: 0 });
  cells = project.cells("whole");
});
afterAll(() => { project.remove(); });

const at = (...parts: readonly string[]): string => join(project.path, ...parts);

/** A cell's file with a checksum that fits: changed on purpose, not by damage. */
function sealedAgain(text: string): string {
  const body = text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1);
  return `${body}${JSON.stringify({ kind: "checksum", sha256: sha256(body) })}\n`;
}

describe("the manifest of a run", () => {
  test("says which code ran, down to the module of WebAssembly, and names neither places nor machines", () => {
    const text = readFileSync(at("whole/manifest.json"), "utf8");
    expect(JSON.parse(text)).toMatchObject({
      format: 2, packages: { "@worldwise/experiment": expect.any(String) as string }, protocol: { planner: 0 }, lockfile: { name: "pnpm-lock.yaml" },
    });
    expect(text).toMatch(/"@worldwise\/math@[^"/]*\/math\.wasm": "[0-9a-f]{64}"/);
    expect(text).not.toContain(project.path);
    expect(readdirSync(at("whole")).filter((name) => name.startsWith("coordinator"))).toEqual([]);
  });

  test("times say when, and on what", () => {
    const [line] = readFileSync(at("whole/timings.jsonl"), "utf8").split("\n");
    expect(JSON.parse(line!)).toMatchObject({ node: process.versions.node, machine: `${process.platform}-${process.arch}`, at: expect.stringMatching(/^20\d\d-/) as string });
  });
});

describe("doctor, rerun, export", () => {
  test("doctor names damage and changes nothing; --mend mends, run makes what is missing, and the folder is whole again", async () => {
    expect(await project.bench("doctor", "whole")).toEqual({ status: 0, stdout: "The folder is whole.\n", stderr: "" });
    const [first, second] = Object.keys(cells) as [string, string]; // six of them
    appendFileSync(at("whole/cells", first), "x");
    renameSync(at("whole/cells", second), at("whole/cells/best.jsonl"));
    appendFileSync(at("whole/timings.jsonl"), '{"id":');
    writeFileSync(at("whole/manifest.json"), "{}");
    const told = await project.bench("doctor", "whole");
    expect(told.status).toBe(1);
    for (const words of [`cells/${first}: it is torn`, "cells/best.jsonl: it is the file of the cell", "timings.jsonl: line 7 is torn", "manifest.json: it is not as it was written"]) {
      expect(told.stdout).toContain(words);
    }
    expect(existsSync(at("whole/set-aside"))).toBe(false);
    const mended = await project.bench("doctor", "whole", "--mend");
    expect([mended.status, mended.stdout]).toEqual([1, expect.stringContaining("1 of 6 results are missing")]);
    expect(readFileSync(at("whole/set-aside/cells", `${first}.1`), "utf8")).toBe(`${cells[first]!}x`);
    expect(await project.bench("run", "mazes.yaml", "--folder", "whole")).toMatchObject({ status: 0, stderr: expect.stringContaining("(5 found finished)") as string });
    expect(await project.bench("doctor", "whole")).toMatchObject({ status: 0 });
    expect(project.cells("whole")).toEqual(cells);
  });

  test("rerun finds the same bytes, and one result that was not what this code makes", async () => {
    const [name, text] = Object.entries(cells)[2]!;
    writeFileSync(at("whole/cells", name), sealedAgain(text.replace(/"steps":(\d)/, '"steps":1$1')));
    const { status, stdout } = await project.bench("rerun", "whole", "--jobs", "2");
    expect([status, stdout]).toEqual([1, expect.stringContaining("5 of 6 results are the same, 1 differ, 0 cannot be compared.")]);
    expect(stdout).toMatch(/mazes seed \d: differs from line 2 on\n {2}was \{"episode":1,.*\n {2}is {2}\{"episode":1,.*\nThe code is the same\./);
    expect(project.cells("whole-rerun")).toEqual(cells);
    writeFileSync(at("whole/cells", name), text);
    expect(await project.bench("rerun", "whole")).toMatchObject({ status: 0, stdout: expect.stringContaining("6 of 6 results are the same") as string });
  });

  test("export writes the forms that were asked for", async () => {
    const { status, stdout } = await project.bench("export", "whole", "--parquet", "--csv", "tables", "--tensorboard");
    expect([status, stdout]).toEqual([0, expect.stringContaining("6 of 6 cells are finished and were written:")]);
    expect(readdirSync(at("whole/export/parquet"))).toContain("cells.parquet");
    expect(readdirSync(at("tables"))).toContain("cells.csv");
    expect(readdirSync(at("whole/export/tensorboard/mazes"))).toHaveLength(6);
  });
});

describe("two coordinators on one folder", () => {
  test("the second one is told who runs it and leaves it alone; nothing is lost or counted twice", async () => {
    const first = project.start("run", "mazes.yaml", "--folder", "shared", "--jobs", "1");
    const ended = once(first, "exit");
    await until(() => existsSync(at("shared")) && readdirSync(at("shared")).some((name) => /^coordinator.*json$/.test(name)), 60);
    first.kill("SIGSTOP"); // it is there, and will not be through before the other one has begun
    const second = await project.bench("run", "mazes.yaml", "--folder", "shared");
    first.kill("SIGCONT");
    expect([second.status, second.stdout, second.stderr]).toEqual([2, "", expect.stringMatching(new RegExp(`got process ${first.pid!} on .*\n +to do wait until it has ended`))]);
    expect(await ended).toEqual([0, null]);
    expect(project.cells("shared")).toEqual(cells);
    expect(readFileSync(at("shared/timings.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(6);
  });

  test("one that was killed does not stand in the way of the next", async () => {
    const first = project.start("run", "mazes.yaml", "--folder", "killed", "--jobs", "1");
    const ended = once(first, "exit");
    await until(() => Object.keys(project.cells("killed")).length > 0 || first.exitCode !== null, 60);
    first.kill("SIGKILL");
    await ended;
    expect(await project.bench("run", "mazes.yaml", "--folder", "killed")).toMatchObject({ status: 0 });
    expect(project.cells("killed")).toEqual(cells);
    expect(await project.bench("doctor", "killed")).toMatchObject({ status: 0, stdout: "The folder is whole.\n" });
  });
});
