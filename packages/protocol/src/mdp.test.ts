import { describe, expect, test } from "vitest";
import { expectComplaint } from "./fixtures/expect-complaint.ts";
import type { Mdp } from "./mdp.ts";
import { checkMdp } from "./mdp.ts";

/** Two states, two actions. Action 0 stays; action 1 moves, half of the time; in state 1 it ends the episode. */
const twoStates = (): Mdp => ({
  stateCount: 2, actionCount: 2, discount: 0.9,
  rowStart: Int32Array.of(0, 1, 3, 4), rowEnd: Int32Array.of(1, 3, 4, 5),
  successor: Int32Array.of(0, 0, 1, 1, 1), probability: Float64Array.of(1, 0.5, 0.5, 1, 1),
  terminated: Uint8Array.of(0, 0, 0, 0, 1), reward: Float64Array.of(0, 0, 1, 2), initial: Float64Array.of(1, 0),
});
const todo = "correct the transition table";
const refuse = (change: Partial<Mdp>, expected: string, got: string): void => {
  expectComplaint(() => { checkMdp({ ...twoStates(), ...change }); }, "bad-mdp", { expected, got, todo });
};

describe("checkMdp takes", () => {
  test("a finite MDP", () => expect(() => { checkMdp(twoStates()); }).not.toThrow());
  test("rows with room to spare, rows nothing is known of, and successors that occur twice", () => {
    expect(() => { checkMdp({
      ...twoStates(), rowStart: Int32Array.of(0, 3, 6, 9), rowEnd: Int32Array.of(2, 3, 8, 10),
      successor: new Int32Array(12), probability: Float64Array.of(0.5, 0.5, 0, 0, 0, 0, 0.25, 0.75, 0, 1, 0, 0),
      terminated: new Uint8Array(12),
    }); }).not.toThrow();
  });
  test("sums that rounding moved by less than the tolerance", () => {
    const probability = Float64Array.of(1, 0.5, 0.5 + 1e-7, 1, 1);
    expect(() => { checkMdp({ ...twoStates(), probability }, 1e-6); }).not.toThrow();
    expect(() => { checkMdp({ ...twoStates(), probability }); }).toThrow("sums to 1");
  });
  test("discounts of 0 and 1", () => {
    for (const discount of [0, 1]) expect(() => { checkMdp({ ...twoStates(), discount }); }).not.toThrow();
  });
});

describe("checkMdp refuses", () => {
  test("columns of other lengths", () => {
    refuse({ rowEnd: new Int32Array(3) }, "4 numbers in rowEnd", "3");
    refuse({ reward: new Float64Array(5) }, "4 numbers in reward", "5");
    refuse({ terminated: new Uint8Array(4) }, "5 numbers in terminated", "4");
    refuse({ successorReward: new Float64Array(4) }, "5 numbers in successorReward", "4");
    refuse({ initial: new Float64Array(3) }, "2 numbers in initial", "3");
  });
  test("rows outside the arrays", () => {
    refuse({ rowEnd: Int32Array.of(1, 3, 4, 6) }, "a row of state 1, action 1 inside the arrays", "4 … 6");
    refuse({ rowStart: Int32Array.of(-1, 1, 3, 4) }, "a row of state 0, action 0 inside the arrays", "-1 … 1");
    refuse({ rowEnd: Int32Array.of(1, 0, 4, 5) }, "a row of state 0, action 1 inside the arrays", "1 … 0");
  });
  test("successors that do not exist", () => {
    refuse({ successor: Int32Array.of(0, 0, 2, 1, 1) }, "successors below 2 in the row of state 0, action 1", "2");
    refuse({ successor: Int32Array.of(-1, 0, 1, 1, 1) }, "successors below 2 in the row of state 0, action 0", "-1");
  });
  test("probabilities that are negative, no number, or do not sum to 1", () => {
    refuse({ probability: Float64Array.of(1, -0.5, 1.5, 1, 1) },
      "probabilities of at least 0 in the row of state 0, action 1", "-0.5");
    refuse({ probability: Float64Array.of(Number.NaN, 0.5, 0.5, 1, 1) },
      "probabilities of at least 0 in the row of state 0, action 0", "NaN");
    refuse({ probability: Float64Array.of(1, 0.5, 0.25, 1, 1) }, "a row of state 0, action 1 that sums to 1", "the sum 0.75");
  });
  test("rewards that are not finite", () => {
    refuse({ reward: Float64Array.of(0, 0, 0, Number.NaN) }, "a finite reward of state 1, action 1", "NaN");
    refuse({ reward: Float64Array.of(Number.POSITIVE_INFINITY, 0, 0, 0) }, "a finite reward of state 0, action 0", "Infinity");
  });
  test("a start distribution that does not sum to 1", () => {
    refuse({ initial: Float64Array.of(0.5, 0.25) }, "a start distribution that sums to 1", "the sum 0.75");
    refuse({ initial: Float64Array.of(Number.NaN, 1) }, "a start distribution that sums to 1", "the sum NaN");
  });
  test("a discount outside of [0, 1]", () => {
    for (const discount of [-0.1, 1.1, Number.NaN]) refuse({ discount }, "a discount in [0, 1]", String(discount));
  });
  test("rewards of successors that are not finite", () => {
    refuse({ successorReward: Float64Array.of(0, 0, Number.NaN, 0, 0) },
      "finite successor rewards in the row of state 0, action 1", "NaN");
  });
});
