import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cell, CellResult } from "@worldwise/experiment";
import { parseExperiment, planCells } from "@worldwise/experiment";
import type { RunFolder } from "@worldwise/experiment/node";
import { runFolder, sha256 } from "@worldwise/experiment/node";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { oddExperiment } from "../../fixtures/slurm-project.ts";
import type { ArrayTask } from "./array-task.ts";
import type { Batch } from "./batch-folder.ts";
import { addBatch, arrayName, batchOfArray, journalOf, logsOf, readBatch } from "./batch-folder.ts";
import type { ArrayJob, SlurmCommands } from "./slurm-commands.ts";
import { slurmEngine } from "./slurm-engine.ts";
import type { SlurmEngineOptions } from "./slurm-options.ts";
import type { JournalEntry } from "./task-journal.ts";
import { writeEntry } from "./task-journal.ts";

// Without a Slurm: a pretended one, whose tasks do as each test tells.
const experiment = parseExperiment(oddExperiment(10), "odd.yaml");
const cells = planCells(experiment, "digest", sha256);
const ids = cells.map(({ id }) => id);
const result: CellResult = { episodes: [], evaluations: [], metrics: { steps: 1 } };

let path: string;
let folder: RunFolder;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "worldwise-slurm-engine-"));
  folder = runFolder(path);
  folder.begin({ experiment, codeDigest: "digest", packages: {} });
});
afterEach(() => { rmSync(path, { recursive: true, force: true }); });

/** A task that has just begun, and what may become of it. */
interface PretendedTask {
  readonly batch: Batch;
  readonly index: number;
  readonly cells: readonly Cell[];
  say(entry: JournalEntry): void;
  finish(cell: Cell): void;
}

/** Says what a task does at once, and the state in which it then is. */
type Behavior = (task: PretendedTask) => string;

const finishAll: Behavior = ({ cells: own, finish, say }) => {
  for (const cell of own) finish(cell);
  say({ kind: "end" });
  return "COMPLETED";
};

function pretendedTask(batch: Batch, index: number): PretendedTask {
  const say = (entry: JournalEntry): void => { writeEntry(journalOf(batch, index), entry); };
  return {
    batch, index, say, cells: batch.tasks[index]!,
    finish(cell) {
      say({ kind: "start", id: cell.id });
      folder.commit(cell, result);
      say({ kind: "finish", id: cell.id, milliseconds: 7 });
    },
  };
}

interface PretendedSlurm extends SlurmCommands {
  readonly submitted: ArrayJob[];
  readonly canceled: string[];
  states: ArrayTask[];
}

/** Each array behaves as its place in the list says; those after the last one as the last one. */
function pretendedSlurm(behaviors: readonly Behavior[], change: Partial<SlurmCommands> = {}): PretendedSlurm {
  const slurm: PretendedSlurm = {
    submitted: [], canceled: [], states: [],
    submit(job) {
      slurm.submitted.push(job);
      const batch = readBatch(path, batchOfArray(path, job.name)!);
      const behave = behaviors[Math.min(slurm.submitted.length, behaviors.length) - 1]!;
      for (const index of batch.tasks.keys()) {
        slurm.states.push({ job: `${slurm.submitted.length}_${index}`, index, name: job.name, state: behave(pretendedTask(batch, index)) });
      }
      return Promise.resolve(String(slurm.submitted.length));
    },
    tasks: () => Promise.resolve(slurm.states),
    record: () => Promise.resolve({ state: "FAILED", exitCode: "0:9", node: "n1" }),
    maxArraySize: () => Promise.resolve(1001),
    cancel(jobs) {
      slurm.canceled.push(...jobs);
      return Promise.resolve();
    },
    cancelNamed(name) {
      slurm.canceled.push(name);
      slurm.states = slurm.states.filter((task) => task.name !== name);
      return Promise.resolve();
    },
    ...change,
  };
  return slurm;
}

/** Runs the cells; returns how each ended. */
async function run(commands: SlurmCommands, options: Partial<SlurmEngineOptions> = {}, signal?: AbortSignal) {
  const [succeeded, failed, notices]: [[string, number][], [string, string][], string[]] = [[], [], []];
  const engine = slurmEngine({ folder: path, roots: [], lookEvery: 0.001, onNotice: (line) => notices.push(line), ...options }, commands);
  await engine.run(cells, {
    succeed: ({ id }, _, milliseconds) => succeeded.push([id, milliseconds]), fail: ({ id }, error) => failed.push([id, error]),
  }, signal);
  return { succeeded, failed, notices };
}
const batchNames = (): readonly string[] => readdirSync(join(path, "slurm")).sort();
const listed = (number: number): readonly (readonly string[])[] => readBatch(path, batchNames()[number - 1]!).tasks.map((task) => task.map(({ id }) => id));

test("every cell ends once, with its result and its time, in tasks of the size that was asked for", async () => {
  const slurm = pretendedSlurm([finishAll]);
  const { succeeded, failed } = await run(slurm, { cellsPerTask: 4, tasksAtOnce: 2 });
  expect([succeeded, failed]).toEqual([ids.map((id) => [id, 7]), []]);
  expect(slurm.submitted).toEqual([{ name: arrayName(path, batchNames()[0]!), range: "0-2%2", script: expect.stringContaining("'slurm-task'") as string }]);
  expect(listed(1)).toEqual([ids.slice(0, 4), ids.slice(4, 8), ids.slice(8)]);
});

test("lost tasks: exactly what is missing is submitted again, and what is given up is told with all that is known", async () => {
  const slurm = pretendedSlurm([({ cells: own, finish, say, batch, index }) => {
    for (const cell of own.filter(({ id }) => id !== ids[5])) finish(cell);
    if (own.some(({ id }) => id === ids[5])) say({ kind: "start", id: ids[5]! });
    writeFileSync(join(logsOf(batch), `${index}.txt`), "what it printed\n");
    return "FAILED";
  }]);
  const { succeeded, failed, notices } = await run(slurm, { cellsPerTask: 5, attempts: 3 });
  expect(succeeded.map(([id]) => id).sort()).toEqual(ids.filter((id) => id !== ids[5]).sort());
  expect(failed).toEqual([[ids[5], expect.stringMatching(
    /^lost 3 times; the last time, task 3_0 of Slurm was lost: FAILED, exit code 0:9, on n1\nthe end of .*003-\w+\/logs\/0\.txt:\nwhat it printed$/,
  )]]);
  expect([listed(2), listed(3), slurm.submitted.length]).toEqual([[[ids[5]]], [[ids[5]]], 3]);
  expect(notices.filter((line) => /submitting 1 of its [51] cells again/.test(line))).toHaveLength(2);
});

test("cells that fail are told by the journal, and are not tried again; what was committed silently counts", async () => {
  const slurm = pretendedSlurm([({ cells: own, finish, say }) => {
    say({ kind: "fail", id: own[0]!.id, error: "it was told to" });
    folder.commit(own[1]!, result);
    for (const cell of own.slice(2)) finish(cell);
    return "FAILED";
  }]);
  const { succeeded, failed } = await run(slurm, { cellsPerTask: 10 });
  expect([failed, slurm.submitted.length]).toEqual([[[ids[0], "it was told to"]], 1]);
  expect(new Map(succeeded).get(ids[1]!)).toBeNaN();
  expect(succeeded).toHaveLength(9);
});

test("a task that refuses its cells, or is canceled, has failed at once", async () => {
  const refusing = pretendedSlurm([({ say }) => {
    say({ kind: "refuse", error: "other code" });
    return "FAILED";
  }]);
  expect((await run(refusing)).failed).toEqual(ids.map((id) => [id, "other code"]));
  const canceled = pretendedSlurm([() => "CANCELLED"], { record: () => Promise.reject(new Error("gone")) });
  const { failed } = await run(canceled);
  expect(failed).toHaveLength(10);
  expect(failed[0]![1]).toMatch(/^task 1_0 of Slurm was lost: CANCELLED when Slurm told of it last\nit printed nothing into /);
  expect([refusing.submitted.length, canceled.submitted.length]).toEqual([1, 1]);
});

test("a task that had to make room is submitted again however often", async () => {
  const preempted: Behavior = ({ cells: own, say }) => {
    say({ kind: "start", id: own[0]!.id });
    return "PREEMPTED";
  };
  const slurm = pretendedSlurm([preempted, preempted, preempted, preempted, finishAll]);
  expect((await run(slurm, { attempts: 1 })).succeeded).toHaveLength(10);
  expect(slurm.submitted).toHaveLength(5);
});

test("a running task without a sign of life is canceled, and its cells run again", async () => {
  const slurm = pretendedSlurm([({ cells: own, say }) => {
    say({ kind: "start", id: own[0]!.id });
    return "RUNNING";
  }, finishAll]);
  const { succeeded, notices } = await run(slurm, { silence: 0.05, cellsPerTask: 10 });
  expect([succeeded.length, slurm.canceled]).toEqual([10, ["1_0"]]);
  expect(notices).toContainEqual(expect.stringMatching(/no sign of life for 0\.05 s, although Slurm calls it RUNNING; submitting 10 of its 10 cells again/));
});

test("a Slurm that does not answer for a while loses nothing, and is told of once", async () => {
  let [isDown, asked] = [false, 0];
  const slurm = pretendedSlurm([() => "RUNNING"], {
    tasks() {
      asked++;
      return isDown ? Promise.reject(new Error("squeue: no answer")) : Promise.resolve(slurm.states);
    },
  });
  const running = run(slurm, { cellsPerTask: 2 });
  await vi.waitFor(() => { expect(slurm.states).toHaveLength(5); });
  isDown = true;
  const before = asked;
  await vi.waitFor(() => { expect(asked).toBeGreaterThan(before + 5); });
  const batch = readBatch(path, batchNames()[0]!);
  for (const index of batch.tasks.keys()) finishAll(pretendedTask(batch, index));
  const { succeeded, notices } = await running;
  expect([succeeded.length, slurm.submitted.length]).toEqual([10, 1]);
  expect(notices.filter((line) => line.includes("no answer"))).toHaveLength(1);
});

describe("submitting", () => {
  test("what is refused at first is thrown; what is refused later counts as a lost attempt", async () => {
    const refuse = (): Promise<string> => Promise.reject(new Error("sbatch: invalid partition"));
    await expect(run(pretendedSlurm([finishAll], { submit: refuse }))).rejects.toThrow(/sbatch: invalid partition\n +to do change the options/);
    const slurm = pretendedSlurm([() => "FAILED"]);
    const { submit } = slurm;
    slurm.submit = (job) => (slurm.submitted.length === 0 ? submit(job) : refuse());
    const { failed } = await run(slurm, { attempts: 2, cellsPerTask: 10 });
    expect(failed).toEqual(ids.map((id) => [id, expect.stringContaining("a task of Slurm was lost: sbatch: invalid partition") as string]));
  });

  test("never more tasks than an array may have", async () => {
    const slurm = pretendedSlurm([finishAll], { maxArraySize: () => Promise.resolve(4) });
    expect((await run(slurm, { cellsPerTask: 1 })).succeeded).toHaveLength(10);
    expect(slurm.submitted.map(({ range }) => range)).toEqual(["0-3", "0-3", "0-1"]);
  });

  test("no Slurm at all is told in words", async () => {
    const slurm = pretendedSlurm([finishAll], { tasks: () => Promise.reject(new Error("spawn squeue ENOENT")) });
    await expect(run(slurm)).rejects.toMatchObject({ code: "no-slurm" });
  });
});

describe("a coordinator that starts again", () => {
  /** An array of an earlier coordinator. */
  function earlier(states: readonly string[], tasks: Batch["tasks"]): { readonly batch: Batch; readonly left: ArrayTask[] } {
    const header = { format: 1, experiment, codeDigest: "digest", pool: { roots: [], size: 1 }, beatEvery: 10 } as const;
    const batch = addBatch(path, header, tasks);
    return { batch, left: states.map((state, index) => ({ job: `9_${index}`, index, state, name: arrayName(path, batch.name) })) };
  }

  test("watches what waits and runs, and submits the rest", async () => {
    const { batch, left } = earlier(["RUNNING", "PENDING", "FAILED"], [cells.slice(0, 3), cells.slice(3, 6), cells.slice(6, 9)]);
    pretendedTask(batch, 0).say({ kind: "fail", id: ids[0]!, error: "before" });
    const slurm = pretendedSlurm([finishAll]);
    slurm.states.push(...left, { job: "8_0", index: 0, state: "RUNNING", name: "worldwise-000000000000-001" });
    const running = run(slurm, { cellsPerTask: 5 });
    await vi.waitFor(() => { expect(slurm.submitted).toHaveLength(1); });
    for (const cell of cells.slice(1, 3)) pretendedTask(batch, 0).finish(cell);
    finishAll(pretendedTask(batch, 1));
    const { succeeded, failed, notices } = await running;
    expect(listed(2)).toEqual([ids.slice(6)]);
    expect([succeeded.map(([id]) => id).sort(), failed]).toEqual([ids.slice(1).sort(), [[ids[0], "before"]]]);
    expect(notices[0]).toContain("2 tasks of an earlier run");
  });

  test("a cell in two tasks is not submitted again while one of them lives", async () => {
    const { left } = earlier(["RUNNING", "RUNNING"], [cells, cells]);
    const slurm = pretendedSlurm([finishAll]);
    slurm.states.push(...left);
    const running = run(slurm);
    await new Promise((resume) => setTimeout(resume, 30));
    slurm.states[0] = { ...left[0]!, state: "FAILED" };
    await new Promise((resume) => setTimeout(resume, 60));
    expect(slurm.submitted).toEqual([]);
    slurm.states[1] = { ...left[1]!, state: "FAILED" };
    expect((await running).succeeded).toHaveLength(10);
    expect(slurm.submitted).toHaveLength(1);
  });
});

test("aborted, it cancels its arrays, takes in what was finished, and calls nothing failed", async () => {
  const ending = new AbortController();
  const slurm = pretendedSlurm([({ cells: own, index, finish }) => {
    if (index === 0) finish(own[0]!);
    return "RUNNING";
  }]);
  const running = run(slurm, { cellsPerTask: 5 }, ending.signal);
  await vi.waitFor(() => { expect(slurm.submitted).toHaveLength(1); });
  ending.abort();
  const { succeeded, failed } = await running;
  expect([succeeded, failed, slurm.canceled]).toEqual([[[ids[0], 7]], [], [arrayName(path, batchNames()[0]!)]]);
});

test("an array whose list is gone is canceled; what Slurm remembers of a folder that was removed is not taken for ours", async () => {
  const name = arrayName(path, "001-00000000");
  const slurm = pretendedSlurm([finishAll]);
  slurm.states.push({ job: "5_0", index: 0, state: "PENDING", name }, { job: "5_1", index: 1, state: "FAILED", name });
  const { succeeded, notices } = await run(slurm, { cellsPerTask: 5 });
  expect([succeeded.length, slurm.canceled, slurm.submitted.length]).toEqual([10, [name], 1]);
  expect(notices[0]).toMatch(/^canceling array worldwise-\w{12}-001-00000000 /);
});

test("two coordinators never write the same batch", () => {
  const header = { format: 1, experiment, codeDigest: "digest", pool: { roots: [], size: 1 }, beatEvery: 10 } as const;
  const names = [1, 2, 3].map(() => addBatch(path, header, [cells]).name);
  expect(names.map((name) => name.slice(0, 4))).toEqual(["001-", "002-", "003-"]);
  expect(batchNames()).toEqual(names);
});
