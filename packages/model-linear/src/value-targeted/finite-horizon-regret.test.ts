import { wideTree } from "@worldwise/env-tabular";
import { describe, expect, test } from "vitest";
import { seeded } from "../fixtures/random.ts";
import { tabularBasis } from "../mixture/mixture-basis.ts";
import { backwardInduction, stageTables, trueBackup, trueReturn } from "./backward-induction.ts";
import { finiteHorizonRegret } from "./finite-horizon-regret.ts";
import { egFrequency, egVtr, ucMatrixRl, ucrlVtr } from "./strategies.ts";
import { confidenceRadius, isWithin } from "./value-regression.ts";

const { mdp: tree } = wideTree({ leaves: 4 });
const basis = tabularBasis(tree.stateCount, tree.actionCount);
const { reward } = tree;
const horizon = 2;

test("backward induction with the truth finds the truth", () => {
  const tables = stageTables(horizon, tree.stateCount, tree.actionCount);
  backwardInduction(trueBackup(tree), horizon, Infinity, tables);
  expect([tables.value[0], tables.value[1], tables.value[2]]).toEqual([1, 0, 1]);
  expect(trueReturn(tree, horizon, tables.actionValue, 0)).toBe(1);
  // At random with probability 1/2: right with 3/4, and any action pays there.
  expect(trueReturn(tree, horizon, tables.actionValue, 0.5)).toBe(0.75);
});

describe("regret on the wide tree", () => {
  test("with random exploration it keeps growing by ε / 2 an episode", () => {
    const regret = finiteHorizonRegret(
      { world: tree, horizon, episodes: 200, rewardBound: 1, strategy: egVtr(basis, { reward, explore: 0.1 }) }, seeded(1)).regret;
    expect(regret[199]! - regret[99]!).toBeCloseTo(100 * 0.05, 10);
    const frequency = finiteHorizonRegret(
      { world: tree, horizon, episodes: 200, rewardBound: 1, strategy: egFrequency(tree, { reward, explore: 0.1 }) }, seeded(1)).regret;
    expect(frequency[199]! - frequency[99]!).toBeCloseTo(100 * 0.05, 10);
  });

  test("with optimism it flattens", () => {
    const strategy = ucrlVtr(basis, { reward, valueRange: 2, delta: 1 / 1000 });
    const { regret, optimalReturn } = finiteHorizonRegret({ world: tree, horizon, episodes: 1000, rewardBound: 1, strategy }, seeded(1));
    expect(optimalReturn).toBe(1);
    expect(regret[999]! - regret[499]!).toBeLessThan((regret[499]! - regret[0]!) / 2);
  });

  test("an optimistic plan never promises less than the truth, and the set holds it", () => {
    const delta = 0.05;
    const strategy = ucrlVtr(basis, { reward, valueRange: 2, delta });
    const { state } = finiteHorizonRegret({ world: tree, horizon, episodes: 300, rewardBound: 1, strategy }, seeded(2));
    const truth = new Float64Array(basis.blockCount * basis.blockSize);
    for (let row = 0; row < basis.blockCount; row++) {
      for (let k = tree.rowStart[row]!; k < tree.rowEnd[row]!; k++) {
        if (tree.terminated[k] === 0) truth[row * basis.blockSize + tree.successor[k]!] = tree.probability[k]!;
      }
    }
    const confidence = { ridge: 1, delta, radiusScale: 1, valueRange: 2, parameterBound: basis.parameterBound };
    expect(isWithin(state, basis, truth, confidenceRadius(state, confidence))).toBe(true);
    expect(isWithin(state, basis, truth, 0.1)).toBe(false);
    const tables = stageTables(horizon, tree.stateCount, tree.actionCount);
    backwardInduction(strategy.backup(state), horizon, 1, tables);
    expect(tables.value[0]).toBeGreaterThanOrEqual(1);
  });

  test("UC-MatrixRL finds the right side too, whatever it is told of values", () => {
    const strategy = ucMatrixRl(tree, { reward, delta: 0.05, radiusScale: 0.1 });
    const { regret } = finiteHorizonRegret({ world: tree, horizon, episodes: 200, rewardBound: 1, strategy }, seeded(1));
    expect(regret[199]).toBe(regret[99]);
  });
});

describe("an L1 ball", () => {
  test("moves mass from the worst to the best, by hand", () => {
    // Ten tries: 6 to state 0 (worth 0), 4 to state 1 (worth 10), none to state 2 (worth 20); half of radius .5 moves.
    const world = { stateCount: 3, actionCount: 1 };
    const strategy = ucMatrixRl(world, { reward: Float64Array.of(1, 1, 1), delta: 0.05, radiusScale: 1 });
    const state = strategy.init();
    for (let n = 0; n < 10; n++) strategy.observe(state, 0, n < 6 ? 0 : 1, false, new Float64Array(3));
    const proved = Math.sqrt(2 * (4 * Math.LN2 + Math.log(3 / 0.05)) / 10);
    const scaled = ucMatrixRl(world, { reward: Float64Array.of(1, 1, 1), delta: 0.05, radiusScale: 0.5 / proved });
    const out = new Float64Array(3);
    scaled.backup(state)(Float64Array.of(0, 10, 20), out);
    expect(out[0]).toBeCloseTo(1 + 4 + 0.25 * 20, 12);
    expect([out[1], out[2]]).toEqual([21, 21]);
  });
});

test("bad input", () => {
  const strategy = egFrequency(tree, { reward, explore: 0 });
  expect(() => finiteHorizonRegret({ world: tree, horizon: 0, episodes: 1, strategy, rewardBound: 1 }, seeded(1))).toThrow(/horizon/);
  expect(() => ucrlVtr(basis, { reward, valueRange: 1, delta: 0 })).toThrow(/delta/);
  expect(() => egVtr(basis, { reward, explore: 2 })).toThrow(/explore/);
});
