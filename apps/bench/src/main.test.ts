import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { BenchProject } from "./fixtures/bench-project.ts";
import { benchProject, until } from "./fixtures/bench-project.ts";

/** Eight cells: a maze, and one that keeps its own state and changes. */
const small = `
name: small
title: A small race
studies:
  - name: mazes
    title: "Mazes & <methods>"
    environment: $world
    agent: $method
    axes:
      world:
        - { label: Dyna maze, value: env-tabular/dynaMaze }
        - { label: shortcut, value: { use: env-tabular/shortcutMaze, with: { changeAt: 100 } } }
      method:
        - { label: Q-learning, value: { use: agents/modelFree, with: { planner: planner-tabular/qLearning } } }
        - { label: Dyna-Q, value: { use: agents/dyna, with: { learner: model-tabular/lastOutcome, planner: planner-tabular/qLearning, capacity: 1000 } } }
      seed: 1..2
    budget: { episodes: 5, steps: 4000 }
    evaluate: { every: 2, episodes: 2, maxEpisodeSteps: 30 }
    metrics:
      steps: { kind: episode-length, reduce: sum, better: lower }
    claims:
      - { says: "Planning saves steps", kind: better, metric: steps, axis: method, better: Dyna-Q, than: Q-learning, level: 0.5 }
`;

// Every test starts processes, and other tests may keep the machine busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let project: BenchProject;
let uninterrupted: Readonly<Record<string, string>>;
beforeAll(async () => {
  project = benchProject();
  project.write("small.yaml", small);
  project.write("bad.yaml", small.replace("episodes: 5", "episodes: five"));
  project.write("absent.yaml", small.replace("dynaMaze", "absentMaze"));
  project.write("hostile.yaml", "name: hostile\ntitle: Hostile\nstudies:\n  - __proto__: { polluted: true }\n");
  writeFileSync(join(project.path, "binary.yaml"), Uint8Array.of(0xff, 0xfe, 0x6e, 0x00));
  writeFileSync(join(project.path, "large.yaml"), "");
  truncateSync(join(project.path, "large.yaml"), 100 * 2 ** 20);
  mkdirSync(join(project.path, "newer"));
  project.write("newer/manifest.json", '{ "format": 9, "packages": { "@worldwise/experiment": "9.0.0" }, "hash": "" }');
  project.write("part.yaml", small.replace("planner: planner-tabular/qLearning }", "planner: planner-tabular/absentPlanner }"));
  const { status, stderr } = await project.bench("run", "small.yaml", "--folder", "whole", "--jobs", "2");
  expect(status, stderr).toBe(0);
  uninterrupted = project.cells("whole");
});
afterAll(() => { project.remove(); });

const linesOf = (name: string): readonly Record<string, unknown>[] => {
  const file = join(project.path, name);
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>) : [];
};

describe("run", () => {
  test("runs every cell, prints tables and verdicts, and writes the folder", async () => {
    expect(Object.keys(uninterrupted)).toHaveLength(8);
    expect(linesOf("whole/timings.jsonl")).toHaveLength(8);
    expect(existsSync(join(project.path, "whole/report.html"))).toBe(true);
    const { status, stdout } = await project.bench("report", "whole");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^A small race\n\nMazes & <methods>\n +world +method +steps\n +Dyna maze +Q-learning +\d/);
    expect(stdout).toMatch(/✓ Planning saves steps {2}\(\d wins/);
    expect(stdout).toMatch(/8 of 8 cells finished; report: file:\/\//);
  });

  test("a second time finds everything finished and runs nothing", async () => {
    const { status, stderr } = await project.bench("run", "small.yaml", "--folder", "whole");
    expect([status, stderr]).toEqual([0, "8 of 8 cells (8 found finished)\n"]);
    expect(linesOf("whole/timings.jsonl")).toHaveLength(8);
    expect(project.cells("whole")).toEqual(uninterrupted);
  });

  test("one child or several: the same bytes; --json prints one JSON value", async () => {
    const { status, stdout } = await project.bench("run", "small.yaml", "--folder", "one", "--jobs", "1", "--json");
    expect(status).toBe(0);
    expect(project.cells("one")).toEqual(uninterrupted);
    const summary = JSON.parse(stdout) as { studies: { claims: unknown[] }[] }; // as `show` writes it
    expect(summary).toMatchObject({ experiment: "small", cells: 8, finished: 8, report: join(project.path, "one/report.html") });
    expect(summary.studies[0]!.claims).toEqual([expect.objectContaining({ says: "Planning saves steps", holds: true })]);
  });

  test("killed in the middle, twice, and run again: the bytes of an uninterrupted run", async () => {
    for (const finished of [1, 3]) {
      const coordinator = project.start("run", "small.yaml", "--folder", "killed", "--jobs", "2");
      const ended = once(coordinator, "exit");
      await until(() => Object.keys(project.cells("killed")).length >= finished || coordinator.exitCode !== null);
      coordinator.kill("SIGKILL");
      await ended;
    }
    const found = Object.keys(project.cells("killed")).length;
    expect(found).toBeGreaterThanOrEqual(3);
    writeFileSync(join(project.path, "killed/cells/torn.jsonl.999999999.tmp"), "torn");
    const { status, stderr } = await project.bench("run", "small.yaml", "--folder", "killed");
    expect([status, stderr]).toEqual([0, expect.stringContaining("8 of 8 cells")]);
    expect(project.cells("killed")).toEqual(uninterrupted);
    expect(existsSync(join(project.path, "killed/cells/torn.jsonl.999999999.tmp"))).toBe(false);
  });

  test("a damaged cell is set aside and runs again, and the other ones stay", async () => {
    const [name, text] = Object.entries(project.cells("one"))[0]!;
    writeFileSync(join(project.path, "one/cells", name), text.slice(0, -9));
    const { status, stderr } = await project.bench("run", "small.yaml", "--folder", "one");
    expect([status, stderr]).toEqual([0, expect.stringContaining(`cells/${name} is damaged; it was moved to set-aside/cells/${name}.1`)]);
    expect(stderr).toContain("(7 found finished)");
    expect(project.cells("one")).toEqual(uninterrupted);
  });
});

describe.concurrent("wrong use ends with 2 and says what to do", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["an experiment that is not there", ["run", "no-such"], /got no-such\n +to do choose one of dyna-vs-model-free/],
    ["an experiment with a mistake", ["run", "bad.yaml"], /bad\.yaml to be a valid experiment[^]*budget\.episodes: [^\n]*\(line \d+\)/],
    ["a component that is not installed", ["run", "absent.yaml"], /got env-tabular\/absentMaze\n +to do perhaps one of/],
    ["a part that is not installed, by its plain id", ["run", "part.yaml"], /got planner-tabular\/absentPlanner/],
    ["a folder without a run", ["report", "nowhere"], /manifest\.json[^]*no such file/],
    ["a file that is no text", ["run", "binary.yaml"], /bytes that are no text in UTF-8/],
    ["a file that is much too large", ["run", "large.yaml"], /large\.yaml: an experiment[^]*104857600 bytes; at most/],
    ["a folder in place of an experiment", ["run", "whole"], /a folder in the place of a file/],
    ["an experiment with what could do harm", ["run", "hostile.yaml"], /the key __proto__ is refused \(line 4\)/],
    ["a file where the run folder should be", ["run", "small.yaml", "--folder", "small.yaml"], /a file in the place of a folder/],
    ["a run folder of a newer version", ["run", "small.yaml", "--folder", "newer"], /got format 9, written by @worldwise\/experiment 9\.0\.0[^]*nothing in this one was changed/],
    ["a doctor for a folder without a run", ["doctor", "."], /neither manifest nor cells/],
    ["an export in no form", ["export", "whole"], /add --parquet, --csv or --tensorboard/],
    ["a repetition into the same folder", ["rerun", "whole", "--into", "whole"], /choose another folder with --into/],
    ["no jobs", ["run", "small.yaml", "--jobs", "0"], /a whole number of at least 1/],
    ["no memory", ["run", "small.yaml", "--max-memory", "0"], /a whole number of at least 1/],
    ["no time", ["run", "small.yaml", "--cell-timeout", "0"], /seconds above 0/],
  ])("%s", async (_, commandArguments, message) => {
    const { status, stdout, stderr } = await project.bench(...commandArguments);
    expect([status, stdout, stderr]).toEqual([2, "", expect.stringMatching(message)]);
  });

  test("--help and --list end with 0", async () => {
    expect(await project.bench("run", "--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("--cell-timeout <seconds>") as string });
    expect(await project.bench("list")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^dyna-vs-model-free +Dyna against/) as string });
  });
});
