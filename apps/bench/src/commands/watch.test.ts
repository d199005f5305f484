import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { BenchProject } from "../fixtures/bench-project.ts";
import { benchProject } from "../fixtures/bench-project.ts";
import { smallSweep } from "../watch/fixtures/small-sweep.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 }); // processes are started

const over = "Over: 20 of 21 runs have finished, 1 failed. The same command tries them again.";
let project: BenchProject;
beforeAll(() => {
  project = benchProject();
  project.write("sweep.yaml", smallSweep);
});
afterAll(() => { project.remove(); });

describe("watch --plain", () => {
  test("waits for a folder, follows a sweep that another process runs, tells of failures, and ends with it", async () => {
    const watching = project.bench("watch", "folder", "--plain", "--every", "0.1");
    const running = project.bench("run", "sweep.yaml", "--folder", "folder", "--jobs", "2");
    const { status, stdout, stderr } = await watching;
    expect((await running).status).toBe(1);
    expect(stderr).toBe("");
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^Waiting for a run folder at .*folder: there is none yet\.$/);
    const failures = lines.filter((line) => line.startsWith("failed: "));
    expect(failures).toEqual([expect.stringMatching(/^failed: faults, seed 1: .*it was told to throw/)]);
    expect(lines.at(-1)).toBe(over);
    expect(status).toBe(1);
  });

  test("of a sweep that is over says so at once, and touches nothing", async () => {
    const path = join(project.path, "folder");
    const timeOf = (name: string): number => statSync(join(path, name)).mtimeMs;
    const listing = (): unknown => readdirSync(path, { recursive: true }).map((name) => [name, timeOf(String(name))]);
    const before = listing();
    const { status, stdout } = await project.bench("watch", "folder", "--plain");
    expect([status, stdout.trimEnd().split("\n").at(-1)]).toEqual([1, over]);
    expect(listing()).toEqual(before);
  });
});

describe("watch", () => {
  test("serves a page until Ctrl-C, on this machine alone", async () => {
    const child = project.start("watch", "folder");
    let told = "";
    child.stdout!.on("data", (piece: Buffer) => { told += String(piece); });
    await vi.waitUntil(() => told.includes("\n"), 20_000);
    const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(told)!;
    expect(await (await fetch(address)).text()).toContain("20 of 21");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
    await expect(fetch(address)).rejects.toThrow();
  });

  test.each([["--port", "70000"]])("%s %s is wrong use", async (...flags) => {
    const { status, stderr } = await project.bench("watch", "folder", ...flags);
    expect(status).toBe(2);
    expect(stderr).toContain("expected");
  });
});
