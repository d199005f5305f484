import { bellmanProblem } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { boyanChain, boyanFeatures } from "./boyan-chain.ts";
import { chainWalk } from "./chain-walk.ts";
import { jumpWalk, randomWalk } from "./random-walk.ts";
import { riverSwim } from "./river-swim.ts";
import { toTransitionTable } from "./transition-table.ts";

/** V of the policy that always takes one action. */
function valueOf(mdp: Mdp, action = 0): readonly number[] {
  const value = new Float64Array(mdp.stateCount);
  bellmanProblem(mdp).solvePolicy(new Int32Array(mdp.stateCount).fill(action), value);
  return [...value];
}

/** Matchers of numbers, to 12 digits. */
const close = (numbers: readonly number[]): unknown[] => numbers.map((x): unknown => expect.closeTo(x, 12));

describe("Boyan's chain", () => {
  test("V(s) = −2 s", () => {
    expect(valueOf(boyanChain().mdp)).toEqual(close(Array.from({ length: 13 }, (_, s) => -2 * s)));
  });

  test("is linear in its features with weights (−24, −16, −8, 0)", () => {
    const features = boyanFeatures();
    const linear = (s: number): number => [-24, -16, -8, 0].reduce((sum, weight, i) => sum + weight * features[4 * s + i]!, 0);
    expect(Array.from({ length: 13 }, (_, s) => linear(s))).toEqual(close(Array.from({ length: 13 }, (_, s) => -2 * s)));
    expect([...features.subarray(4 * 11, 4 * 12)]).toEqual([0.75, 0.25, 0, 0]);
  });
});

describe("random walks", () => {
  test("five states: 1/6 … 5/6", () => {
    const { mdp } = randomWalk();
    expect(valueOf(mdp)).toEqual(close([0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 0]));
    expect(mdp.initial.indexOf(1)).toBe(3);
  });

  test("nineteen states: (s − 10) / 10", () => {
    const { mdp } = randomWalk({ states: 19, leftReward: -1 });
    expect(valueOf(mdp).slice(1, 20)).toEqual(close(Array.from({ length: 19 }, (_, i) => (i + 1 - 10) / 10)));
    expect(mdp.initial.indexOf(1)).toBe(10);
  });

  test("a thousand states: jumps past an end reach it", () => {
    const { mdp } = jumpWalk();
    const table = toTransitionTable(mdp);
    expect([mdp.stateCount, mdp.initial.indexOf(1)]).toEqual([1002, 500]);
    expect(table[500]![0]).toHaveLength(200);
    expect(table[1]![0]![0]).toEqual([0.5, 0, -1, true]);
    expect(table[1]![0]).toHaveLength(101);
    expect(table[980]![0]!.at(-1)).toEqual([expect.closeTo(80 / 200, 14), 1001, 1, true]);
    expect(table[100]![0]![0]).toEqual([1 / 200, 0, -1, true]);
    expect(table[101]![0]![0]).toEqual([1 / 200, 1, 0, false]);
  });

  test("a short jump walk is antisymmetric, and is the random walk for jumps of one", () => {
    const value = valueOf(jumpWalk({ states: 7, jump: 3 }).mdp);
    expect(value).toEqual(close([...value].reverse().map((v) => -v)));
    expect(valueOf(jumpWalk({ states: 5, jump: 1 }).mdp)).toEqual(close(valueOf(randomWalk({ leftReward: -1 }).mdp)));
  });

  test("refuse impossible sizes", () => {
    expect(() => randomWalk({ states: 0 })).toThrow(/states: a whole number of at least 1/);
    expect(() => jumpWalk({ jump: 0 })).toThrow(/jump/);
  });
});

describe("the chain walk", () => {
  test.each([[4, [1, 2]], [20, [0, 19]], [50, [9, 40]]])("of %i states pays in its customary states", (states, paying) => {
    const { reward } = chainWalk({ states }).mdp;
    expect([...reward].flatMap((r, row) => (r === 1 && row % 2 === 0 ? [row / 2] : []))).toEqual(paying);
  });

  test("goes the other way one time in ten, and ends hold", () => {
    const table = toTransitionTable(chainWalk({ rewarded: [3] }).mdp);
    expect(table[1]![0]).toEqual([[0.9, 0, 0, false], [1 - 0.9, 2, 0, false]]);
    expect(table[3]![1]).toEqual([[0.9, 3, 1, false], [1 - 0.9, 2, 1, false]]);
    expect(() => chainWalk({ rewarded: [4] })).toThrow(/rewarded: a whole number from 0 to 3/);
  });

  test("of 50 states: the best policy moves to the nearest reward", () => {
    const { mdp } = chainWalk({ states: 50 });
    const problem = bellmanProblem(mdp);
    const [value, actionValue] = [new Float64Array(50), new Float64Array(100)];
    problem.valueIteration(value, { tolerance: 1e-10, maxIterations: 10000, rule: "sup" });
    problem.actionValues(value, actionValue);
    const best = Array.from({ length: 50 }, (_, s) => Number(actionValue[2 * s + 1]! > actionValue[2 * s]!));
    const nearest = Array.from({ length: 50 }, (_, s) => Number(s < 9 || (s >= 25 && s < 40)));
    const notAtReward = (_: number, s: number): boolean => s !== 9 && s !== 40;
    expect(best.filter(notAtReward)).toEqual(nearest.filter(notAtReward));
  });
});

describe("the river", () => {
  test("of Strehl and Littman", () => {
    const { mdp } = riverSwim();
    const table = toTransitionTable(mdp);
    expect(table[0]).toEqual([[[1, 0, 5, false]], [[0.7, 0, 0, false], [0.3, 1, 0, false]]]);
    expect(table[3]).toEqual([[[1, 2, 0, false]], [[0.1, 2, 0, false], [0.6, 3, 0, false], [0.3, 4, 0, false]]]);
    expect(table[5]).toEqual([[[1, 4, 0, false]], [[0.7, 4, 0, false], [0.3, 5, 10000, false]]]);
    expect(mdp.reward[11]).toBe(3000);
    expect([...mdp.initial]).toEqual([0, 0.5, 0.5, 0, 0, 0]);
  });

  test("of Osband, Russo and Van Roy", () => {
    const { mdp, maxEpisodeSteps } = riverSwim({ variant: "osband" });
    const table = toTransitionTable(mdp);
    expect(table[0]).toEqual([[[1, 0, 0.005, false]], [[0.4, 0, 0, false], [0.6, 1, 0, false]]]);
    expect(table[1]![1]).toEqual([[0.05, 0, 0, false], [0.6, 1, 0, false], [0.35, 2, 0, false]]);
    expect(table[5]![1]).toEqual([[0.4, 4, 0, false], [0.6, 5, 1, false]]);
    expect([mdp.initial.indexOf(1), maxEpisodeSteps]).toEqual([0, 20]);
  });

  test.each(["strehl-littman", "osband"] as const)("%s: swimming right is better everywhere than drifting left", (variant) => {
    const { mdp } = riverSwim({ variant, discount: 0.99 });
    const [left, right] = [valueOf(mdp, 0), valueOf(mdp, 1)];
    expect(right.every((value, s) => value > left[s]!)).toBe(true);
  });
});
