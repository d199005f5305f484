import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { philox } from "@worldwise/math";
import { seedKey } from "@worldwise/protocol";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { BenchProject } from "./fixtures/bench-project.ts";
import { benchProject, until } from "./fixtures/bench-project.ts";
import { childrenOf, longSweep, resumedCells, saveOften, watchFolder } from "./fixtures/long-sweep.ts";

/** In `npm test` a few; `BENCH_KILLS=20` for many. */
const kills = Number(process.env["BENCH_KILLS"] ?? 3);
vi.setConfig({ testTimeout: 60_000 + 30_000 * kills, hookTimeout: 120_000 });

let project: BenchProject;
let uninterrupted: Readonly<Record<string, string>>;
beforeAll(async () => {
  project = benchProject();
  project.write("long.yaml", longSweep(Math.ceil(kills / 6)));
  const { status, stderr } = await project.bench("run", "long.yaml", "--folder", "whole", ...saveOften);
  expect(status, stderr).toBe(0);
  uninterrupted = project.cells("whole");
});
afterAll(() => { project.remove(); });

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

const victims = ["coordinator", "group", "child"] as const;

/** Kills the coordinator, it and all its children, or one child: then the coordinator goes on. */
async function kill(coordinator: ChildProcess, victim: (typeof victims)[number], which: number): Promise<void> {
  const children = childrenOf(coordinator.pid!);
  if (victim === "child" && children.length > 0) {
    process.kill(children[which % children.length]!, "SIGKILL");
    return;
  }
  const ended = once(coordinator, "exit");
  process.kill(victim === "group" ? -coordinator.pid! : coordinator.pid!, "SIGKILL");
  await ended;
}

const random = philox.streams(philox.derive(seedKey(20), "kills"), 1).lane(0);

/** Kills a sweep at most so many times, until it has ended by itself. Returns how many times that was. */
async function killAtRandom(name: string, most: number): Promise<number> {
  let coordinator = project.startGroup("run", "long.yaml", "--folder", name, ...saveOften);
  let killed = 0;
  for (; killed < most; killed++) {
    if (hasEnded(coordinator) && coordinator.signalCode === null) break;
    if (hasEnded(coordinator)) coordinator = project.startGroup("run", "long.yaml", "--folder", name, ...saveOften);
    const [watch, changes] = [watchFolder(join(project.path, name)), random.integer(4)];
    await until(() => watch.look() >= changes || hasEnded(coordinator), 60);
    await sleep(random.integer(150));
    if (hasEnded(coordinator)) break;
    await kill(coordinator, victims[killed % victims.length]!, random.integer(2));
  }
  if (!hasEnded(coordinator)) await kill(coordinator, "group", 0);
  return killed;
}

test(`killed ${kills} times at random, and run again: the bytes of an uninterrupted run, and cells that went on in their midst`, async () => {
  let [killed, resumed] = [0, 0];
  for (let round = 1; killed < kills; round++) {
    const name = `killed-${round}`;
    killed += await killAtRandom(name, kills - killed);
    const { status, stderr } = await project.bench("run", "long.yaml", "--folder", name, ...saveOften);
    expect(status, stderr).toBe(0);
    expect(project.cells(name)).toEqual(uninterrupted);
    expect(readdirSync(join(project.path, name, "checkpoints"))).toEqual([]);
    resumed += resumedCells(join(project.path, name)).length;
  }
  expect(resumed).toBeGreaterThan(0);
});
