import { frozenLake, garnet, riverSwim, shooter } from "@worldwise/env-tabular";
import { corrupted, counts, neighborhoodCounts } from "@worldwise/model-tabular";
import { philox, seedKey } from "@worldwise/math";
import { valueIteration } from "@worldwise/planner-tabular";
import type { Mdp } from "@worldwise/protocol";
import { asEnvironment, defaultTimeLimit, drive } from "@worldwise/rollout";
import { describeContract, testAgent, testPlanner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { hallucinatedDagger, rolloutPlanner } from "./index.ts";

const small = { rows: 4, columns: 4, targets: [1] };
const world = shooter(small);
const chain = garnet({ states: 6, actions: 2, branching: 1, seed: 3, discount: 0.8 });
const parts = { problem: chain, learner: counts(chain), planner: rolloutPlanner(chain, { rollouts: 2, depth: 3 }) };
const pictures = {
  problem: world, learner: neighborhoodCounts(world, { radius: 1, capacity: 500 }), planner: rolloutPlanner(world, { rollouts: 2, depth: 2 }),
};

describeContract(testAgent(
  () => hallucinatedDagger({ ...pictures, rolloutsPerBatch: 2, hDelay: 1, maxDepth: 3, capacity: 100 }), { world, steps: 40 },
), { describe, test });
describeContract(testAgent(
  () => hallucinatedDagger({ ...parts, planner: valueIteration(chain), rolloutsPerBatch: 3, hDelay: 0, restart: "episode", capacity: 100 }),
  { world: chain },
), { describe, test });
describeContract(testPlanner(() => rolloutPlanner(chain, { rollouts: 3, depth: 3, explore: 0.2 }), { world: chain, steps: 20 }), { describe, test });

describe("hallucinated DAgger", () => {
  test("a model that is right never leaves the truth: every pair is a real transition", () => {
    const agent = hallucinatedDagger({ ...parts, rolloutsPerBatch: 20, hDelay: 2, maxDepth: 4 }).start([0, 1]);
    drive(agent, asEnvironment(chain, { seed: 1 }), { steps: 1500 });
    const { hallucinatedDepth, hallucinatedMismatch } = agent.metrics();
    expect([hallucinatedDepth, hallucinatedMismatch]).toEqual([4, 0]);
    const { mdp } = agent.model;
    for (let row = 0; row < 12; row++) {
      if (mdp!.rowEnd[row] === mdp!.rowStart[row]) continue;
      expect(mdp!.rowEnd[row]! - mdp!.rowStart[row]!).toBe(1);
      expect(mdp!.successor[mdp!.rowStart[row]!]).toBe(chain.mdp.successor[row]);
    }
  });

  test("DAgger, depth 0, learns the same from whatever model it has; at depth 3 a wrong model is corrected where it goes wrong", () => {
    const learner = corrupted(counts(chain), { factor: 0.3 });
    const outcomes = [0, 3].map((maxDepth) => {
      const agent = hallucinatedDagger({ ...parts, learner, rolloutsPerBatch: 10, hDelay: 0, maxDepth }).start([0, 2]);
      drive(agent, asEnvironment(chain, { seed: 1 }), { steps: 2000 });
      const { rowStart, rowEnd, probability } = agent.model.mdp!;
      const different = Array.from(rowStart, (from, row) => (
        new Set(Array.from(probability.subarray(from, rowEnd[row]), (p) => p.toFixed(6))).size));
      return Math.max(...different);
    });
    // Depth 0: of every row 0.7 is the one real outcome and the rest is spread evenly, so it has two different numbers.
    expect(outcomes[0]).toBe(2);
    expect(outcomes[1]).toBeGreaterThan(2);
  });

  test("deeper states are used as batches come: one more every hDelay batches, up to maxDepth", () => {
    const agent = hallucinatedDagger({ ...parts, rolloutsPerBatch: 5, hDelay: 3, maxDepth: 2 }).start([0, 1]);
    const depths = new Map<number, number>();
    drive(agent, asEnvironment(chain, { seed: 1 }), {
      steps: 1500, onStep() {
        const { batches, hallucinatedDepth } = agent.metrics();
        depths.set(batches!, hallucinatedDepth!);
      },
    });
    expect([0, 2, 3, 5, 6, 9].map((batch) => depths.get(batch))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test("learns from nothing but pairs: one batch of depth 0 is so many transitions", () => {
    const agent = hallucinatedDagger({ ...parts, rolloutsPerBatch: 25, maxDepth: 0 }).start([0, 1]);
    const environment = asEnvironment(chain, { seed: 1 });
    while (agent.metrics()["batches"] === 0) drive(agent, environment, { steps: 1 });
    expect(agent.metrics()["transitions"]).toBe(25);
  });

  test("with restarts by episode, an episode has at most one rollout", () => {
    const river = riverSwim({ variant: "osband" });
    const agent = hallucinatedDagger({
      problem: river, learner: counts(river), planner: valueIteration(river), maxDepth: 1, hDelay: 0, restart: "episode",
    }).start([0, 1]);
    drive(agent, defaultTimeLimit(asEnvironment(river, { seed: 1 })), { episodes: 30 });
    expect(agent.metrics()["rollouts"]).toBeLessThanOrEqual(30);
    expect(agent.metrics()["rollouts"]).toBeGreaterThan(10);
  });

  test("refuses parts and options that do not fit", () => {
    expect(() => hallucinatedDagger({ ...parts, maxDepth: -1 })).toThrow(/maxDepth: a whole number of at least 0/);
    expect(() => hallucinatedDagger({ ...parts, explore: 2 })).toThrow(/explore in \[0, 1\]/);
    expect(() => hallucinatedDagger({ ...parts, rolloutsPerBatch: 0.5 })).toThrow(/rolloutsPerBatch/);
    const lake = frozenLake();
    expect(() => hallucinatedDagger({ ...parts, learner: counts(lake) })).toThrow(/learner/);
    expect(() => rolloutPlanner(chain, { depth: 0 })).toThrow(/depth: a whole number of at least 1/);
  });
});

/** Of the joint law of (s_t, z_t) under blind, uniformly random actions, both from one state: what the theory speaks of. */
function lockstep(truth: Mdp, model: Mdp, start: number, depth: number) {
  const { stateCount: n, actionCount: m, reward, discount } = truth;
  let joint = new Float64Array(n * n);
  joint[start * n + start] = 1;
  let [gap, bound] = [0, 0];
  const parted: number[] = [], errors: number[] = [];
  for (let t = 1; t <= depth; t++) {
    const next = new Float64Array(n * n);
    let error = 0;
    joint.forEach((mass, pair) => {
      for (let a = 0; mass > 0 && a < m; a++) {
        const [s, row] = [truth.successor[truth.rowStart[Math.floor(pair / n) * m + a]!]!, (pair % n) * m + a];
        let right = 0;
        for (let k = model.rowStart[row]!; k < model.rowEnd[row]!; k++) {
          next[s * n + model.successor[k]!]! += mass / m * model.probability[k]!;
          if (model.successor[k] === s) right += model.probability[k]!;
        }
        error += mass / m * (1 - right);
      }
    });
    joint = next;
    errors.push(error);
    parted.push(joint.reduce((total, mass, pair) => total + (Math.floor(pair / n) === pair % n ? 0 : mass), 0));
    const mean = (state: number): number => reward.subarray(state * m, (state + 1) * m).reduce((total, r) => total + r / m, 0);
    joint.forEach((mass, pair) => { gap += discount ** t * mass * (mean(Math.floor(pair / n)) - mean(pair % n)); });
    bound += discount ** t * error;
  }
  const largest = reward.reduce((most, r) => Math.max(most, Math.abs(r)), 0);
  return { parted, errors, gap: Math.abs(gap), bound: 2 * largest * bound };
}

describe("what hallucinated replay rests on", () => {
  test("Pr(z_t ≠ s_t) = E[1 − P̂(s_t | z_t−1, a_t−1)], and |Q − Q̂| ≤ 2M Σ γ^t of it, in deterministic worlds", () => {
    for (let seed = 0; seed < 40; seed++) {
      const truth = garnet({ states: 5, actions: 2, branching: 1, seed, discount: 0.9 }).mdp;
      const model = garnet({ states: 5, actions: 2, branching: 2, seed: seed + 100, discount: 0.9 }).mdp;
      const { parted, errors, gap, bound } = lockstep(truth, model, seed % 5, 8);
      parted.forEach((probability, t) => { expect(probability).toBeCloseTo(errors[t]!, 12); });
      expect(gap).toBeLessThanOrEqual(bound + 1e-12);
    }
  });

  test("the mismatch that the agent measures is the one of the theory", () => {
    const learner = corrupted(counts(chain), { factor: 0.2 });
    const agent = hallucinatedDagger({
      ...parts, learner, rolloutsPerBatch: 1000, hDelay: 0, maxDepth: 0, explore: 1,
    }).start(seedKey(4));
    const environment = asEnvironment(chain, { source: philox, seed: 1 });
    while (agent.metrics()["batches"]! < 2) drive(agent, environment, { steps: 500 });
    // One step from real states: 0.2 of every row is spread over six states, one of which is the right one.
    expect(Math.abs(agent.metrics()["hallucinatedMismatch"]! - 0.2 * 5 / 6)).toBeLessThan(5 * Math.sqrt(0.14 / 1000));
  });
});
