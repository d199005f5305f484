import type { Mdp } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { policyLoss } from "./policy-loss.ts";

/** In state 0: action 0 pays 1 and stays; action 1 pays nothing, and leads to state 1, which pays 3 for ever, with a probability. */
function choiceOf(probability: number): Mdp {
  return {
    stateCount: 2, actionCount: 2, discount: 0.5, initial: Float64Array.of(1, 0), reward: Float64Array.of(1, 0, 3, 3),
    rowStart: Int32Array.of(0, 1, 3, 4), rowEnd: Int32Array.of(1, 3, 4, 5), successor: Int32Array.of(0, 0, 1, 1, 1),
    probability: Float64Array.of(1, 1 - probability, probability, 1, 1), terminated: new Uint8Array(5),
  };
}

describe("policyLoss", () => {
  test("by hand: the truth leads to state 1 surely, the model not at all", () => {
    // V*(0) = 0 + ½ · 6 = 3; the model stays, for 1 / (1 − ½) = 2.
    const loss = policyLoss(choiceOf(0), choiceOf(1))!;
    expect(loss.loss).toBeCloseTo(1, 12);
    // The largest L1 distance of rows is 2, rewards reach 3: 2 γ 2 · 6 / (1 − γ) = 24.
    expect(loss["reward-scale"]).toBeCloseTo(24, 12);
    expect(loss.likelihood).toBe(Infinity);
  });

  test("each bound is looser than the one before", () => {
    const loss = policyLoss(choiceOf(0.1), choiceOf(0.9))!;
    const chain = [loss.loss, loss["two-terms"], loss["value-aware"], loss.norms, loss["reward-scale"], loss.likelihood];
    expect(chain).toEqual([...chain].sort((a, b) => a - b));
    expect(loss.loss).toBeGreaterThan(0);
    expect(loss.slack).toBe(Math.min(...chain.slice(1).map((bound, i) => bound - chain[i]!)));
  });

  test("a model that is right loses nothing", () => {
    expect(Object.values(policyLoss(choiceOf(0.4), choiceOf(0.4))!)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  test("is left out where models do not compare", () => {
    const world = choiceOf(0.5);
    expect(policyLoss({ ...world, actionCount: 1 }, world)).toBeUndefined();
    expect(policyLoss({ ...world, discount: 0.4 }, world)).toBeUndefined();
    expect(policyLoss({ ...world, discount: 1 }, { ...world, discount: 1 })).toBeUndefined();
    expect(policyLoss({ ...world, stateCount: 301 }, { ...world, stateCount: 301 })).toBeUndefined();
  });
});
