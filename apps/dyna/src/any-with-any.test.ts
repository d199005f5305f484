import { fileURLToPath } from "node:url";
import type { ComponentSpec } from "@worldwise/experiment";
import { startRun } from "@worldwise/experiment";
import { readCatalog } from "@worldwise/experiment/node";
import type { Role } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { drive } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";

const { load, entries } = readCatalog([fileURLToPath(new URL("..", import.meta.url))]);
const idsOf = (role: Role): readonly string[] => entries.filter((entry) => entry.role === role).map(({ id }) => id);

/** Parts that learners need and do not choose by themselves; and planners that sweep for long where the future counts for much. */
const chosen: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "learning/gradientLearner": { model: "model-tabular/softmaxTable", loss: "model-losses/iterVaml", rewardLoss: "model-losses/squaredReward", steps: 2 },
  "model-tabular/corrupted": { learner: "model-tabular/counts", factor: 0.1 },
  "agents/dataAsDemonstrator": { learner: "model-tabular/counts" },
  "planner-tabular/operatorSplitting": { inner: "exact" }, "planner-tabular/maximumEntropyCorrection": { inner: "exact", maxIterations: 50 },
};
const partOf = (id: string): ComponentSpec => ({ use: id, with: chosen[id] ?? {} });
/** With models that are far off, as these say of themselves: then their outcome is "non-finite". */
const mayDiverge = new Set(["planner-tabular/operatorSplitting", "planner-tabular/maximumEntropyCorrection"]);
const compositions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "agents/batchModelBased": { stepsPerRound: 10, turnsPerRound: 1, capacity: 100 }, "agents/dyna": { planningSteps: 2, capacity: 100 },
};

/** "works", or the code of the words that say why not. Anything else is thrown on. */
async function outcomeOf(environment: ComponentSpec, composition: string, learner: string, planner: string): Promise<string> {
  const agent = { use: composition, with: { learner: partOf(learner), planner: partOf(planner), ...compositions[composition] } };
  try {
    const run = await startRun({ environment, agent, seed: 1, maxEpisodeSteps: 20 }, load);
    drive(run.agent, run.environment, { steps: 25 });
    const isFinite = run.agent.decision.valueTable?.every(Number.isFinite) ?? true;
    expect(isFinite || mayDiverge.has(planner), `${composition} ${learner} ${planner}`).toBe(true);
    return "works";
  } catch (error) {
    if (WorldwiseError.is(error)) return error.code;
    throw error;
  }
}

/** How many pairs ended how. */
async function outcomesOf(environment: ComponentSpec, pairs: readonly (readonly [learner: string, planner: string])[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const composition of Object.keys(compositions)) {
    for (const [learner, planner] of pairs) {
      const outcome = await outcomeOf(environment, composition, learner, planner);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
  }
  return counts;
}

const everyPair = idsOf("model-learner").flatMap((learner) => idsOf("planner").map((planner) => [learner, planner] as const));
const words = ["bad-problem", "parts-do-not-fit", "wrong-space"];

test("any learner with any planner, where states lie that nobody reaches: it works, or words say why not", async () => {
  const counts = await outcomesOf("env-tabular/chainWalk", everyPair);
  expect([...counts.keys()].sort()).toEqual([...words, "works"].sort());
  expect(counts.get("works")).toBeGreaterThan(300);
}, 120_000);

describe("each learner with value iteration and Q-learning, each planner with counts", () => {
  const some = everyPair.filter(([learner, planner]) => learner.endsWith("/counts") || /(valueIteration|qLearning)$/.test(planner));
  test.each([
    ["one state", { states: 1, actions: 1, branching: 1 }], ["discount 0", { discount: 0 }], ["discount 0.9999", { discount: 0.9999 }],
  ])("%s", async (_, options) => {
    const counts = await outcomesOf({ use: "env-tabular/garnet", with: { states: 5, actions: 2, branching: 2, ...options } }, some);
    expect([...counts.keys()].sort()).toEqual([...words, "works"].sort());
    expect(counts.get("works")).toBeGreaterThan(50);
  }, 60_000);
});
