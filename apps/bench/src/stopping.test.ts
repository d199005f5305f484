import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { BenchProject } from "./fixtures/bench-project.ts";
import { benchProject, isRunning, textOf, until } from "./fixtures/bench-project.ts";
import { childrenOf, longSweep, resumedCells, saveOften, watchFolder } from "./fixtures/long-sweep.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let project: BenchProject;
beforeAll(() => {
  project = benchProject();
  project.write("long.yaml", longSweep(1));
  project.write("hang.yaml", `
name: hang
title: Hangs
studies:
  - name: hang
    title: Hangs
    environment: { use: "mine#faulty", with: { fault: deaf } }
    agent: { use: agents/modelFree, with: { planner: planner-tabular/qLearning } }
    axes: { seed: 1..1 }
    budget: { episodes: 2 }
    metrics:
      steps: { kind: episode-length, reduce: sum, better: lower }
`);
});
afterAll(() => { project.remove(); });

/** What a command said when it ended. */
async function endOf(child: ChildProcess): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const stderr = textOf(child.stderr);
  const [status] = await once(child, "close") as [number | null]; // as Node documents it
  return { status, stderr: await stderr };
}
const checkpoints = (folder: string): readonly string[] => readdirSync(join(project.path, folder, "checkpoints"));

test("Ctrl-C, SIGTERM, and the end: cells in progress are saved, no child is left, and the bytes are those of an uninterrupted run", async () => {
  const whole = await project.bench("run", "long.yaml", "--folder", "whole", "--jobs", "2");
  expect(whole.status, whole.stderr).toBe(0);
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    const coordinator = project.startGroup("run", "long.yaml", "--folder", "stopped", ...saveOften);
    const end = endOf(coordinator);
    const watch = watchFolder(join(project.path, "stopped"));
    await until(() => watch.look() > 0, 60); // one was just saved, so that it is in its midst
    const children = childrenOf(coordinator.pid!);
    process.kill(-coordinator.pid!, signal); // as a terminal does: to all of them
    const { status, stderr } = await end;
    const words = /stopping [^]*stopped: \d of 4 cells are finished, in .*\nto go on, give the same command again\n$/;
    expect([status, stderr]).toEqual([code, expect.stringMatching(words)]);
    expect(children.map(isRunning)).toEqual([false, false]);
    expect(checkpoints("stopped").length).toBeGreaterThan(0);
  }
  const { status, stderr } = await project.bench("run", "long.yaml", "--folder", "stopped");
  expect(status, stderr).toBe(0);
  expect(project.cells("stopped")).toEqual(project.cells("whole"));
  expect(resumedCells(join(project.path, "stopped")).length).toBeGreaterThan(0);
  expect(checkpoints("stopped")).toEqual([]);
});

test("a second Ctrl-C ends at once, though a child would not, and leaves no child", async () => {
  writeFileSync(join(project.path, "hanging"), "");
  const coordinator = project.startGroup("run", "hang.yaml", "--folder", "hang");
  const child = (): number => Number(readFileSync(join(project.path, "hanging"), "utf8"));
  let told = "";
  coordinator.stderr?.on("data", (text: Buffer) => { told += text.toString(); });
  const ended = once(coordinator, "exit");
  await until(() => child() > 0, 30);
  coordinator.kill("SIGINT");
  await until(() => told.includes("stopping"));
  const before = process.hrtime.bigint();
  coordinator.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
  expect(Number(process.hrtime.bigint() - before) / 1e6).toBeLessThan(3000); // children would have had 4 s
  await until(() => !isRunning(child()), 2);
});

test("a damaged checkpoint is named and set aside, and its cell starts anew", async () => {
  project.write("short.yaml", longSweep(1).replace("steps: 60000", "steps: 4000"));
  const whole = await project.bench("run", "short.yaml", "--folder", "short");
  expect(whole.status, whole.stderr).toBe(0);
  const cells = Object.keys(project.cells("short"));
  const [torn, foreign] = cells.map((name) => name.replace(".jsonl", "")) as [string, string];
  const file = (id: string): string => join(project.path, "damaged/checkpoints", id);
  const stopped = project.start("run", "hang.yaml", "--folder", "damaged", "--cell-timeout", "1");
  await once(stopped, "exit"); // makes the folder
  writeFileSync(file(torn), "torn");
  writeFileSync(file(foreign), `{"format":1,"id":"${torn}","length":4,"milliseconds":1}\nWWST`);
  const { status, stderr } = await project.bench("run", "short.yaml", "--folder", "damaged");
  expect([status, stderr]).toEqual([0, expect.stringMatching(/a checkpoint was of no use, and the cell began anew; it lies in .*set-aside/)]);
  for (const id of [torn, foreign]) expect(stderr).toContain(`damaged/set-aside/checkpoints/${id}.1`);
  expect(project.cells("damaged")).toEqual(project.cells("short"));
});
