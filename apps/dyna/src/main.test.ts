import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { main, userProject } from "./fixtures/user-project.ts";

const fixtures = fileURLToPath(new URL("../../../packages/env-tabular/src/fixtures/", import.meta.url));
const { path: project, write, worldwise, remove } = userProject();
afterAll(remove);

/** Processes start slowly on a busy machine. */
const patient = { timeout: 60_000 };

const maze = ["--env", "env-tabular/dynaMaze"];
const learning = ["--planner", "planner-tabular/qLearning"];
const dyna = [...maze, ...learning, "--learner", "model-tabular/counts", "--planning-steps", "50", "--seed", "1"];
/** One JSON record for each line. */
const records = (out: string): readonly Readonly<Record<string, unknown>>[] =>
  out.trimEnd().split("\n").map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>); // the tests look at the fields

describe.concurrent("worldwise run", patient, () => {
  test("solves the Dyna maze; a file says the same as flags", async () => {
    write("spec.yaml", [
      "environment: env-tabular/dynaMaze", "agent:", "  use: agents/dyna", "  with:", "    planningSteps: 50",
      "    learner: model-tabular/counts", "    planner: planner-tabular/qLearning", "seed: 2", "",
    ].join("\n"));
    const [first, second] = await Promise.all([
      worldwise("run", ...dyna, "--episodes", "30", "--json"),
      worldwise("run", "--file", "spec.yaml", "--seed", "1", "--episodes", "30", "--json"),
    ]);
    expect(first.err).toBe("");
    expect(second).toEqual(first);
    const lines = records(first.out);
    const summary = lines.at(-1)!;
    expect(lines.slice(0, -1).map(({ episode }) => episode)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(lines[0]).toEqual({ episode: 1, steps: summary["firstSteps"], return: 1, terminated: true });
    expect(summary).toMatchObject(
      { summary: true, episodes: 30, meanReturn: 1, lastReturn: 1, fewestSteps: 14, lastSteps: lines[29]!["steps"] }
    );
    expect(summary["steps"]).toBe(lines.slice(0, -1).reduce((total, { steps }) => total + Number(steps), 0));
    // From the start, 14 steps to the goal: 0.95^13.
    const { policy, optimal } = summary["exact"] as Readonly<Record<"policy" | "optimal", number>>; // or the next lines fail
    expect(policy).toBeCloseTo(0.95 ** 13, 12);
    expect(optimal).toBeCloseTo(0.95 ** 13, 12);
  });

  test("runs worlds inside worlds: a finite one, a grid over a continuous one, and somebody else's environment", async () => {
    const budget = ["--steps", "40", "--json"];
    const [sticky, cells, foreign, file] = await Promise.all([
      worldwise("run", "--env", "env-wrappers/stickyActions", "--env.inner", "env-tabular/dynaMaze", "--env.inner.discount", "0.5",
        ...learning, ...budget),
      worldwise("run", "--env", "env-wrappers/rewardScale", "--env.scale", "3", "--env.inner", "env-wrappers/discretizeObservations",
        "--env.inner.bins", "3,3,6,6", "--env.inner.low=-2.4,-3,-0.21,-3", "--env.inner.high=2.4,3,0.21,3",
        "--env.inner.inner", "env-control/cartPole", ...learning, ...budget),
      worldwise("run", "--env", "env-wrappers/stepCost", "--env.cost", "1", "--env.inner", "@alice/coins#coins", ...learning, ...budget),
      worldwise("run", "--env", "env-wrappers/stepCost", ...learning),
    ]);
    for (const { code, err } of [sticky, cells, foreign]) expect([code, err]).toEqual([0, ""]);
    expect(records(sticky.out).at(-1)).toMatchObject({ summary: true, steps: 40 });
    const [fallen] = records(cells.out);
    expect(fallen!["return"]).toBe(3 * Number(fallen!["steps"]));
    expect(records(foreign.out)[0]).toMatchObject({ episode: 1, steps: 3 });
    expect(Number(records(foreign.out)[0]!["return"])).toBeLessThanOrEqual(0);
    expect(file.err).toMatch(/^expected --env\.inner <id>: environment or dynamics\n/);
  });

  test("stops at the bound on steps, in the middle of an episode", async () => {
    const { out } = await worldwise("run", ...maze, ...learning, "--steps", "100", "--max-episode-steps", "30", "--json");
    const lines = records(out);
    expect(lines.map(({ steps }) => steps)).toEqual([30, 30, 30, 100]);
    expect(lines[0]).toMatchObject({ terminated: false });
  });

  test("a table and a summary for people", async () => {
    const { out } = await worldwise("run", ...dyna, "--episodes", "20");
    expect(out).toMatch(/^episode +steps +return\n +1 +\d+ +1\n +2 [^]*\n20 episodes, \d+ real steps\nsteps +first/);
    expect(out).toContain("greedy policy 0.5133, optimal 0.5133");
  });

  test("parts of parts; only the summary when quiet", async () => {
    const { code, out } = await worldwise("run", ...maze, ...learning, "--episodes", "1", "--quiet", "--json",
      "--learner", "model-tabular/corrupted", "--learner.learner", "model-tabular/counts",
      "--learner.learner.width=8", "--learner.factor", "0.1");
    expect([code, records(out).length]).toEqual([0, 1]);
  });

  test("says nothing when the reader of the output goes away", async () => {
    const child = spawn(
      process.execPath, [main, "run", ...maze, ...learning, "--episodes", "1000000", "--json"],
      { stdio: ["ignore", "pipe", "pipe"] }
    );
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => { err += chunk.toString(); });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect([code, err]).toEqual([0, ""]);
  });
});

test("an interrupted run sums up what was done", async () => {
  const child = spawn(process.execPath, [main, "run", ...maze, ...learning, "--episodes", "1000000", "--json"]);
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (out === "") child.kill("SIGINT");
    out += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  const lines = records(out);
  expect([code, lines.at(-1)!["summary"], lines.at(-1)!["episodes"]]).toEqual([130, true, lines.length - 1]);
}, patient.timeout);

describe.concurrent("wrong use", patient, () => {
  test.each<[string, string[], string]>([
    ["an unknown command", ["rnu"], "did you mean run?"],
    ["an unknown option", ["run", ...maze, "--sed", "3"], "did you mean --seed?"],
    ["an argument too many", ["run", "dyna", ...maze, ...learning], "expected no further arguments"],
    ["a value that is missing", ["run", ...maze, "--planner"], "expected a value for every option that takes one"],
    ["a count that is none", ["run", ...maze, ...learning, "--episodes", "many"], "whole number of at least 1"],
    ["no environment", ["run", ...learning], "expected --env <id>"],
    ["an unknown component", ["run", "--env", "env-tabular/maze", ...learning], "perhaps one of env-tabular/blockingMaze"],
    [
      "a package that nobody declared", ["run", "--env", "undeclared#maze", ...learning],
      "install undeclared and declare it as a dependency",
    ],
    [
      "a component of another role", ["run", "--env", "planner-tabular/sarsa", ...learning],
      "expected a component of the role dynamics or environment",
    ],
    ["an unknown option of a part", ["run", ...maze, ...learning, "--planner.stepsise", "1"], "perhaps step-size"],
    [
      "a bad value of a part", ["run", ...maze, ...learning, "--planner.step-size", "high"],
      "expected --planner.step-size: number, above 0, at most 1",
    ],
    ["options of parts where there are none", ["list", "--env.size", "8x8"], "unknown option '--env.size'"],
    [
      "parts that do not fit", ["run", ...maze, "--planner", "planner-tabular/valueIteration"],
      "needs mdp                  ← nobody",
    ],
    ["a package that does not load", ["run", "--env", "broken#wall", ...learning], "got this module must not be imported"],
    ["an unknown role", ["list", "--role", "wizard"], "Allowed choices are dynamics"],
    ["nothing to describe", ["describe"], "missing required argument 'id'"],
    ["a file that is not there", ["replay", "--env", "env-tabular/taxi", "--trajectories", "none.json"], "no such file"],
    [
      "a file of something else", ["replay", "--env", "env-tabular/taxi", "--trajectories", "package.json"],
      "expected a list at file.trajectories",
    ],
    [
      "a negative tolerance", ["replay", "--env", "env-tabular/taxi", "--trajectories", "x", "--tolerance", "-1"],
      "number of at least 0",
    ],
    [
      "a planner in a replay", ["replay", "--env", "env-tabular/taxi", "--trajectories", "x", "--planner.explore", "1"],
      "nobody acts in a replay",
    ],
    ["no frames a second", ["watch", ...dyna, "--fps", "0"], "number above 0"],
  ])("%s: three parts on the error output, exit code 2", async (_, given, message) => {
    const { code, out, err } = await worldwise(...given);
    expect(err).toContain(message);
    expect(err).toMatch(/^expected [^]*\n +got [^]*\n +to do .*\n$/);
    expect(err).not.toMatch(/\n +at .*:\d+:\d+/);
    expect([code, out]).toEqual([2, ""]);
  });
});

describe.concurrent("worldwise list and describe", patient, () => {
  test("list what the application and the project declare, and import nothing", async () => {
    const { code, out, err } = await worldwise("list", "--role", "environment", "--json");
    expect([code, err]).toEqual([0, ""]);
    const listed = records(out)[0] as unknown as readonly Readonly<Record<string, unknown>>[]; // one list on one line
    expect(listed).toContainEqual(
      { id: "@alice/coins#coins", role: "environment", description: "Heads pays", package: "@alice/coins", version: "1.2.3" }
    );
    expect(listed.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["broken#wall", "env-tabular/dynaMaze", "env-tabular/blockingMaze"])
    );
    expect(listed.filter(({ id, role }) => id === "undeclared#maze" || role === "planner")).toEqual([]);
  });

  test("list for people, by role", async () => {
    const { out } = await worldwise("list");
    expect(out).toMatch(/^dynamics\n[^]*\n\nenvironment\n {2}@alice\/coins#coins +Heads pays\n[^]*\n\nplanner\n[^]*\n\nagent\n/);
  });

  test("options by describe and by list --options", async () => {
    const [described, listed] = await Promise.all([
      worldwise("describe", "env-tabular/frozenLake"), worldwise("list", "--options", "env-tabular/frozenLake"),
    ]);
    expect(described.out).toMatch(/--env\.size +one of 4x4, 8x8 +default 4x4 +which map/);
    expect(described.out).toMatch(/--env\.success-rate +number, at least 0, at most 1 +default 0\.333/);
    expect(listed).toEqual(described);
  });

  test("help at every level, and the version", async () => {
    const [whole, run, again, version, nothing] = await Promise.all([
      worldwise("--help"), worldwise("run", "--help"), worldwise("help", "run"), worldwise("--version"), worldwise(),
    ]);
    const commands = ["run", "watch", "explain", "list", "describe", "replay"];
    for (const command of commands) expect(whole.out).toContain(`\n  ${command} `);
    expect(run.out).toContain("--planner.step-size 0.1");
    expect(again).toEqual(run);
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect([whole.code, run.code, version.code, nothing.code]).toEqual([0, 0, 0, 2]);
    expect(nothing.err).toBe(whole.out);
  });
});

describe.concurrent("a component of somebody else", patient, () => {
  test("runs by its id, with its options", async () => {
    const coins = ["--env", "@alice/coins#coins", ...learning, "--episodes", "2", "--json"];
    const [three, five] = await Promise.all([worldwise("run", ...coins), worldwise("run", ...coins, "--env.rounds", "5")]);
    expect(records(three.out).map(({ steps }) => steps)).toEqual([3, 3, 6]);
    expect(records(five.out).map(({ steps }) => steps)).toEqual([5, 5, 10]);
  });
});

describe.concurrent("worldwise explain", patient, () => {
  test("answers 0 for what fits, with what is needed and by whom", async () => {
    const { code, out } = await worldwise(
      "explain", ...maze, ...learning, "--learner", "model-tabular/lastOutcome", "--search-control", "agents/prioritized"
    );
    expect(out).toMatch(/✓ searchControl +prioritized +needs mdp +← learner lastOutcome/);
    expect([code, out.endsWith("The parts fit.\n")]).toEqual([0, true]);
  });

  test("answers 1 for what does not", async () => {
    const [missing, spaces] = await Promise.all([
      worldwise("explain", ...maze, "--planner", "planner-tabular/valueIteration"),
      worldwise("explain", ...maze, ...learning, "--learner", "model-tabular/threeStatesIterVaml", "--json"),
    ]);
    expect(missing.out).toMatch(/✗ planner +value-iteration +needs mdp +← nobody/);
    expect(records(spaces.out)[0]).toMatchObject({ fits: false });
    expect([missing.code, spaces.code]).toEqual([1, 1]);
  });
});

describe.concurrent("worldwise watch", patient, () => {
  test("draws plain frames of a grid", async () => {
    const { code, out } = await worldwise("watch", ...dyna, "--frames", "3", "--every-step");
    const frames = out.split("\n\n");
    expect([code, frames.length]).toEqual([0, 3]);
    expect(frames[0]).toMatch(/^step 1 {3}first episode {3}step 1 of episode 1\n/);
    expect(frames[0]!.split("\n").slice(1, 7).map((line) => line.length)).toEqual(new Array(6).fill(27));
    expect(frames[0]).toContain("###G");
    expect(out).not.toContain("\u001b");
  });

  test("draws after every episode where there is no terminal, and a table where there is no grid", async () => {
    const [grid, table] = await Promise.all([
      worldwise("watch", ...dyna, "--episodes", "4"),
      worldwise("watch", "--env", "env-tabular/taxi", ...learning, "--frames", "1"),
    ]);
    expect(grid.out.match(/^step \d+ {3}episode \d+ ended/gm)).toHaveLength(4);
    expect(table.out).toMatch(/\n {3}state +value +action\n[^]*\n@ +\d+ .*\n[^]*… 480 more states\n$/);
  });
});

describe.concurrent("worlds without an agent", patient, () => {
  const cart = ["--env", "env-control/cartPole"];

  test("watch draws the scene, in dots or in letters, and the numbers", async () => {
    const [dots, letters, number] = await Promise.all([
      worldwise("watch", ...cart, "--frames", "2", "--every-step"),
      worldwise("watch", ...cart, "--frames", "1", "--policy", "1", "--ascii"),
      worldwise("watch", "--env", "env-tabular/garnet", "--frames", "1", "--max-episode-steps", "9"),
    ]);
    expect([dots.code, dots.out.match(/^observation /gm)?.length]).toEqual([0, 2]);
    expect(dots.out).toMatch(/^step 1 {3}first episode {3}step 1 of episode 1\n[^]*[\u2800-\u28ff█][^]*\nobservation -?0\.\d+, /);
    expect(letters.out).toMatch(/\n[^]*@[^]*#ooo#[^]*\nobservation /);
    expect(letters.out).not.toMatch(/[\u2800-\u28ff]/);
    expect(number.out).toMatch(/return \S+\nobservation \d+\n$/);
  });

  test("run needs to be told who acts", async () => {
    const [nobody, both, outside] = await Promise.all([
      worldwise("run", ...cart), worldwise("run", ...cart, "--policy", "random", ...learning),
      worldwise("run", ...cart, "--policy", "7", "--episodes", "1"),
    ]);
    expect(nobody.err).toContain("expected --planner <id>");
    expect(both.err).toContain("expected a policy or an agent, not both\n     got --policy and --planner");
    expect(outside.err).toContain("expected the action of --policy in discrete(2)\n     got 7");
    expect([nobody.code, both.code, outside.code]).toEqual([2, 2, 2]);
  });
});

describe.concurrent("worldwise run --record", patient, () => {
  const films = (name: string): string => readFileSync(join(project, name), "utf8");

  test("writes a film of the last episodes, the same for the same seed", async () => {
    const run = ["run", "--env", "env-control/cartPole", "--policy", "random", "--episodes", "5", "--record"];
    const [first, second, quiet] = await Promise.all([
      worldwise(...run, "cart.svg"), worldwise(...run, "again.svg", "--json"),
      worldwise("run", "--env", "env-control/cartPole", "--policy", "random", "--episodes", "5", "--quiet"),
    ]);
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(first.out).toMatch(/\nfilm +cart\.svg: episodes 3 to 5, \d+ frames\n$/);
    expect(films("cart.svg")).toMatch(/^<svg [^]*<title>env-control\/cartPole, dyna\/policy, seed 0<\/title>[^]*<animate [^]*<\/svg>\n$/);
    expect(films("cart.svg")).toContain(">episode 3 · step 0<");
    expect(films("again.svg")).toBe(films("cart.svg"));
    expect(records(second.out).at(-1)).toMatchObject({ summary: true, episodes: 5 });
    expect(first.out).toContain(quiet.out.split("\n")[0]!); // to be filmed changes nothing
  });

  test("the best episode of an agent that learns, at another speed", async () => {
    const { code, out } = await worldwise("run", ...dyna, "--episodes", "10", "--quiet", "--record", "best.svg", "--record-episodes", "best",
      "--record-speed", "2");
    expect([code, /film +best\.svg: episode \d+, /.test(out)]).toEqual([0, true]);
    expect(films("best.svg")).toContain("return 1<");
  });

  test.each<[string, string[], string]>([
    ["another kind of file", ["--env", "env-control/cartPole", "--record", "film.gif"], "expected --record: a path that ends in .svg"],
    ["a folder that is not there", ["--env", "env-control/cartPole", "--record", "none/film.svg"], "a path in a folder that exists"],
    ["a world that cannot be drawn", ["--env", "@alice/coins#coins", "--record", "film.svg"], "expected an environment that can be drawn"],
    ["no number of episodes", ["--env", "env-control/cartPole", "--record", "f.svg", "--record-episodes", "some"], "whole number of at least 1"],
    ["no speed", ["--env", "env-control/cartPole", "--record", "f.svg", "--record-speed", "-1"], "number above 0"],
  ])("refuses %s before anything runs", async (_, given, message) => {
    const { code, out, err } = await worldwise("run", "--policy", "random", ...given);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, ""]);
  });
});

describe.concurrent("worldwise replay", patient, () => {
  const lake = ["replay", "--env", "env-tabular/frozenLake", "--trajectories", join(fixtures, "frozen-lake-4x4.json")];

  test("answers 0 for the world that was recorded", async () => {
    const { code, out } = await worldwise(...lake, "--env.slippery", "false");
    expect(out).toMatch(/^✓ FrozenLake-v1: 10 trajectories, \d+ steps \(uniforms\), and the whole transition table\n/);
    expect(out).toContain(
      'recorded with {"map_name":"4x4","is_slippery":false}\n  replayed with {"map":[],"size":"4x4","slippery":false'
    );
    expect(code).toBe(0);
  });

  test("answers 1 for another world, and where it first differs", async () => {
    const [text, json] = await Promise.all([worldwise(...lake), worldwise(...lake, "--json")]);
    expect(text.out).toMatch(
      /^✗ .*\n[^]*mismatches; the first: structure at number of outcomes of state 0, action 0, recorded 1, got 3\n/
    );
    expect(records(json.out)[0]).toMatchObject(
      { passed: false, kwargs: { is_slippery: false }, options: { slippery: true }, firstMismatch: { recorded: 1, got: 3 } }
    );
    expect([text.code, json.code]).toEqual([1, 1]);
  });
});
