import type { Mdp } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { load } from "./fixtures/test-parts.ts";
import { modelErrors } from "./model-errors.ts";
import { runCell } from "./run-cell.ts";

/** One action; state 0 leads to state 0 or 1, state 1 stays. Zero probabilities are left out. */
function twoStates(stay: number, ends = false): Mdp {
  const outcomes = [[0, 0, stay], [0, 1, 1 - stay], [1, 1, 1]].filter(([, , probability]) => probability! > 0);
  const count = outcomes.filter(([state]) => state === 0).length;
  return {
    stateCount: 2, actionCount: 1, discount: 0.9, reward: new Float64Array(2), initial: Float64Array.of(1, 0),
    rowStart: Int32Array.of(0, count), rowEnd: Int32Array.of(count, count + 1), successor: Int32Array.from(outcomes, ([, next]) => next!),
    probability: Float64Array.from(outcomes, ([, , probability]) => probability!),
    terminated: Uint8Array.from(outcomes, ([state, next]) => Number(ends && state === 0 && next === 1)),
  };
}
const values = { planned: [1, 3], optimal: [2, 10] };

describe("modelErrors", () => {
  test("of two states, by hand: means of an error in one row and none in the other", () => {
    const errors = modelErrors(twoStates(0.25), twoStates(0.5), values)!;
    expect(errors.probability).toBeCloseTo(0.5 / 2, 14);
    expect(errors["planned-value"]).toBeCloseTo(0.25 * (3 - 1) / 2, 14);
    expect(errors["optimal-value"]).toBeCloseTo(0.25 * (10 - 2) / 2, 14);
    expect(errors.variance).toBeCloseTo((64 * 0.25 - 64 * 0.25 * 0.75) / 2, 12);
  });

  test("rows that reach other states differ by 2 where nothing is shared", () => {
    expect(modelErrors(twoStates(1), twoStates(0), values)!.probability).toBe(1);
    expect(modelErrors(twoStates(0), twoStates(1), values)!.probability).toBe(1);
    expect(modelErrors(twoStates(0.3), twoStates(0.3), values)).toEqual({ probability: 0, "planned-value": 0, "optimal-value": 0, variance: 0 });
  });

  test("an outcome that ends the episode is worth 0", () => {
    expect(modelErrors(twoStates(0), twoStates(0, true), values)!["optimal-value"]).toBe(10 / 2);
  });

  test("models of other sizes are not compared", () => {
    expect(modelErrors({ ...twoStates(0.5), actionCount: 2 }, twoStates(0.5), values)).toBeUndefined();
  });
});

test("a cell without a model has no such errors", async () => {
  const result = await runCell({ environment: "test-parts/corridor", agent: "test-parts/learner", seed: 1, budget: { episodes: 2 } }, load);
  expect(result.modelErrors).toBeUndefined();
});
