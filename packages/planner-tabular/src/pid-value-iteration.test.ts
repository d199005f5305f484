import { readFileSync } from "node:fs";
import { modifiedCliffWalking } from "@worldwise/env-tabular";
import { randomMdp } from "@worldwise/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distance, exactValue, problemOf, stream } from "./fixtures/regrounding.ts";
import type { ChainReference } from "./fixtures/small-chain.ts";
import { referenceChain } from "./fixtures/small-chain.ts";
import { compact } from "./fixtures/smoothed.ts";
import { spectralRadius } from "./fixtures/spectral-radius.ts";
import type { PidValueIterationOptions } from "./pid-value-iteration.ts";
import { pidValueIteration } from "./pid-value-iteration.ts";

const file = new URL("fixtures/deflated-and-pid-value-iteration.json", import.meta.url);
const reference = JSON.parse(readFileSync(file, "utf8")) as ChainReference; // our own file
const { inputs, expected } = reference;

test.each(["control", "evaluation"] as const)("the iterates of the reference, %s", (task) => {
  const chain = referenceChain(reference);
  const { kp, kI, kd, alpha, beta } = inputs.pid;
  const planner = pidValueIteration(problemOf(chain), {
    task, maxIterations: 1, proportional: kp, integral: kI, derivative: kd, integralStep: alpha, integralDecay: beta,
  });
  const state = planner.init(stream(0));
  expected.pid_iterates.forEach((wanted) => {
    planner.plan?.(state, { mdp: chain }, stream(0));
    wanted.forEach((value, s) => { expect(Math.abs(state.value[s]! - value)).toBeLessThan(1e-8 * Math.abs(value)); });
  });
});

test("with the gains (1, 0, 0) it is value iteration", () => {
  const chain = referenceChain(reference);
  const planner = pidValueIteration(problemOf(chain), { maxIterations: 1 });
  const state = planner.init(stream(0));
  expected.vi_err.forEach((error) => {
    planner.plan?.(state, { mdp: chain }, stream(0));
    expect(Math.abs(distance(state.value, Float64Array.from(expected.V_true)) - error)).toBeLessThan(1e-8 * error);
  });
});

/** The linear map of the errors of (V_k, V_(k−1), z) for a chain. */
function errorMap(
  transitions: readonly (readonly number[])[], discount: number,
  gains: Readonly<Record<"proportional" | "integral" | "derivative", number>>,
): number[][] {
  const size = transitions.length;
  const [alpha, beta] = [0.05, 0.95];
  const map = Array.from({ length: 3 * size }, () => new Array<number>(3 * size).fill(0));
  transitions.forEach((row, s) => {
    row.forEach((probability, y) => {
      const residual = discount * probability - Number(s === y); // of BR = (γ P − I) e
      map[s]![y]! += (gains.proportional + gains.integral * alpha) * residual;
      map[2 * size + s]![y]! += alpha * residual;
    });
    map[s]![s]! += 1 + gains.derivative;
    map[s]![size + s]! -= gains.derivative;
    map[s]![2 * size + s]! += gains.integral * beta;
    map[size + s]![s] = 1;
    map[2 * size + s]![2 * size + s] = beta;
  });
  return map;
}

test("it converges if and only if the spectral radius of the error's map is below 1", () => {
  const chain = referenceChain(reference);
  const drawn = fc.record({
    proportional: fc.double({ min: 0.2, max: 3, noNaN: true }), integral: fc.double({ min: -1, max: 3, noNaN: true }),
    derivative: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
  });
  const seen = new Set<unknown>();
  fc.assert(fc.property(drawn, (gains) => {
    const radius = spectralRadius(errorMap(inputs.P, inputs.gamma, gains));
    fc.pre(Math.abs(radius - 1) > 0.01);
    const planner = pidValueIteration(problemOf(chain), { ...gains, maxIterations: 100_000 });
    const state = planner.init(stream(0));
    const outcome = planner.plan?.(state, { mdp: chain }, stream(0));
    seen.add(outcome);
    expect(outcome).toBe(radius < 1 ? "converged" : "non-finite");
    if (radius < 1) expect(distance(state.value, Float64Array.from(expected.V_true))).toBeLessThan(1e-8);
  }), { seed: 1, numRuns: 40 });
  expect([...seen].sort()).toEqual(["converged", "non-finite"]);
});

describe("adaptation of the gains", () => {
  test.each(["control", "evaluation"] as const)("leaves the fixed point alone and moves the gains, %s", (task) => {
    const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
    const planner = pidValueIteration(problemOf(truth), { task, adaptation: 0.001 });
    const state = planner.init(stream(0));
    expect(planner.plan?.(state, { mdp: truth }, stream(0))).toBe("converged");
    const exact = exactValue(truth, task === "evaluation" ? new Float64Array(144).fill(0.25) : undefined);
    expect(distance(state.value, exact)).toBeLessThan(1e-8);
    expect(state.memory.gains[0]).not.toBe(1);
    expect(planner.metrics?.(state)["proportionalGain"]).toBe(state.memory.gains[0]);
  });

  test("lowers the residual sooner, on a walk where its first 40 iterations are stable", () => {
    const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
    const [plain, adapted] = [0, 0.05].map((adaptation) => {
      const planner = pidValueIteration(problemOf(truth), { task: "evaluation", adaptation, maxIterations: 40 });
      const state = planner.init(stream(0));
      planner.plan?.(state, { mdp: truth }, stream(0));
      return state.residual;
    });
    expect(adapted).toBeLessThan(plain! / 2);
  });

  test("goes back to value iteration where adapted gains diverge, and arrives", () => {
    const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
    const exact = exactValue(truth, new Float64Array(144).fill(0.25));
    for (const adaptation of [0.05, 0.2, 1, 30]) {
      const planner = pidValueIteration(problemOf(truth), { task: "evaluation", adaptation, maxIterations: 3000 });
      const state = planner.init(stream(0));
      expect(planner.plan?.(state, { mdp: truth }, stream(0)), String(adaptation)).toBe("converged");
      expect(distance(state.value, exact)).toBeLessThan(1e-8);
    }
  });

  test("arrives from gains that are not stable, in control of random worlds", () => {
    for (const seed of [1, 2, 3, 4]) {
      const truth = compact(randomMdp(stream(seed), { stateCount: 7, actionCount: 3, branching: 3, discount: 0.95, ending: 0.1 }));
      const planner = pidValueIteration(problemOf(truth), { proportional: 2.5, integral: 2, adaptation: 0.3, maxIterations: 10_000 });
      const state = planner.init(stream(0));
      expect(planner.plan?.(state, { mdp: truth }, stream(0))).toBe("converged");
      expect(distance(state.value, exactValue(truth))).toBeLessThan(1e-8);
    }
  });

  test("the first move is the gradient of ‖BR‖²/2 by finite differences", () => {
    const chain = referenceChain(reference);
    /** ‖BR_2‖² after two iterations, when the second one had these gains. */
    const residualSquare = (gain: "proportional" | "derivative" | "integral", shift: number): number => {
      const planner = (options: PidValueIterationOptions) =>
        pidValueIteration(problemOf(chain), { maxIterations: 1, task: "evaluation", ...options });
      const [first, second] = [planner({}), planner({})];
      const state = first.init(stream(0));
      first.plan?.(state, { mdp: chain }, stream(0));
      state.memory.gains[["proportional", "integral", "derivative"].indexOf(gain)]! += shift;
      second.plan?.(state, { mdp: chain }, stream(0));
      const { P, r, gamma } = inputs;
      return state.value.reduce((total, value, s) =>
        total + (r[s]! + gamma * P[s]!.reduce((sum, p, y) => sum + p * state.value[y]!, 0) - value) ** 2, 0);
    };
    const adapting = pidValueIteration(problemOf(chain), { maxIterations: 3, task: "evaluation", adaptation: 1e-3 });
    const state = adapting.init(stream(0));
    adapting.plan?.(state, { mdp: chain }, stream(0));
    // The residual one iteration before: r + γ P r − r, since V_0 = 0 and V_1 = r.
    const next = (row: readonly number[]): number => row.reduce((sum, p, y) => sum + p * inputs.r[y]!, 0);
    const before = inputs.P.reduce((total, row) => total + (inputs.gamma * next(row)) ** 2, 0);
    (["proportional", "integral", "derivative"] as const).forEach((gain, i) => {
      const gradient = (residualSquare(gain, 1e-5) - residualSquare(gain, -1e-5)) / 4e-5;
      expect((state.memory.gains[i]! - [1, 0, 0][i]!) / 1e-3).toBeCloseTo(-gradient / before, 6);
    });
  });
});

test("it finds the optimal values of worlds with episodes that end, and at extreme discounts", () => {
  for (const discount of [0, 0.5, 0.99]) {
    const truth = compact(randomMdp(stream(4), { stateCount: 7, actionCount: 3, branching: 3, discount, ending: 0.2 }));
    const planner =
      pidValueIteration(problemOf(truth), { proportional: 1.05, derivative: 0.05, integral: 0.05, maxIterations: 5000 });
    const state = planner.init(stream(0));
    expect(planner.plan?.(state, { mdp: truth }, stream(0))).toBe("converged");
    expect(distance(state.value, exactValue(truth))).toBeLessThan(1e-8);
  }
});

test("gains that are too high end beyond numbers, and the next plan begins anew with the gains of the options", () => {
  const chain = referenceChain(reference);
  const planner = pidValueIteration(problemOf(chain), { proportional: 3, maxIterations: 10_000 });
  const state = planner.init(stream(0));
  expect(planner.plan?.(state, { mdp: chain }, stream(0))).toBe("non-finite");
  planner.plan?.(state, { mdp: { ...chain, discount: 0 } }, stream(0));
  expect([...state.memory.gains]).toEqual([3, 0, 0]);
});
