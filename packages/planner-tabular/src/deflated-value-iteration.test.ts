import { readFileSync } from "node:fs";
import { modifiedCliffWalking } from "@worldwise/env-tabular";
import type { Mdp } from "@worldwise/protocol";
import { randomMdp } from "@worldwise/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeflatedValueIterationOptions } from "./deflated-value-iteration.ts";
import { deflatedValueIteration } from "./deflated-value-iteration.ts";
import { distance, exactValue, problemOf, stream } from "./fixtures/regrounding.ts";
import type { ChainReference } from "./fixtures/small-chain.ts";
import { chainOf, referenceChain } from "./fixtures/small-chain.ts";
import { compact, smoothed } from "./fixtures/smoothed.ts";

const file = new URL("fixtures/deflated-and-pid-value-iteration.json", import.meta.url);
const reference = JSON.parse(readFileSync(file, "utf8")) as ChainReference; // our own file
const { expected } = reference;

function solve(trueMdp: Mdp, mdp: Mdp, options: DeflatedValueIterationOptions = {}) {
  const planner = deflatedValueIteration(problemOf(trueMdp), options);
  const state = planner.init(stream(0));
  return { planner, state, outcome: planner.plan?.(state, { mdp, trueMdp }, stream(0)) };
}

/** ‖V_k − V‖∞ of the first iterations. */
function errors(trueMdp: Mdp, mdp: Mdp, count: number, options: DeflatedValueIterationOptions = {}): number[] {
  const planner = deflatedValueIteration(problemOf(trueMdp), { maxIterations: 1, tolerance: 1e-300, ...options });
  const probability =
    options.task === "evaluation" ? new Float64Array(trueMdp.reward.length).fill(1 / trueMdp.actionCount) : undefined;
  const [state, exact] = [planner.init(stream(0)), exactValue(trueMdp, probability)];
  return Array.from({ length: count }, () => {
    planner.plan?.(state, { mdp, trueMdp }, stream(0));
    return distance(state.value, exact);
  });
}

describe.each(["control", "evaluation"] as const)("the reference chain, %s", (task) => {
  test("iterates and errors are those of the file", () => {
    const chain = referenceChain(reference);
    const planner = deflatedValueIteration(problemOf(chain), { task, maxIterations: 1 });
    const state = planner.init(stream(0));
    expected.ddvi_iterates.forEach((wanted) => {
      planner.plan?.(state, { mdp: chain, trueMdp: chain }, stream(0));
      wanted.forEach((value, s) => { expect(Math.abs(state.value[s]! - value)).toBeLessThan(1e-8 * Math.abs(value)); });
    });
    errors(chain, chain, 8, { task }).forEach((error, k) => {
      expect(Math.abs(error - expected.ddvi_err[k]!)).toBeLessThan(1e-8);
    });
  });
});

describe("rates of evaluation", () => {
  const chain = referenceChain(reference);
  const rate = (list: readonly number[], from: number, to: number): number => (list[to]! / list[from]!) ** (1 / (to - from));

  test("rank 0 deflates nothing: value iteration, whose constant errors shrink by γ", () => {
    const list = errors(chain, chain, 6, { task: "evaluation", rank: 0 });
    const shrunk = list.slice(1).map((error, k) => error / list[k]!);
    for (const factor of shrunk) expect(factor).toBeLessThanOrEqual(chain.discount + 1e-12);
    expect(shrunk.at(-1)).toBeGreaterThan(0.9 * chain.discount);
  });

  test("rank 1: γ |λ₂|", () => {
    expect(rate(errors(chain, chain, 30, { task: "evaluation" }), 5, 29)).toBeCloseTo(0.95 * expected.abs_lambda2, 2);
  });

  test("a full rank is a direct solution: one iteration", () => {
    expect(errors(chain, chain, 1, { task: "evaluation", rank: 4 })[0]).toBeLessThan(1e-9);
  });

  test("complex eigenvalues in real arithmetic: rank 3 forgets 1 and the pair", () => {
    // Mostly a cycle 0 → 1 → 2 → 0, now and then to 3: eigenvalues 1, a complex pair, and a small real one.
    const cycle = chainOf([[0, 0.9, 0, 0.1], [0, 0, 0.9, 0.1], [0.9, 0, 0, 0.1], [0.3, 0.3, 0.3, 0.1]], [1, 0, 0, 2], 0.99);
    const list = errors(cycle, cycle, 3, { task: "evaluation", rank: 3, subspaceSteps: 3000 });
    expect(list[1]!).toBeLessThan(1e-6 * errors(cycle, cycle, 2, { task: "evaluation", rank: 1 })[1]!);
  });

  test("rank 2 needs fewer queries than rank 1 until a relative error of 1e-4, and value iteration needs most", () => {
    // A lazy walk on ten states in a row: eigenvalues (1 + cos(π k / 10)) / 2.
    const walk = Array.from({ length: 10 }, (_, s) => Array.from({ length: 10 }, (__, y) => {
      const stays = 0.5 + 0.25 * (Number(s === 0) + Number(s === 9));
      return s === y ? stays : Number(Math.abs(s - y) === 1) / 4;
    }));
    const row = chainOf(walk, [1, ...new Array<number>(9).fill(0)], 0.98);
    const exact = exactValue(row);
    const needed = (list: readonly number[]): number => list.findIndex((error) => error <= 1e-4 * Math.max(...exact));
    const [two, one] = [2, 1].map((rank) => needed(errors(row, row, 400, { task: "evaluation", rank, subspaceSteps: 2000 })));
    expect(two).toBeGreaterThan(0);
    expect(two).toBeLessThan(one! / 2);
    const unknown = { ...row, rowEnd: row.rowStart }; // E is 0: value iteration
    const all = errors(row, unknown, 400, { task: "evaluation" });
    expect(needed(all)).toBe(-1);
    expect(all[399]! / all[398]!).toBeCloseTo(0.98, 4);
  });
});

describe("re-grounded: the directions of a wrong model, the values of the truth", () => {
  test.each([1, 2, 4])("rank %i", (rank) => {
    const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
    const mdp = smoothed(truth, 0.5);
    const { state, outcome } = solve(truth, mdp, { task: "evaluation", rank });
    const exact = exactValue(truth, new Float64Array(144).fill(0.25));
    expect(outcome).toBe("converged");
    expect(distance(state.value, exact)).toBeLessThan(1e-8);
    expect(distance(exactValue(mdp, new Float64Array(144).fill(0.25)), exact)).toBeGreaterThan(1);
  });

  test("control: the policies of value iteration, and values much sooner", () => {
    const truth = compact(randomMdp(stream(2), { stateCount: 20, actionCount: 3, branching: 8, discount: 0.99 }));
    const { state, outcome } = solve(truth, truth);
    expect(outcome).toBe("converged");
    expect(distance(state.value, exactValue(truth))).toBeLessThan(1e-8);
    expect(state.queries).toBeLessThan(100); // 0.99^100 is 0.37
  });

  test("queries of the truth for its own directions are counted", () => {
    const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
    const [own, model] = (["truth", "model"] as const).map((source) =>
      solve(truth, truth, { task: "evaluation", rank: 2, source, subspaceSteps: 10 }).state);
    expect(own!.value).toEqual(model!.value);
    expect(own!.queries).toBe(model!.queries + 2 * 11);
  });
});

test("where it converges, it has arrived: random worlds, episodes that end, unknown rows", () => {
  const drawn = fc.record({
    shape: fc.record({
      stateCount: fc.integer({ min: 1, max: 10 }), actionCount: fc.integer({ min: 1, max: 3 }),
      branching: fc.integer({ min: 1, max: 4 }),
      discount: fc.constantFrom(0, 0.5, 0.9, 0.9999), ending: fc.constantFrom(0, 0.2, 1),
    }),
    seed: fc.nat(1000), task: fc.constantFrom("control" as const, "evaluation" as const), unknown: fc.boolean(),
  });
  fc.assert(fc.property(drawn, ({ shape, seed, task, unknown }) => {
    const truth = compact(randomMdp(stream(seed), shape));
    const mdp = unknown ? { ...truth, rowEnd: truth.rowStart } : smoothed(truth, 0.2);
    const { state, outcome } = solve(truth, mdp, { task });
    if (outcome !== "converged") return;
    const exact =
      exactValue(truth, task === "evaluation" ? new Float64Array(truth.reward.length).fill(1 / shape.actionCount) : undefined);
    expect(distance(state.value, exact)).toBeLessThan(shape.discount > 0.99 ? 1e-6 : 1.1e-8);
  }), { seed: 1, numRuns: 40 });
});

test("ranks that cannot be are refused at construction", () => {
  const problem = problemOf(referenceChain(reference));
  expect(() => deflatedValueIteration(problem, { task: "evaluation", rank: 5 })).toThrow(/at most 4, the number of states/);
  expect(() => deflatedValueIteration(problem, { rank: 2 })).toThrow(/at most 1/);
});

test("without discount the constants cannot be deflated altogether, and it says so", () => {
  const chain = { ...referenceChain(reference), discount: 1 };
  expect(solve(chain, chain).outcome).toBe("non-finite");
});
