import { readFileSync } from "node:fs";
import { bellmanProblem } from "@worldwise/math";
import { checkMdp, seedKey } from "@worldwise/protocol";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GarnetOptions } from "./garnet.ts";
import { garnet } from "./garnet.ts";
import { deepSea } from "./deep-sea.ts";
import { dadashiTwoStates } from "./dadashi-two-states.ts";
import { grimmTable, grimmThreeStates } from "./grimm-three-states.ts";
import { modifiedCliffWalking } from "./modified-cliff-walking.ts";
import { riskyChoice } from "./risky-choice.ts";
import { toTransitionTable } from "./transition-table.ts";
import { wideTree } from "./wide-tree.ts";

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));

describe("Garnet", () => {
  const sizes = fc.record({
    states: fc.integer({ min: 1, max: 12 }), actions: fc.integer({ min: 1, max: 4 }), seed: fc.nat(),
    probabilities: fc.constantFrom("cut-points" as const, "normalized" as const),
    rewards: fc.constantFrom("normal" as const, "sparse" as const),
  });

  test("is an MDP whose rows have `branching` distinct next states", () => {
    fc.assert(fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), (options, share) => {
      const branching = 1 + Math.floor(share * (options.states - 1));
      const { mdp } = garnet({ ...options, branching });
      checkMdp(mdp, 1e-12);
      for (const outcomes of toTransitionTable(mdp).flat()) {
        expect(new Set(outcomes.map(([, next]) => next)).size).toBe(branching);
      }
    }), { seed: 1 });
  });

  test("the same seed or its key gives the same problem, another seed another", () => {
    expect(garnet({ seed: 7 }).mdp).toStrictEqual(garnet({ key: seedKey(7) }).mdp);
    expect(garnet({ seed: 7 }).mdp.probability).not.toEqual(garnet({ seed: 8 }).mdp.probability);
    expect(garnet({ seed: 7 }).mdp.successor).not.toEqual(garnet({ seed: 8 }).mdp.successor);
  });

  test("streams are independent: one law changes nothing of the others", () => {
    const base: GarnetOptions = { states: 30, seed: 2 };
    const [plain, sparse, normalized] = [
      garnet(base).mdp, garnet({ ...base, rewards: "sparse" }).mdp, garnet({ ...base, probabilities: "normalized" }).mdp,
    ];
    expect([sparse.successor, sparse.probability]).toEqual([plain.successor, plain.probability]);
    expect([normalized.successor, normalized.reward]).toEqual([plain.successor, plain.reward]);
    expect(normalized.probability).not.toEqual(plain.probability);
    expect(sparse.reward).not.toEqual(plain.reward);
  });

  test("sparse rewards: one state in ten, the same for all actions, in [0, 1)", () => {
    const { reward } = garnet({ states: 50, actions: 3, rewards: "sparse", seed: 4 }).mdp;
    const byState = Array.from({ length: 50 }, (_, s) => [...reward.subarray(3 * s, 3 * s + 3)]);
    expect(byState.filter(([first]) => first! > 0 && first! < 1)).toHaveLength(5);
    expect(byState.every((row) => row.every((r) => r === row[0]))).toBe(true);
  });

  test("every state is drawn as a next state about equally often", () => {
    const { successor } = garnet({ states: 10, actions: 500, branching: 2, seed: 1 }).mdp;
    const counts = Array.from({ length: 10 }, (_, s) => successor.filter((next) => next === s).length);
    // 10 000 draws, 1000 expected for each state, standard deviation below 30.
    expect(counts.every((count) => Math.abs(count - 1000) < 150)).toBe(true);
  });

  test("refuses impossible sizes", () => {
    expect(() => garnet({ states: 3, branching: 4 })).toThrow(/branching: a whole number from 1 to 3\n.*4/);
    expect(() => garnet({ seed: -1 })).toThrow(/whole number from 0/);
  });
});

describe("modified cliff walking", () => {
  const reference = read("modified-cliff-walking") as { expected: { V_star: number[]; pi_star: number[] } }; // reference data

  test("has the reference values and policy", () => {
    const { mdp } = modifiedCliffWalking();
    const problem = bellmanProblem(mdp);
    const [value, actionValue] = [new Float64Array(36), new Float64Array(144)];
    const { outcome } = problem.valueIteration(value, { tolerance: 1e-11, maxIterations: 10000, rule: "sup" });
    expect(outcome).toBe("converged");
    reference.expected.V_star.forEach((expected, s) => expect(Math.abs(value[s]! - expected)).toBeLessThan(1e-8));
    problem.actionValues(value, actionValue);
    reference.expected.pi_star.forEach((action, s) => {
      const row = actionValue.subarray(4 * s, 4 * s + 4);
      expect(Math.max(...row) - row[action]!).toBeLessThan(1e-8);
    });
  });

  test("begins in the corner, or anywhere; all else is the same", () => {
    const [corner, anywhere] = [modifiedCliffWalking().mdp, modifiedCliffWalking({ start: "anywhere" }).mdp];
    expect(corner.initial[0]).toBe(1);
    for (const probability of anywhere.initial) expect(probability).toBeCloseTo(1 / 36, 14);
    expect({ ...anywhere, initial: corner.initial }).toEqual(corner);
  });

  test("nothing terminates; cliffs and goal are marked", () => {
    const { mdp, grid } = modifiedCliffWalking();
    expect(mdp.terminated.every((flag) => flag === 0)).toBe(true);
    expect(Object.values(grid!.marks).join("")).toBe("SCCCCGCCCCCCCC");
  });
});

describe("the wide tree", () => {
  test.each([1, 4, 9])("of %i leaves on each side", (leaves) => {
    const { mdp } = wideTree({ leaves });
    expect(mdp.stateCount).toBe(3 + 2 * leaves);
    const table = toTransitionTable(mdp);
    expect(table[0]).toEqual([[[1, 1, 0, false]], [[1, 2, 0, false]]]);
    expect(table[1]![1]).toEqual(Array.from({ length: leaves }, (_, k) => [1 / leaves, 3 + k, 0, true]));
    expect(table[2]![0]).toEqual(Array.from({ length: leaves }, (_, k) => [1 / leaves, 3 + leaves + k, 1, true]));
    const actionValue = new Float64Array(2 * mdp.stateCount);
    bellmanProblem(mdp).actionValues(Float64Array.from({ length: mdp.stateCount }, (_, s) => Number(s === 2)), actionValue);
    expect([...actionValue.subarray(0, 6)]).toEqual([0, 1, 0, 0, 1, 1]);
  });
});

describe("Grimm's three states", () => {
  const { inputs, expected } = read("grimm-three-states") as { // reference data
    inputs: { P: number[][][]; r: number[][] };
    expected: Record<"true" | "mle", { policy: number[]; V_true_of_policy: number[] }>;
  };

  test("are the reference's rows, zeros left out", () => {
    const rows = grimmTable.map((actions) => actions.map((outcomes) => {
      const row = [0, 0, 0];
      for (const [probability, next] of outcomes) row[next] = probability;
      return row;
    }));
    expect(rows).toEqual([0, 1, 2].map((s) => [0, 1].map((a) => inputs.P[a]![s])));
    expect(grimmTable.map((actions) => actions.map(([outcome]) => outcome![2]))).toEqual(inputs.r);
  });

  test.each(["true", "mle"] as const)("value of the %s policy", (which) => {
    const value = new Float64Array(3);
    bellmanProblem(grimmThreeStates().mdp).solvePolicy(Int32Array.from(expected[which].policy), value);
    expected[which].V_true_of_policy.forEach((v, s) => expect(value[s]).toBeCloseTo(v, 12));
  });
});

test("Dadashi's two states: all four policies, on average over the start", () => {
  const returns = [[0, 0], [0, 1], [1, 0], [1, 1]].map((policy) => {
    const value = new Float64Array(2);
    bellmanProblem(dadashiTwoStates().mdp).solvePolicy(Int32Array.from(policy), value);
    return (value[0]! + value[1]!) / 2;
  });
  [1.0272727, -2.089, 0.2249, -0.646].forEach((known, i) => expect(returns[i]).toBeCloseTo(known, 3));
  expect(returns[0]).toBeCloseTo((0.18 / 1.1 + 2.08 / 1.1) / 2, 12); // V = (0.1636…, 1.8909…)
});

test("the risky choice is better on average, by a coin", () => {
  const { mdp } = riskyChoice();
  const actionValue = new Float64Array(12);
  bellmanProblem(mdp).actionValues(Float64Array.of(0, 10, 0, 4, 5, 0), actionValue);
  [4.5, 3.6, 10, 10, 0, 0, 4, 4, 5, 5, 0, 0].forEach((q, row) => expect(actionValue[row]).toBeCloseTo(q, 12));
  expect(toTransitionTable(mdp)[0]![0]!.map(([probability]) => probability)).toEqual([0.5, 0.5]);
});

describe("the deep sea", () => {
  const solve = (size: number, stochastic: boolean): number => {
    const { mdp } = deepSea({ size, stochastic, seed: size });
    const value = new Float64Array(mdp.stateCount);
    bellmanProblem(mdp).valueIteration(value, { tolerance: 1e-12, maxIterations: 2 * size + 2, rule: "sup" });
    return value[0]!;
  };

  test.each([2, 5, 10, 20])("of size %i: the best return is 0.99", (size) => {
    expect(solve(size, false)).toBeCloseTo(0.99, 12);
  });

  test("stochastic: the treasure needs N successes, the last of which always pays", () => {
    // Right is the best action on the diagonal; the N − 1 moves before the last row each succeed with 1 − 1/N.
    const size = 5;
    const reached = (1 - 1 / size) ** (size - 1);
    expect(solve(size, true)).toBeLessThan(reached);
    expect(solve(size, true)).toBeGreaterThanOrEqual(reached - 0.01);
  });

  test("plain: action 1 goes right and costs 0.01 / N; the last row ends", () => {
    const table = toTransitionTable(deepSea({ size: 4, mapping: "plain" }).mdp);
    expect(table[0]).toEqual([[[1, 4, 0, false]], [[1, 5, -0.0025, false]]]);
    expect(table[15]).toEqual([[[1, 16, 0, true]], [[1, 16, 0.9975, true]]]);
    expect(table[7]![1]).toEqual([[1, 11, 0.9975, false]]);
    expect(table[16]).toEqual([[[1, 16, 0, true]], [[1, 16, 0, true]]]);
  });

  test("the mapping is drawn for each cell, by seed", () => {
    const table = (seed: number): unknown => toTransitionTable(deepSea({ seed }).mdp);
    expect(table(1)).toEqual(table(1));
    expect(table(1)).not.toEqual(table(2));
    const rightIsOne = toTransitionTable(deepSea({ size: 20 }).mdp).slice(0, 400).filter(([, one]) => one![0]![2] !== 0).length;
    // 400 fair coins, standard deviation 10.
    expect(Math.abs(rightIsOne - 200)).toBeLessThan(60);
  });
});
