import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BenchProject, Ended } from "../../fixtures/bench-project.ts";
import { isRunning, until } from "../../fixtures/bench-project.ts";
import type { SlurmCluster } from "../../fixtures/slurm-cluster.ts";
import { slurmCluster } from "../../fixtures/slurm-cluster.ts";
import { batchesOf, oddExperiment, slurmProject } from "../../fixtures/slurm-project.ts";
import { parseExperiment } from "@worldwise/experiment";
import { harness } from "../../places.ts";
import { runExperiment } from "../../run-experiment.ts";
import { slurmEngine } from "./slurm-engine.ts";

// A real Slurm. Partitions whose nodes are killed are used by one test each.
let cluster: SlurmCluster;
beforeAll(async () => {
  cluster = await slurmCluster({ plain: 2, failing: 2, returning: 1 });
  process.env["SLURM_CONF"] = cluster.configuration;
});
afterAll(async () => {
  await cluster.stop();
  for (const project of projects) project.remove();
  delete process.env["SLURM_CONF"];
});

const projects: BenchProject[] = [];
function newProject(experiment: string): BenchProject {
  const project = slurmProject();
  projects.push(project);
  project.write("odd.yaml", experiment);
  return project;
}

const slurmArguments = (...flags: readonly string[]): readonly string[] =>
  ["run", "odd.yaml", "--engine", "slurm", "--folder", "array", "--look-every", "0.5", ...flags];
const onSlurm = (project: BenchProject, ...flags: readonly string[]): Promise<Ended> => project.bench(...slurmArguments(...flags));

/** What the same experiment leaves on this machine alone. */
async function locally(project: BenchProject): Promise<Readonly<Record<string, string>>> {
  const { status, stderr } = await project.bench("run", "odd.yaml", "--folder", "local", "--jobs", "1");
  expect(status, stderr).toBe(0);
  return project.cells("local");
}

const jobsAlive = (): string => cluster.slurm("squeue", "--noheader", "--array", "--format=%i %T");
const markOf = (project: BenchProject, name = "mark"): number =>
  existsSync(join(project.path, name)) ? Number(readFileSync(join(project.path, name), "utf8")) : 0;
const failuresOf = (project: BenchProject): readonly { readonly id: string; readonly error: string }[] => {
  const file = join(project.path, "array/failures.jsonl");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  return lines.map((line) => JSON.parse(line) as { id: string; error: string }); // as `fail` writes it
};
const idsIn = (cells: Readonly<Record<string, string>>): readonly string[] => Object.keys(cells).map((name) => name.replace(".jsonl", ""));

describe.concurrent("on a Slurm that stays up", () => {
  test("a whole sweep leaves the same bytes as this machine alone, each cell once, and a second run finds them", async () => {
    const project = newProject(oddExperiment(9));
    const folder = "a 'b' \"$(touch planted)`touch planted`\" %j %% \\n\n#SBATCH --hold é";
    const flags = ["--folder", folder, "--cells-per-task", "2", "--tasks-at-once", "3", "--slurm-memory", "100M", "--slurm-setup", "export A=1"];
    const { status, stderr } = await onSlurm(project, ...flags, "--slurm-option=--export=NONE");
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("9 cells in 5 tasks");
    const here = await locally(project);
    expect(project.cells(folder)).toEqual(here);
    const timings = readFileSync(join(project.path, folder, "timings.jsonl"), "utf8").trimEnd().split("\n");
    expect(timings.map((line) => (JSON.parse(line) as { id: string }).id).sort()).toEqual([...idsIn(here)].sort()); // as `time` writes it
    expect(timings.every((line) => (JSON.parse(line) as { milliseconds: number }).milliseconds > 0)).toBe(true);
    expect((await onSlurm(project, ...flags)).stderr).toContain("9 of 9 cells (9 found finished)");
    expect(batchesOf(project, folder)).toHaveLength(1);
    expect(existsSync(join(project.path, "planted"))).toBe(false);
  });

  test("a batch script that is killed: exactly what is missing is submitted again", async () => {
    const project = newProject(oddExperiment(4, "{ fault: hang, mark: mark }"));
    const run = onSlurm(project, "--cells-per-task", "5");
    await until(() => markOf(project) > 0, 120);
    const script = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${markOf(project)}/status`, "utf8"))![1]);
    process.kill(script, "SIGKILL");
    const { status, stderr } = await run;
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/was lost: FAILED, exit code 0:9, on plain\d; submitting 1 of its \d cells again/);
    await until(() => !isRunning(markOf(project)));
    const [first, second, ...others] = batchesOf(project, "array");
    expect([first?.length, second?.length, others]).toEqual([5, 1, []]);
    expect(project.cells("array")).toEqual(await locally(project));
  });

  test("a cell that kills its task each time has failed, with what is known; the others of its task are finished", async () => {
    const project = newProject(oddExperiment(4, "{ fault: killTask }", "{ fault: throw }"));
    const { status, stderr } = await onSlurm(project, "--cells-per-task", "6", "--attempts", "2");
    expect(status, stderr).toBe(1);
    expect(idsIn(project.cells("array"))).toHaveLength(4);
    expect(failuresOf(project).map(({ error }) => error).sort()).toEqual([
      expect.stringContaining("it was told to throw"),
      expect.stringMatching(/^lost 2 times; the last time, task \d+_\d+ of Slurm was lost: FAILED, exit code 0:9, on plain\d/),
    ]);
    const resubmitted = batchesOf(project, "array").slice(1).map((cells) => cells.length);
    expect(resubmitted[0]).toBeLessThanOrEqual(2 + 1); // what had not run yet, and the one that killed the task
  });

  test("a task that reaches its time limit: what is missing is submitted again", async () => {
    const project = newProject(oddExperiment(1, "{ fault: hang, mark: mark }"));
    const { status, stderr } = await onSlurm(project, "--slurm-time", "1", "--cells-per-task", "2");
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/was lost: TIMEOUT, exit code \S+, on plain\d; submitting 1 of its \d cells again/);
    expect(isRunning(markOf(project))).toBe(false);
    expect(project.cells("array")).toEqual(await locally(project));
  });

  test("a coordinator that is killed and started again finds its array, and submits nothing twice", async () => {
    const project = newProject(oddExperiment(2, "{ fault: wait, mark: a }", "{ fault: wait, mark: b }", "{ fault: throw }"));
    const first = project.start(...slurmArguments("--tasks-at-once", "1"));
    const firstEnded = once(first, "exit");
    await until(() => markOf(project, "a") > 0, 120);
    first.kill("SIGKILL");
    await firstEnded;
    const second = project.start(...slurmArguments());
    const secondEnded = once(second, "exit");
    let told = "";
    second.stderr?.on("data", (text) => { told += String(text); });
    await until(() => told.includes("3 tasks of an earlier run still wait or run: watching them"), 120);
    project.write("go", "");
    expect(await secondEnded).toEqual([1, null]);
    expect(batchesOf(project, "array").map((cells) => cells.length)).toEqual([5]);
    expect(idsIn(project.cells("array"))).toHaveLength(4);
    expect(failuresOf(project)).toHaveLength(1);
  });

  test("aborted, it cancels its arrays and leaves no process; the next run goes on", async () => {
    const project = newProject(oddExperiment(2, "{ fault: hang, mark: mark }"));
    const ending = new AbortController();
    const folder = join(project.path, "array");
    const roots = [harness, project.path] as const;
    const experiment = parseExperiment(readFileSync(join(project.path, "odd.yaml"), "utf8"), "odd.yaml");
    const run = runExperiment(experiment, {
      folder, roots, signal: ending.signal, engine: slurmEngine({ folder, roots, lookEvery: 0.5, workingFolder: project.path }),
    });
    await until(() => markOf(project) > 0 && Object.keys(project.cells("array")).length === 2, 120);
    const job = jobsAlive();
    ending.abort();
    const { progress, failures } = await run;
    expect([progress.finished, failures]).toEqual([2, []]);
    expect(job).not.toBe("");
    expect(jobsAlive().split("\n")).not.toContain(job.trim());
    await until(() => !isRunning(markOf(project)));
    const { status, stderr } = await onSlurm(project);
    expect([status, stderr]).toEqual([0, expect.stringContaining("3 of 3 cells")]);
    expect(project.cells("array")).toEqual(await locally(project));
  });

  test("an array that somebody cancels has failed, and is not submitted again", async () => {
    const project = newProject(oddExperiment(1, "{ fault: hang }"));
    const run = onSlurm(project, "--cells-per-task", "2", "--slurm-option=--comment=canceled-by-hand");
    await until(() => Object.keys(project.cells("array")).length === 1, 120);
    const [, job] = /^(\S+) canceled-by-hand$/m.exec(cluster.slurm("squeue", "--noheader", "--array", "--format=%i %k"))!;
    cluster.slurm("scancel", job!);
    expect((await run).status).toBe(1);
    expect(failuresOf(project)).toEqual([expect.objectContaining({ error: expect.stringContaining("was lost: CANCELLED") as string })]);
    expect(batchesOf(project, "array")).toHaveLength(1);
  });

  test("tasks refuse to run other code than the one that planned the cells", async () => {
    const project = newProject(oddExperiment(1, "{ fault: slow, mark: mark }"));
    const run = onSlurm(project, "--slurm-option=--begin=now+6");
    await until(() => jobsAlive().includes("PENDING") && batchesOf(project, "array").length > 0, 120);
    project.write("added.js", "export const added = 1;");
    expect((await run).status).toBe(1);
    expect(failuresOf(project).map(({ error }) => error)).toEqual(Array(2).fill(expect.stringContaining("has other code than the one that planned")));
    expect(batchesOf(project, "array")).toHaveLength(1);
  });

  test("what Slurm does not take is told at once", async () => {
    const project = newProject(oddExperiment(1));
    const { status, stderr } = await onSlurm(project, "--slurm-partition", "absent");
    expect([status, stderr]).toEqual([2, expect.stringMatching(/invalid partition specified: absent[^]*to do change the options/)]);
  });
});

describe.concurrent("nodes that fail", () => {
  test("a node that is lost: Slurm tells, and its cell runs on another one", async () => {
    const project = newProject(oddExperiment(1, "{ fault: hang, mark: mark }"));
    const run = onSlurm(project, "--slurm-partition", "failing");
    await until(() => markOf(project) > 0, 120);
    const [, node] = /(failing\d)/.exec(cluster.slurm("squeue", "--noheader", "--partition=failing", "--states=running", "--format=%N"))!;
    await cluster.killNode(node!);
    const { status, stderr } = await run;
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/was lost: NODE_FAIL, [^\n]*; submitting 1 of its \d cells again/);
    expect(project.cells("array")).toEqual(await locally(project));
  });

  test("a node that is back at once keeps its job running for Slurm: the silence tells", async () => {
    const project = newProject(oddExperiment(1, "{ fault: hang, mark: mark }"));
    const run = onSlurm(project, "--slurm-partition", "returning", "--silence", "12");
    await until(() => markOf(project) > 0 && Object.keys(project.cells("array")).length === 1, 120);
    await cluster.killNode("returning1");
    await cluster.startNode("returning1");
    const { status, stderr } = await run;
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/no sign of life for 12 s, although Slurm calls it RUNNING; submitting 1 of its \d cells again/);
    expect(project.cells("array")).toEqual(await locally(project));
  });
});

test("a controller that goes away for a while: tasks go on, and nothing is submitted twice", async () => {
  const project = newProject(oddExperiment(2, "{ fault: slow, mark: mark }"));
  const run = onSlurm(project, "--cells-per-task", "3");
  await until(() => markOf(project) > 0, 120);
  await cluster.killController();
  await sleep(8000);
  await cluster.startController();
  const { status, stderr } = await run;
  expect(status, stderr).toBe(0);
  expect(batchesOf(project, "array")).toHaveLength(1);
  expect(project.cells("array")).toEqual(await locally(project));
});
