import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { BenchProject, Ended } from "./fixtures/bench-project.ts";
import { benchProject, isRunning, until } from "./fixtures/bench-project.ts";

/** A good world at last, after some that misbehave. */
const faulty = (...faults: readonly string[]): string => `
name: faulty
title: Faults
studies:
  - name: faults
    title: Faults
    environment: $world
    agent: { use: agents/modelFree, with: { planner: planner-tabular/qLearning } }
    axes:
      world:
${faults.map((fault) => `        - { label: ${fault}, value: { use: "mine#faulty", with: { fault: ${fault} } } }`).join("\n")}
        - { label: good, value: env-tabular/dynaMaze }
      seed: 1..1
    budget: { episodes: 2 }
    metrics:
      steps: { kind: episode-length, reduce: sum, better: lower }
`;

// Every test starts processes, and other tests may keep the machine busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let project: BenchProject;
beforeAll(() => { project = benchProject(); });
afterAll(() => { project.remove(); });

const hangingChild = (): number => Number(readFileSync(join(project.path, "hanging"), "utf8"));

/** Runs a sweep of faults in one child at a time; the words that each was recorded with. */
async function failuresOf(name: string, faults: readonly string[], ...flags: readonly string[]): Promise<Ended & { readonly words: Readonly<Record<string, unknown>> }> {
  project.write(`${name}.yaml`, faulty(...faults));
  const ended = await project.bench("run", `${name}.yaml`, "--folder", name, "--jobs", "1", ...flags);
  const lines = readFileSync(join(project.path, name, "failures.jsonl"), "utf8").trimEnd().split("\n");
  const failures = lines.map((line) => JSON.parse(line) as { point: { world: string }; error: string }); // as `fail` writes it
  return { ...ended, words: Object.fromEntries(failures.map(({ point, error }) => [point.world, error])) };
}

describe("a cell that misbehaves is a recorded failure, and the next one runs", () => {
  test("it throws, exits, aborts, crashes, hangs, or hangs and would not end", async () => {
    const faults = ["throw", "exit", "abort", "crash", "hang", "deaf"];
    const { status, stdout, stderr, words } = await failuresOf("six", faults, "--cell-timeout", "2");
    expect([status, stdout]).toEqual([1, expect.stringContaining("1 of 7 cells finished")]);
    expect(stderr).toMatch(/1 of 7 cells, 6 failed/);
    expect(words).toEqual({
      throw: "it was told to throw", exit: "its process exited with code 7", abort: "its process was ended by SIGABRT",
      crash: "its process was ended by SIGSEGV", hang: "it took longer than the time limit of 2 s", deaf: "it took longer than the time limit of 2 s",
    });
    for (const fault of faults.slice(0, 5)) expect(stderr).toContain(`failed: faults world ${fault}, seed 1`);
    expect(isRunning(hangingChild())).toBe(false);
  });

  test("it fills the heap, or memory outside the heap", async () => {
    const { status, stdout, words } = await failuresOf("memory", ["heap", "arrays"], "--max-memory", "300");
    expect([status, stdout]).toEqual([1, expect.stringContaining("1 of 3 cells finished")]);
    const memory = /^(the heap of JavaScript was full|it held more memory than the limit of 300 MB)/;
    expect(words).toEqual({ heap: expect.stringMatching(memory) as string, arrays: expect.stringMatching(/^it held more memory than the limit of 300 MB: \d+ MB$/) as string });
  });
});

test("children do not survive the coordinator, however busy they are: two seconds later none uses the processor", async () => {
  project.write("hang.yaml", faulty("deaf"));
  writeFileSync(join(project.path, "hanging"), "");
  const coordinator = project.start("run", "hang.yaml", "--jobs", "1", "--folder", "hang");
  const ended = once(coordinator, "exit");
  await until(() => hangingChild() > 0, 30);
  expect(isRunning(hangingChild())).toBe(true);
  coordinator.kill("SIGKILL");
  await ended;
  await until(() => !isRunning(hangingChild()), 2);
});
