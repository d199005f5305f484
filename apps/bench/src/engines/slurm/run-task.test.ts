import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell } from "@worldwise/experiment";
import { parseExperiment, planCells } from "@worldwise/experiment";
import { runFolder, sha256 } from "@worldwise/experiment/node";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { BenchProject } from "../../fixtures/bench-project.ts";
import { isRunning, until } from "../../fixtures/bench-project.ts";
import { oddExperiment, slurmProject } from "../../fixtures/slurm-project.ts";
import { harness } from "../../places.ts";
import { codeOf } from "../../run-experiment.ts";
import type { Batch } from "./batch-folder.ts";
import { addBatch, journalOf } from "./batch-folder.ts";
import type { JournalEntry } from "./task-journal.ts";
import { followJournal } from "./task-journal.ts";

// The command that a batch script calls, without a Slurm.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let project: BenchProject;
beforeAll(() => { project = slurmProject(); });
afterAll(() => { project.remove(); });

interface Planned {
  readonly folder: string;
  readonly batch: Batch;
  readonly cells: readonly Cell[];
  journal(): readonly JournalEntry[];
}

/** A batch of one task with all cells of an experiment. */
function plan(name: string, experimentText: string, digest?: string): Planned {
  const experiment = parseExperiment(experimentText, "odd.yaml");
  const roots = [harness, project.path] as const;
  const { digest: own, packages } = codeOf(experiment, roots);
  const codeDigest = digest ?? own;
  const cells = planCells(experiment, codeDigest, sha256);
  const folder = join(project.path, "runs", name);
  runFolder(folder).begin({ experiment, codeDigest, packages });
  const batch = addBatch(folder, { format: 1, experiment, codeDigest, pool: { roots, size: 2 }, beatEvery: 0.05 }, [cells]);
  const follow = followJournal(journalOf(batch, 0));
  return { folder, batch, cells, journal: () => follow().filter(({ kind }) => kind !== "beat") };
}
const runTask = ({ folder, batch }: Planned): ReturnType<BenchProject["bench"]> => project.bench("slurm-task", folder, batch.name, "0");

test("a task commits its cells and says so; one that fails is told, and the others go on; what is there is not run again", async () => {
  const planned = plan("whole", oddExperiment(2, "{ fault: throw }"));
  expect(await runTask(planned)).toMatchObject({ status: 0, stdout: "" });
  const [a, b, bad] = planned.cells.map(({ id }) => id);
  expect(runFolder(planned.folder).finished(planned.cells).map(({ cell }) => cell.id)).toEqual([a, b]);
  const first = planned.journal();
  expect([first[0]!.kind, first.at(-1)!.kind]).toEqual(["begin", "end"]);
  expect(first.filter(({ kind }) => kind === "start")).toHaveLength(3);
  for (const id of [a, b]) expect(first).toContainEqual({ kind: "finish", id, milliseconds: expect.any(Number) as number });
  expect(first).toContainEqual({ kind: "fail", id: bad, error: "it was told to throw" });
  await runTask(planned);
  const second = planned.journal();
  expect(second.filter(({ kind }) => kind === "finish")).toEqual([{ kind: "finish", id: a }, { kind: "finish", id: b }]);
});

test("a task refuses to run other code than the one that planned its cells", async () => {
  const planned = plan("refused", oddExperiment(1), "0".repeat(64));
  const { status, stderr } = await runTask(planned);
  expect([status, stderr]).toEqual([2, expect.stringContaining("has other code than the one that planned the cells")]);
  expect(planned.journal().map(({ kind }) => kind)).toEqual(["begin", "refuse"]);
  expect(existsSync(join(planned.folder, "cells", `${planned.cells[0]!.id}.jsonl`))).toBe(false);
});

test("a task that Slurm ends takes its children along, and calls no cell failed", async () => {
  const planned = plan("ended", oddExperiment(1, "{ fault: hang, mark: hanging }"));
  const task = project.start("slurm-task", planned.folder, planned.batch.name, "0");
  const ended = once(task, "exit");
  const child = (): number => (existsSync(join(project.path, "hanging")) ? Number(readFileSync(join(project.path, "hanging"), "utf8")) : 0);
  await until(() => child() > 0, 30);
  process.kill(child(), "SIGTERM"); // Slurm signals children, too, and they may hear it first
  task.kill("SIGTERM");
  expect(await ended).toEqual([1, null]);
  await until(() => !isRunning(child()));
  const kinds = planned.journal().map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "start")).toHaveLength(2);
  for (const kind of ["fail", "end"] as const) expect(kinds).not.toContain(kind);
});
