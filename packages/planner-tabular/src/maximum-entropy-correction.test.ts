import { modifiedCliffWalking } from "@worldwise/env-tabular";
import type { Mdp, StateTree } from "@worldwise/protocol";
import { randomMdp } from "@worldwise/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distance, exactValue, problemOf, relativeError, stream } from "./fixtures/regrounding.ts";
import { compact, smoothed } from "./fixtures/smoothed.ts";
import type { MaximumEntropyCorrectionOptions } from "./maximum-entropy-correction.ts";
import { maximumEntropyCorrection } from "./maximum-entropy-correction.ts";
import { operatorSplitting } from "./operator-splitting.ts";
import type { RegroundedPlanner } from "./regrounded-planner.ts";

function solve(trueMdp: Mdp, mdp: Mdp, options: MaximumEntropyCorrectionOptions = {}) {
  const planner = maximumEntropyCorrection(problemOf(trueMdp), options);
  const state = planner.init(stream(0));
  return { planner, state, outcome: planner.plan?.(state, { mdp, trueMdp }, stream(0)) };
}

/** Queries of the truth until Σ|V − V*| ≤ 1e-4 Σ|V*|. */
function queriesNeeded<Memory extends StateTree>(
  planner: RegroundedPlanner<"mdp" | "trueMdp", Memory>, trueMdp: Mdp, mdp: Mdp,
): number {
  const [state, exact] = [planner.init(stream(0)), exactValue(trueMdp)];
  while (relativeError(state.value, exact) > 1e-4 && state.queries < 1000) planner.plan?.(state, { mdp, trueMdp }, stream(0));
  return state.queries;
}

describe("the cliff walk", () => {
  const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
  const exact = exactValue(truth);

  test.each([0.1, 0.5, 1])("finds the true values in a model smoothed by %d, also where operator splitting does not",
    (factor) => {
    const { state, outcome } = solve(truth, smoothed(truth, factor));
    expect(outcome).toBe("converged");
    expect(distance(state.value, exact)).toBeLessThan(1e-8);
    expect(state.memory.penalizedCount).toBe(0);
  });

  test.each([0.1, 0.5])("needs no more queries than operator splitting, model smoothed by %d", (factor) => {
    const mdp = smoothed(truth, factor);
    const [corrected, split] = [maximumEntropyCorrection, operatorSplitting]
      .map((make) => queriesNeeded(make(problemOf(truth), { maxIterations: 1 }), truth, mdp));
    expect(corrected).toBeLessThanOrEqual(split!);
  });

  test("the first iteration is planning in the model alone", () => {
    const mdp = smoothed(truth, 0.5);
    const { state } = solve(truth, mdp, { maxIterations: 1 });
    expect(distance(state.value, exactValue(mdp))).toBeLessThan(1e-8);
  });
});

test("a basis that holds V^π makes the next value exact, whatever the model", () => {
  const truth = compact(randomMdp(stream(3), { stateCount: 8, actionCount: 2, branching: 4, discount: 0.9, ending: 0.1 }));
  const planner =
    maximumEntropyCorrection(problemOf(truth), { task: "evaluation", maxIterations: 1, tolerance: 1e-14, inner: "exact" });
  const state = planner.init(stream(0));
  const exact = exactValue(truth, new Float64Array(16).fill(0.5));
  state.value.set(exact.map((value) => value + 1e-9)); // so that it does not stop at once
  planner.plan?.(state, { mdp: smoothed(truth, 0.8), trueMdp: truth }, stream(0));
  expect(state.iterations).toBe(1);
  expect(distance(state.value, exact)).toBeLessThan(5e-9);
});

test("where it converges, it has arrived: random worlds, and models whose support has gaps", () => {
  const drawn = fc.record({
    shape: fc.record({
      stateCount: fc.integer({ min: 1, max: 10 }), actionCount: fc.integer({ min: 1, max: 3 }),
      branching: fc.integer({ min: 1, max: 4 }),
      discount: fc.constantFrom(0, 0.5, 0.9, 0.9999), ending: fc.constantFrom(0, 0.2, 1),
    }),
    seed: fc.nat(1000), factor: fc.double({ min: 0, max: 1, noNaN: true }), gaps: fc.boolean(),
    basisSize: fc.integer({ min: 1, max: 3 }),
    task: fc.constantFrom("control" as const, "evaluation" as const),
  });
  const outcomes: unknown[] = [];
  fc.assert(fc.property(drawn, ({ shape, seed, factor, gaps, basisSize, task }) => {
    const truth = compact(randomMdp(stream(seed), shape));
    const { state, outcome } =
      solve(truth, gaps ? withGaps(truth) : smoothed(truth, factor), { task, basisSize, maxIterations: 100 });
    outcomes.push(outcome);
    if (outcome !== "converged") return;
    const exact =
      exactValue(truth, task === "evaluation" ? new Float64Array(truth.reward.length).fill(1 / shape.actionCount) : undefined);
    expect(distance(state.value, exact)).toBeLessThan(shape.discount > 0.99 ? 1e-6 : 1.1e-8);
  }), { seed: 1, numRuns: 30 });
  expect(outcomes.filter((outcome) => outcome === "converged").length).toBeGreaterThan(20);
});

/** Only the first outcome of each row, for certain: the truth is mostly out of its reach; of row 0 it knows nothing. */
function withGaps(mdp: Mdp): Mdp {
  const rowEnd = mdp.rowStart.map((start, row) => (row === 0 ? start : start + 1));
  return { ...mdp, rowEnd, probability: mdp.probability.map(() => 1) };
}

test("says how many rows it could not make right", () => {
  const truth = compact(randomMdp(stream(5), { stateCount: 6, actionCount: 2, branching: 3, discount: 0.5 }));
  const { planner, state, outcome } = solve(truth, withGaps(truth), { basisSize: 1 });
  expect(outcome).toBe("converged");
  expect(distance(state.value, exactValue(truth))).toBeLessThan(1e-8);
  expect(planner.metrics?.(state)["queries"]).toBe(state.queries);
  expect(planner.metrics?.(state)["penalizedRows"]).toBe(state.memory.penalizedCount);
});

test("a model of other sizes is refused", () => {
  const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
  expect(() =>
    solve(truth, randomMdp(stream(0), { stateCount: 3, actionCount: 4, branching: 2, discount: 0.9 }))).toThrow(/36 states/);
});
