import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CellSpec } from "@worldwise/experiment";
import type { Catalog, CatalogEntry } from "@worldwise/experiment/node";
import type { JsonSchema, Role } from "@worldwise/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { splitPartFlags } from "./part-flags.ts";
import { planRun } from "./plan-run.ts";
import type { BudgetFlags, PartNames } from "./run-flags.ts";

const entry = (id: string, role: Role, properties: Readonly<Record<string, JsonSchema>>): CatalogEntry => ({
  id, role, name: id, package: "p", version: "1", description: "", module: "", folder: "",
  options: { type: "object", properties },
});
const planner: JsonSchema = { type: "string", "x-role": "planner" };
const learner: JsonSchema = { type: "string", "x-role": "model-learner" };
const entries = [
  entry(
    "w/maze", "dynamics", { size: { type: "integer", minimum: 2 }, slippery: { type: "boolean" }, discount: { type: "number" } }
  ),
  entry("m/counts", "model-learner", { width: { type: "integer" } }),
  entry("m/corrupted", "model-learner", { learner, factor: { type: "number" } }),
  entry("learning/gradientLearner", "model-learner", {
    model: { type: "string", "x-role": "model-class" }, loss: { type: "string", "x-role": "model-loss" },
    optimizer: { type: "string", "x-role": "optimizer", default: "nn/adam" }, steps: { type: "integer" },
  }),
  entry("m/table", "model-class", { prior: { type: "number" } }),
  entry("l/likelihood", "model-loss", {}),
  entry("nn/adam", "optimizer", { rate: { type: "number" } }),
  entry("p/q", "planner", { stepSize: { type: "number" } }),
  entry("p/sarsa", "planner", { stepSize: { type: "number" } }),
  entry("agents/modelFree", "agent", { planner }),
  entry("agents/dyna", "agent", {
    learner, planner, planningSteps: { type: "integer" },
    searchControl: { type: "string", "x-role": "search-control", default: "s/uniform" },
  }),
  entry("s/uniform", "search-control", { untried: { type: "boolean" } }),
];
/** Loads nothing: a plan is made of metadata alone. */
const catalog: Catalog = {
  entries,
  find(id) {
    const found = entries.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`nothing called ${id}`);
    return found;
  },
  load: () => Promise.reject(new Error("imported")),
};

const plan = (flags: PartNames & BudgetFlags, ...dotted: readonly string[]): CellSpec =>
  planRun(flags, { catalog: () => catalog, partFlags: splitPartFlags(dotted).partFlags });

const folder = mkdtempSync(join(tmpdir(), "worldwise-"));
afterAll(() => rmSync(folder, { recursive: true }));
function file(text: string): string {
  const path = join(folder, "spec.yaml");
  writeFileSync(path, text);
  return path;
}

describe("planRun", () => {
  test("parts of a learner have short flags; with them a learner need not be named", () => {
    const learner = {
      use: "learning/gradientLearner", with: {
        model: { use: "m/table", with: { prior: 0.5 } }, loss: { use: "l/likelihood", with: {} },
        optimizer: { use: "nn/adam", with: { rate: 0.1 } }, steps: 3,
      },
    };
    const parts = { env: "w/maze", planner: "p/q", model: "m/table", loss: "l/likelihood", optimizer: "nn/adam" };
    const dotted = ["--model.prior", "0.5", "--optimizer.rate", "0.1", "--learner.steps=3"];
    for (const named of [{}, { learner: "learning/gradientLearner" }]) {
      expect(plan({ ...parts, ...named }, ...dotted).agent).toMatchObject({ use: "agents/dyna", with: { learner } });
    }
    const unnamed = { env: "w/maze", planner: "p/q", model: "m/table" };
    expect(plan(unnamed, "--learner.loss", "l/likelihood", "--optimizer.rate=0.1").agent)
      .toMatchObject({ with: { learner: { with: { optimizer: { use: "nn/adam", with: { rate: 0.1 } } } } } });
    expect(() => plan({ env: "w/maze", planner: "p/q", model: "m/table" })).toThrow("expected --learner.loss <id>: model-loss");
    expect(() => plan({ ...parts }, "--model.width", "3")).toThrow("got --model.width");
  });

  test("composes model-free agents without a learner and Dyna with one", () => {
    expect(plan({ env: "w/maze", planner: "p/q" }, "--planner.step-size", "0.2", "--env.slippery", "false")).toEqual({
      environment: { use: "w/maze", with: { slippery: false } }, seed: 0, budget: { episodes: 50, steps: 100_000 },
      agent: { use: "agents/modelFree", with: { planner: { use: "p/q", with: { stepSize: 0.2 } } } },
    });
    const dyna = plan(
      { env: "w/maze", learner: "m/counts", planner: "p/q", planningSteps: "7", episodes: 3, seed: 4 },
      "--search-control.untried"
    );
    expect(dyna).toMatchObject({ seed: 4, budget: { episodes: 3 } });
    expect(dyna.agent).toEqual({ use: "agents/dyna", with: {
      learner: { use: "m/counts", with: {} }, planner: { use: "p/q", with: {} }, planningSteps: 7,
      searchControl: { use: "s/uniform", with: { untried: true } },
    } });
  });

  test("parts of parts, and the agent's options by their long name", () => {
    const { agent } = plan({ env: "w/maze", learner: "m/corrupted", planner: "p/q" },
      "--learner.learner", "m/counts", "--learner.learner.width", "8",
      "--learner.factor", "0.5", "--agent.planning-steps", "2", "--agent.planner.stepSize", "1");
    expect(agent).toEqual({ use: "agents/dyna", with: {
      learner: { use: "m/corrupted", with: { learner: { use: "m/counts", with: { width: 8 } }, factor: 0.5 } },
      planner: { use: "p/q", with: { stepSize: 1 } }, planningSteps: 2,
    } });
  });

  test.each<[string, PartNames & BudgetFlags, string[], string]>([
    [
      "no environment", { planner: "p/q" }, [],
      "expected --env <id>: dynamics or environment\n     got none\n   to do choose one of w/maze",
    ],
    ["no planner", { env: "w/maze" }, [], "expected --planner <id>: planner\n     got none\n   to do choose one of p/q, p/sarsa"],
    [
      "planning without a learner", { env: "w/maze", planner: "p/q", planningSteps: "3" }, [],
      "expected --learner <id>: model-learner",
    ],
    [
      "a part of a part", { env: "w/maze", planner: "p/q", learner: "m/corrupted" }, [],
      "expected --learner.learner <id>: model-learner",
    ],
    [
      "a slip", { env: "w/maze", planner: "p/q" }, ["--env.slipery", "false"],
      "expected an option of w/maze: size, slippery, discount\n     got --env.slipery\n   to do perhaps slippery",
    ],
    ["what every object has", { env: "w/maze", planner: "p/q" }, ["--env.constructor", "1"], "expected an option of w/maze"],
    [
      "a value below its range", { env: "w/maze", planner: "p/q" }, ["--env.size", "1"],
      "expected --env.size: whole number, at least 2\n     got \"1\"",
    ],
    [
      "options of a number", { env: "w/maze", planner: "p/q" }, ["--env.size.big", "1"],
      "expected a plain value for --env.size of w/maze",
    ],
    [
      "a model with a model-free agent", { env: "w/maze", agent: "agents/modelFree", planner: "p/q", learner: "m/counts" }, [],
      "expected an option of agents/modelFree: planner\n     got --learner",
    ],
  ])("refuses %s", (_, flags, dotted, message) => {
    expect(() => plan(flags, ...dotted)).toThrow(message);
  });
});

describe("planRun with a file", () => {
  const spec = [
    "# a run", "environment: { use: w/maze, with: { size: 5, discount: 0.9 } }", "agent:", "  use: agents/dyna", "  with:",
    "    learner: m/counts", "    planner: { use: p/q, with: { stepSize: 0.3 } }", "seed: 3",
    "budget: { episodes: 9, maxEpisodeSteps: 100 }",
  ].join("\n");

  test("says the same as flags, and flags win one by one", () => {
    const path = file(spec);
    const whole = plan({ env: "w/maze", learner: "m/counts", planner: "p/q", episodes: 9, maxEpisodeSteps: 100, seed: 3 },
      "--env.size", "5", "--env.discount", "0.9", "--planner.step-size", "0.3");
    expect(plan({ file: path, learner: "m/counts" })).toEqual(whole);
    expect(plan({ file: path, steps: 20, seed: 0 }, "--env.size", "6")).toEqual({
      seed: 0, budget: { episodes: 9, steps: 20, maxEpisodeSteps: 100 },
      environment: { use: "w/maze", with: { size: 6, discount: 0.9 } },
      agent: { use: "agents/dyna", with: { learner: "m/counts", planner: { use: "p/q", with: { stepSize: 0.3 } } } },
    });
  });

  test("another component forgets the options of the first", () => {
    expect(plan({ file: file(spec), planner: "p/sarsa" }).agent).toMatchObject(
      { with: { planner: { use: "p/sarsa", with: {} } } }
    );
  });

  test("reads JSON and a document's beginning", () => {
    const json = JSON.stringify({ environment: "w/maze", agent: { use: "agents/modelFree", with: { planner: "p/q" } } }, null, 2);
    expect(plan({ file: file(json) }).environment).toEqual({ use: "w/maze", with: {} });
    expect(plan({ file: file(`---\n${spec}\n`) }).seed).toBe(3);
  });

  test.each([
    ["a key that no run has", "agnet: agents/dyna\n", "got agnet\n   to do perhaps agent"],
    ["a syntax error, at its line", "seed: 3\nbudget: { steps: 3\nenvironment: w/maze\n", /at line [23], column/],
    ["a budget of nothing", `${spec.replace("episodes: 9", "episodes: 0")}\n`, "budget.episodes"],
    ["prototypes", "environment: { use: w/maze, with: { __proto__: { size: 3 } } }", "the key __proto__ is refused"],
    ["a list", "- environment: w/maze\n", "no such record at the top"],
    ["a spec that is none", "environment: { us: w/maze }\n", "expected a component id, or a record"],
  ])("refuses %s", (_, text, message) => {
    expect(() => plan({ file: file(text) })).toThrow(message);
  });

  test("refuses a path where nothing is", () => {
    expect(() => plan({ file: join(folder, "none.yaml") })).toThrow(/expected a file at .*none\.yaml/);
  });
});
