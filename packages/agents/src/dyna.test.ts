import { dynaMaze, frozenLake } from "@worldwise/env-tabular";
import type { TabularWorld } from "@worldwise/env-tabular";
import { counts, lastOutcome } from "@worldwise/model-tabular";
import type { CountsState } from "@worldwise/model-tabular";
import { prioritizedSweeping, qLearning, valueIteration } from "@worldwise/planner-tabular";
import type { Agent, AgentRecipe, Discrete, ModelFace, ModelLearner, StateTree } from "@worldwise/protocol";
import { box } from "@worldwise/protocol";
import { asEnvironment, defaultTimeLimit, drive } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { dyna, modelFree, onPolicy, prioritized, recent, uniformTried } from "./index.ts";

type TabularRecipe = AgentRecipe<Discrete, Discrete>;
type Fused = "auto" | "never";

/** Dyna-Q of any tabular learner. */
const dynaQ = <LS extends StateTree, LF extends ModelFace>(
  world: TabularWorld, learner: ModelLearner<Discrete, Discrete, LS, never, LF>, planningSteps: number, fused: Fused = "auto",
): TabularRecipe => dyna({ problem: world, learner, planner: qLearning(world), searchControl: uniformTried(world), planningSteps, fused, capacity: 200 });

function train(recipe: TabularRecipe, world: TabularWorld, steps: number, agent: Agent<Discrete, Discrete> = recipe.start([0, 7])): typeof agent {
  drive(agent, defaultTimeLimit(asEnvironment(world, { seed: 3 })), { steps });
  return agent;
}

const lengths = (recipe: TabularRecipe, world: TabularWorld, episodes: number): readonly number[] =>
  drive(recipe.start([0, 7]), asEnvironment(world, { seed: 3 }), { episodes }).episodes.map(({ length }) => length);

describe("planning in one kernel call", () => {
  const worlds = { "without chance": dynaMaze(), "with chance": frozenLake({ map: "8x8" }) };
  for (const [name, world] of Object.entries(worlds)) {
    const learners = {
      counts: (fused: Fused) => dynaQ(world, counts(world), 17, fused),
      "last outcomes": (fused: Fused) => dynaQ(world, lastOutcome(world), 17, fused),
    };
    for (const [learner, recipe] of Object.entries(learners)) {
      test(`leaves the same state as the plain composition: ${learner}, a world ${name}`, () => {
        expect(train(recipe("auto"), world, 1500).save()).toEqual(train(recipe("never"), world, 1500).save());
      });
    }
  }
  test("is really taken: its tables live in WebAssembly memory, the plain ones do not", () => {
    const memoryOf = (fused: Fused): ArrayBufferLike | undefined =>
      dynaQ(dynaMaze(), lastOutcome(dynaMaze()), 5, fused).start([0, 1]).decision.actionValueTable?.buffer;
    expect(memoryOf("auto")?.byteLength).toBeGreaterThan(memoryOf("never")?.byteLength ?? Infinity);
    expect((memoryOf("auto")?.byteLength ?? 1) % 65536).toBe(0);
  });
});

describe("Dyna", () => {
  const maze = dynaMaze();
  test("explores alike until the first reward, however much it plans", () => {
    const first = [0, 5, 50].map((planningSteps) => lengths(dynaQ(maze, counts(maze), planningSteps), maze, 1)[0]);
    expect(new Set(first).size).toBe(1);
  });
  test("without planning steps is the model-free agent", () => {
    const free = modelFree({ problem: maze, planner: qLearning(maze) });
    expect(train(free, maze, 800).decision.actionValueTable).toEqual(train(dynaQ(maze, counts(maze), 0), maze, 800).decision.actionValueTable);
  });
  test("with a planner that plans ahead plans on the model's transition table", () => {
    const recipe = dyna({
      problem: maze, learner: counts(maze, { prior: "stay" }), planner: valueIteration(maze, { explore: 0.2 }), searchControl: uniformTried(maze),
      planningSteps: 0, planEvery: 50,
    });
    expect(lengths(recipe, maze, 30).at(-1)).toBeLessThan(30);
  });
  test("with prioritized sweeping walks short paths within five episodes, unlike Q-learning", () => {
    const recipe = dyna({
      problem: maze, learner: counts(maze), planner: prioritizedSweeping(maze, { backups: 50 }), searchControl: uniformTried(maze), planningSteps: 0,
    });
    expect(Math.min(...lengths(recipe, maze, 5))).toBeLessThan(20);
    expect(Math.min(...lengths(dynaQ(maze, counts(maze), 0), maze, 5))).toBeGreaterThan(25);
  });
  test("goes on after a load as if nothing had happened", () => {
    const recipe = dynaQ(maze, counts(maze), 5);
    const [whole, half] = [recipe.start([0, 1]), recipe.start([0, 1])];
    const environment = (): ReturnType<typeof asEnvironment<Discrete, Discrete, Discrete>> => asEnvironment(maze, { seed: 1 });
    drive(whole, environment(), { episodes: 2 });
    drive(half, environment(), { episodes: 2 });
    const resumed = recipe.start([9, 9]);
    resumed.load(half.save());
    drive(whole, environment(), { episodes: 2 });
    drive(resumed, environment(), { episodes: 2 });
    expect(resumed.save()).toEqual(whole.save());
  });
  test("refuses a planner that needs what the model does not have, with the tick-list", () => {
    const planner = valueIteration(maze);
    // @ts-expect-error a model-free agent has no transition table
    expect(() => modelFree({ problem: maze, planner })).toThrow(/✗ planner.*needs mdp.*nobody/);
  });
  test("refuses parts that were made for other spaces", () => {
    const other = frozenLake();
    expect(() => dyna({
      problem: maze, learner: counts(other), planner: qLearning(maze), searchControl: uniformTried(maze), planningSteps: 1,
    })).toThrow(/learner.*has observation discrete\(16\).*environment has discrete/);
  });
  test("refuses planning steps that are no count", () => {
    expect(() => dynaQ(maze, counts(maze), -1)).toThrow(/planningSteps: a whole number of at least 0/);
    expect(() => dynaQ(maze, counts(maze), 1.5)).toThrow(/planningSteps/);
  });
});

describe("search control", () => {
  const maze = dynaMaze();
  const parts = { problem: maze, planner: qLearning(maze), planningSteps: 20, fused: "never" } as const;
  const recipes = {
    uniformTried: (learner: Counts) => dyna({ ...parts, learner, searchControl: uniformTried(maze) }),
    recent: (learner: Counts) => dyna({ ...parts, learner, searchControl: recent(maze, { window: 50 }) }),
    onPolicy: (learner: Counts) => dyna({ ...parts, learner, searchControl: onPolicy(maze) }),
    prioritized: (learner: Counts) => dyna({ ...parts, learner, searchControl: prioritized(maze) }),
  };
  for (const [name, recipe] of Object.entries(recipes)) {
    test(`${name} asks the model only for pairs that were tried`, () => {
      const learner = counts(maze);
      const strict = { ...learner, model: (state: Parameters<Counts["model"]>[0]) => refusesUntried(learner.model(state)) };
      expect(() => train(recipe(strict), maze, 1000)).not.toThrow();
    });
    test(`${name} makes Dyna-Q need fewer real steps than Q-learning`, () => {
      const total = (all: readonly number[]): number => all.reduce((sum, length) => sum + length, 0);
      expect(total(lengths(recipe(counts(maze)), maze, 20))).toBeLessThan(0.8 * total(lengths(dynaQ(maze, counts(maze), 0), maze, 20)));
    });
  }
  test("those that need no table work with boxes", () => {
    const spaces = { observation: box("float32", [0], [1]), action: box("float32", [-1], [1]) };
    expect(recent(spaces)["~worldwise"].role).toBe("search-control");
    expect(onPolicy(spaces).init()).toEqual({ tried: new Uint8Array(0) });
  });
});

type Counts = ModelLearner<Discrete, Discrete, CountsState, never, "mdp" | "dynamics" | "sampledRows">;
type CountedModel = ReturnType<Counts["model"]>;

/** A model that complains when it is asked for what it cannot know. */
function refusesUntried(model: CountedModel): CountedModel {
  const { dynamics, mdp } = model;
  return {
    ...model,
    dynamics: {
      ...dynamics,
      step(state, action, random, out) {
        for (let b = 0; b < out.reward.length; b++) {
          const row = state[b]! * mdp.actionCount + action[b]!;
          if (mdp.rowEnd[row] === mdp.rowStart[row]) throw new Error(`row ${row} was never tried`);
        }
        dynamics.step(state, action, random, out);
      },
    },
  };
}
