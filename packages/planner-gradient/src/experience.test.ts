import { replay } from "@worldwise/data";
import type { Discrete, TransitionBatch } from "@worldwise/protocol";
import { discrete, heap, saveTree, transitionBatch } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { tableFeatures } from "./action-features.ts";
import { advantages } from "./advantages.ts";
import { collectData } from "./collect-data.ts";
import { collectReal } from "./collect-real.ts";
import { fitCritic } from "./critic.ts";
import { stream } from "./fixtures/policy-of.ts";
import { reinforce } from "./reinforce.ts";
import { sampledState } from "./sampled-state.ts";
import { visitedDistribution } from "./visited-states.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.5 };
const features = tableFeatures(3, 2);

type Row = readonly [from: number, action: number, reward: number, to: number, end?: "terminated" | "truncated"];

/** One real row for each lane. */
function batchOf(...rows: readonly Row[]): TransitionBatch<Discrete, Discrete> {
  const batch = transitionBatch(problem, rows.length);
  batch.size = rows.length;
  rows.forEach(([from, action, reward, to, end], b) => {
    batch.observation[b] = from;
    batch.action[b] = action;
    batch.reward[b] = reward;
    batch.nextObservation[b] = to;
    batch.discount[b] = end === "terminated" ? 0 : 0.5;
    batch.last[b] = Number(end !== undefined);
  });
  return batch;
}

/** Two lanes: the first ends after two steps and begins again, the second is cut by a time limit after three. */
const life = [
  batchOf([0, 1, 1, 1], [2, 0, 5, 2]),
  batchOf([1, 0, 2, 2, "terminated"], [2, 1, 6, 1]),
  batchOf([0, 0, 3, 1], [1, 1, 7, 0, "truncated"]),
];

describe("trajectories", () => {
  test("follow the lanes of real batches, across a full round", () => {
    const state = sampledState(problem, features, 6, heap);
    expect(life.map((batch) => collectReal(state, batch))).toEqual([false, false, true]);
    expect([...state.trajectories.next]).toEqual([2, 3, -1, 5, -1, -1]);
    expect([...state.trajectories.time]).toEqual([0, 0, 1, 1, 0, 2]);
    state.trajectories.size = 0;
    state.laneRow.fill(-1);
    collectReal(state, batchOf([1, 0, 0, 1], [0, 0, 0, 0]));
    expect([...state.trajectories.time.subarray(0, 2)]).toEqual([1, 0]);
    expect(() => collectReal(state, batchOf(...new Array<Row>(7).fill([0, 0, 0, 0])))).toThrow(/at most 6 rows/);
  });

  test("of the data set are those that are new, in their episodes", () => {
    const data = replay(problem, 6, { lanes: 2 });
    const [lived, read] = [sampledState(problem, features, 6, heap), sampledState(problem, features, 6, heap)];
    const collect = collectData(problem, 6);
    for (const batch of life) {
      data.add(batch);
      collectReal(lived, batch);
    }
    collect(read, data);
    expect(saveTree(read.trajectories)).toEqual(saveTree(lived.trajectories));
    read.trajectories.size = 0;
    collect(read, data);
    expect(read.trajectories.size).toBe(0);
    data.add(batchOf([1, 0, 0, 1], [0, 0, 0, 0]));
    collect(read, data);
    expect(read.trajectories.size).toBe(2);
  });
});

describe("advantages of the two lanes, by hand", () => {
  const state = sampledState(problem, features, 6, heap);
  for (const batch of life) collectReal(state, batch);
  // π is uniform, so V̂(x) is the mean of the row: 1, 2, 4.
  state.critic.set([0, 2, 2, 2, 8, 0]);
  const estimate = (traceDecay: number, baseline: "critic" | "none"): readonly [number[], number[]] => {
    const [advantage, target] = [new Float64Array(6), new Float64Array(6)];
    advantages(features, { traceDecay, baseline })(state, state.trajectories, advantage, target);
    return [[...advantage], [...target]];
  };

  test("λ = 1 without baseline: returns", () => {
    expect(estimate(1, "none")[0]).toEqual([1 + 0.5 * 2, 5 + 0.5 * 6 + 0.25 * 7, 2, 6 + 0.5 * 7, 3, 7]);
  });

  test("λ = 1: returns that go on in V̂ where they were cut, less V̂", () => {
    const returns = [1 + 0.5 * 2, 5 + 0.5 * 6 + 0.25 * (7 + 0.5), 2, 6 + 0.5 * 7.5, 3 + 0.5 * 2, 7.5];
    expect(estimate(1, "critic")).toEqual([[2 - 1, 9.875 - 4, 2 - 2, 9.75 - 4, 4 - 1, 7.5 - 2], returns]);
  });

  test("λ = 0: one reward and V̂", () => {
    expect(estimate(0, "critic")[1]).toEqual([1 + 1, 5 + 2, 2, 6 + 1, 3 + 1, 7 + 0.5]);
  });

  test("the critic moves to the mean of targets and inertia", () => {
    const critic = state.critic.slice();
    expect(fitCritic(features, 2)(critic, state.trajectories, Float64Array.of(4, 10, 1, 6, 8, 3))).toBe(true);
    // Pairs: (0,1) 4; (2,0) 10; (1,0) 1; (2,1) 6; (0,0) 8; (1,1) 3.
    [(0 + 8) / 3, (4 + 4) / 3, (4 + 1) / 3, (4 + 3) / 3, (16 + 10) / 3, (0 + 6) / 3]
      .forEach((entry, row) => expect(critic[row]).toBeCloseTo(entry, 9));
    expect(fitCritic(features, 2)(critic, state.trajectories, Float64Array.of(NaN, 0, 0, 0, 0, 0))).toBe(false);
  });
});

test("one round by hand: ĝ = Σ γ^t Â ∇log π / episodes", () => {
  const planner = reinforce(problem, { steps: 6, stepSize: 1, baseline: "none" });
  const state = planner.init(stream(0));
  for (const batch of life) expect(planner.learn?.(state, batch, stream(0))).toBeUndefined();
  const returns = [2, 9.75, 2, 9.5, 3, 7];
  const weighted = [0, 1, 2, 3, 4, 5].map((row) => returns[row]! * 0.5 ** [0, 0, 1, 1, 0, 2][row]! / 3);
  // Half of the weighted return goes to the action taken, half against the other.
  const half = (forFirst: number, forSecond: number): number => (weighted[forFirst]! - weighted[forSecond]!) / 2;
  const [zero, one, two] = [half(4, 0), half(2, 5), half(1, 3)];
  [zero, -zero, one, -one, two, -two].forEach((entry, i) => expect(state.parameter[i]).toBeCloseTo(entry, 12));
  expect(state.rounds).toBe(1);
  expect(state.meanReward).toBe(4);
});

test("imagined batches are no life", () => {
  const planner = reinforce(problem, { steps: 2 });
  const state = planner.init(stream(0));
  const batch = batchOf([0, 1, 1, 1], [2, 0, 5, 2]);
  batch.imagined = true;
  planner.learn?.(state, batch, stream(0));
  expect(state.trajectories.size).toBe(0);
});

test("visited states are drawn in proportion to γ^t", () => {
  const planner = reinforce(problem, { steps: 6 });
  const state = planner.init(stream(0));
  for (const batch of life) planner.learn?.(state, batch, stream(0));
  const counts = [0, 0, 0];
  const { draw } = visitedDistribution(problem.observation, state.visited);
  const out = new Int32Array(1);
  const steps = 1000;
  for (let i = 0; i < steps; i++) {
    const uniform = { uniform: () => (i + 0.5) / steps, normal: () => 0, integer: () => 0 };
    draw({ algorithm: "even", lanes: 1, state: new Uint32Array(0), lane: () => uniform }, out);
    counts[out[0]!]!++;
  }
  // Weights: state 0: 1 + 1; state 1: 1/2 + 1/4; state 2: 1 + 1/2.
  [2, 0.75, 1.5].forEach((weight, x) => expect(Math.abs(counts[x]! / steps - weight / 4.25)).toBeLessThan(2 / steps));
});
