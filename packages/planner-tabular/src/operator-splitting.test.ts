import { readFileSync } from "node:fs";
import { modifiedCliffWalking } from "@worldwise/env-tabular";
import type { Mdp } from "@worldwise/protocol";
import { randomMdp } from "@worldwise/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestPolicy, distance, exactValue, greedyValue, problemOf, relativeError, stream } from "./fixtures/regrounding.ts";
import { compact, smoothed } from "./fixtures/smoothed.ts";
import type { OperatorSplittingOptions } from "./operator-splitting.ts";
import { operatorSplitting } from "./operator-splitting.ts";

interface Reference {
  readonly expected: {
    readonly V_star: readonly number[];
    readonly by_lambda: Readonly<Record<string, {
      readonly osvi_policy_err: readonly number[]; readonly osvi_value_err: readonly number[];
      readonly pure_model_policy_err: number; readonly spectral_radius_G_pistar: number;
    }>>;
  };
}
const file = new URL("fixtures/operator-splitting-cliff-walking.json", import.meta.url);
const { expected } = JSON.parse(readFileSync(file, "utf8")) as Reference; // our own file

function close(actual: number, wanted: number): void {
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(wanted)));
}

/** Plans in `mdp`, judged by `trueMdp`; the state, and how it ended. */
function solve(trueMdp: Mdp, mdp: Mdp, options: OperatorSplittingOptions = {}) {
  const planner = operatorSplitting(problemOf(trueMdp), options);
  const state = planner.init(stream(0));
  return { planner, state, outcome: planner.plan?.(state, { mdp, trueMdp }, stream(0)) };
}

describe("the cliff walk of the reference", () => {
  const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
  const exact = exactValue(truth);

  test("the world is the same", () => expected.V_star.forEach((value, s) => { close(exact[s]!, value); }));

  // Smoothed altogether, the actions of a state are alike to the model: ties decide on the policy, and only values are compared.
  describe.each(["0.1", "0.5", "1.0"])("model smoothed by %s", (factor) => {
    const wanted = expected.by_lambda[factor]!;
    const mdp = smoothed(truth, Number(factor));

    test.each(["exact", "sweeps"] as const)("errors of value and policy after each iteration, %s", (inner) => {
      const planner = operatorSplitting(problemOf(truth), { maxIterations: 1, tolerance: 1e-11, inner });
      const state = planner.init(stream(0));
      wanted.osvi_value_err.forEach((error, k) => {
        planner.plan?.(state, { mdp, trueMdp: truth }, stream(0));
        close(relativeError(state.value, exact), error);
        if (factor !== "1.0") close(relativeError(greedyValue(truth, state.actionValue), exact), wanted.osvi_policy_err[k]!);
      });
      expect(state.queries).toBe(10);
    });

    test("one iteration is planning in the model alone", () => {
      const { state } = solve(truth, mdp, { maxIterations: 1 });
      expect(distance(state.value, exactValue(mdp))).toBeLessThan(1e-7);
      if (factor !== "1.0") close(relativeError(greedyValue(truth, state.actionValue), exact), wanted.pure_model_policy_err);
    });
  });

  test.each([0.1, 0.5])("finds the true values in a model smoothed by %d, which is wrong", (factor) => {
    const mdp = smoothed(truth, factor);
    const { state, outcome } = solve(truth, mdp);
    expect(outcome).toBe("converged");
    expect(distance(state.value, exact)).toBeLessThan(1e-8);
    expect(distance(exactValue(mdp), exact)).toBeGreaterThan(1);
  });

  test("needs fewer queries than value iteration to a relative error of 1e-4", () => {
    const queries = [smoothed(truth, 0.1), { ...truth, rowEnd: truth.rowStart }].map((mdp) => { // the latter is value iteration
      const planner = operatorSplitting(problemOf(truth), { maxIterations: 1 });
      const state = planner.init(stream(0));
      while (relativeError(state.value, exact) > 1e-4) planner.plan?.(state, { mdp, trueMdp: truth }, stream(0));
      return state.queries;
    });
    expect(queries[0]).toBeLessThan(queries[1]! / 5);
  });

  test("a model smoothed altogether is too bad at γ = 0.9, and it says so", () => {
    const { state, outcome } = solve(truth, smoothed(truth, 1), { maxIterations: 300, historySize: 300 });
    expect(outcome).toBe("max-iterations");
    expect(state.residual).toBeGreaterThan(1);
    expect([state.historyCount, state.history[299]]).toEqual([300, state.residual]);
  });

  test("evaluating a policy in too bad a model grows beyond numbers, and the next plan begins anew", () => {
    const greedy = bestPolicy(truth);
    const { planner, state, outcome } = solve(truth, smoothed(truth, 1),
      { task: "evaluation", probabilities: [...greedy], maxIterations: 10_000 });
    expect(outcome).toBe("non-finite");
    expect(planner.plan?.(state, { mdp: truth, trueMdp: truth }, stream(0))).toBe("converged");
    expect(distance(state.value, exact)).toBeLessThan(1e-8);
  });
});

test("evaluation: the error is multiplied by G = γ (I − γ P̂)⁻¹ (P − P̂) in each iteration", () => {
  const truth = compact(randomMdp(stream(3), { stateCount: 8, actionCount: 2, branching: 3, discount: 0.9, ending: 0.1 }));
  const mdp = smoothed(truth, 0.3);
  const probability = new Float64Array(16).fill(0.5);
  const exact = exactValue(truth, probability);
  const planner = operatorSplitting(problemOf(truth), { task: "evaluation", maxIterations: 1, inner: "exact" });
  const state = planner.init(stream(0));
  for (let k = 0; k < 6; k++) {
    const error = state.value.map((value, s) => value - exact[s]!);
    planner.plan?.(state, { mdp, trueMdp: truth }, stream(0));
    // G e is the value in the model of the reward γ (P − P̂) e
    const reward = Float64Array.from({ length: 16 }, (_, row) =>
      0.9 * (expectation(truth, row, error) - expectation(mdp, row, error)));
    const wanted = exactValue({ ...mdp, reward }, probability);
    state.value.forEach((value, s) => { expect(value - exact[s]!).toBeCloseTo(wanted[s]!, 11); });
  }
});

function expectation(mdp: Mdp, row: number, value: Float64Array): number {
  let next = 0;
  for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
    next += mdp.probability[k]! * (1 - mdp.terminated[k]!) * value[mdp.successor[k]!]!;
  }
  return next;
}

test("where it converges, it has arrived: random worlds, episodes that end, discounts from 0 to 0.9999", () => {
  const shape = fc.record({
    stateCount: fc.integer({ min: 1, max: 12 }), actionCount: fc.integer({ min: 1, max: 3 }),
    branching: fc.integer({ min: 1, max: 4 }),
    discount: fc.constantFrom(0, 0.5, 0.9, 0.9999), ending: fc.constantFrom(0, 0.2, 1),
  });
  const drawn = fc.record({
    shape, seed: fc.nat(1000), factor: fc.double({ min: 0, max: 0.3, noNaN: true }),
    task: fc.constantFrom("control" as const, "evaluation" as const),
  });
  fc.assert(fc.property(drawn, ({ shape: size, seed, factor, task }) => {
    const truth = compact(randomMdp(stream(seed), size));
    const { state, outcome } = solve(truth, smoothed(truth, factor), { task, maxIterations: 200 });
    if (outcome !== "converged") return;
    const exact =
      exactValue(truth, task === "evaluation" ? new Float64Array(truth.reward.length).fill(1 / size.actionCount) : undefined);
    expect(distance(state.value, exact)).toBeLessThan(size.discount > 0.99 ? 1e-6 : 1.1e-8);
  }), { seed: 1, numRuns: 30 });
});

test("with a model that knows nothing it is value iteration", () => {
  const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
  const { state, outcome } = solve(truth, { ...truth, rowEnd: truth.rowStart });
  expect(outcome).toBe("converged");
  expect(distance(state.value, exactValue(truth))).toBeLessThan(1e-8);
});

test("with the true model one iteration is enough, and a second query shows it", () => {
  const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
  const { state, outcome } = solve(truth, truth);
  expect([outcome, state.iterations, state.queries]).toEqual(["converged", 1, 2]);
});

test("a model or a truth of other sizes is refused", () => {
  const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
  const other = randomMdp(stream(0), { stateCount: 3, actionCount: 4, branching: 2, discount: 0.9 });
  expect(() => solve(truth, other)).toThrow(/36 states and 4 actions/);
  const planner = operatorSplitting(problemOf(truth));
  expect(() =>
    planner.plan?.(planner.init(stream(0)), { mdp: truth, trueMdp: other }, stream(0))).toThrow(/36 states and 4 actions/);
  expect(() => operatorSplitting(problemOf(truth), { probabilities: [1], task: "evaluation" })).toThrow(/144 probabilities/);
});
