import type { Mdp } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { exactValues } from "./exact-values.ts";
import { corridor } from "./fixtures/test-parts.ts";

/** One state, two actions: reward 1 and stay, or reward 0 and end. */
const stayOrEnd = (discount: number): Mdp => ({
  stateCount: 1, actionCount: 2, rowStart: Int32Array.of(0, 1), rowEnd: Int32Array.of(1, 2), successor: Int32Array.of(0, 0),
  probability: Float64Array.of(1, 1), terminated: Uint8Array.of(0, 1), reward: Float64Array.of(1, 0), initial: Float64Array.of(1), discount,
});

describe("exactValues", () => {
  test("of one state: staying is worth 1 / (1 − γ), ending 0, tossing a coin v = ½ (1 + γ v)", () => {
    const values = exactValues(stayOrEnd(0.9), Int32Array.of(1))!;
    expect(values.policy).toBe(0);
    expect(values.optimal).toBeCloseTo(10, 8);
    expect(values.uniform).toBeCloseTo(0.5 / 0.55, 12);
    expect(exactValues(stayOrEnd(0.9), Int32Array.of(0))!.policy).toBeCloseTo(10, 12);
  });

  test("of a corridor without slip: γ² for two steps and a third that pays", () => {
    const mdp = corridor({ cells: 4, slip: 0 });
    const values = exactValues(mdp, Int32Array.of(1, 1, 1, 1))!;
    expect(values.policy).toBeCloseTo(0.81, 12);
    expect(values.optimal).toBeCloseTo(0.81, 8);
    expect(exactValues(mdp, Int32Array.of(0, 1, 1, 1))!.policy).toBe(0);
    // Uniform: v0 = γ/2 (v0 + v1), v1 = γ/2 (v0 + v2), v2 = ½ + γ/2 v1.
    const [g] = [0.45];
    const v0 = (0.5 * g * g) / ((1 - g) * (1 - g * g) - g * g);
    expect(values.uniform).toBeCloseTo(v0, 12);
  });

  test("is the mean over the start distribution", () => {
    const mdp = { ...corridor({ cells: 3, slip: 0 }), initial: Float64Array.of(0.25, 0.75, 0) };
    expect(exactValues(mdp, Int32Array.of(1, 1, 1))!.policy).toBeCloseTo(0.25 * 0.9 + 0.75, 12);
  });

  test("is undefined where a value is not: an undiscounted policy that never ends", () => {
    expect(exactValues(stayOrEnd(1), Int32Array.of(1))).toBeUndefined();
    const walk = { ...corridor({ cells: 3, slip: 0 }), discount: 1 };
    expect(exactValues(walk, Int32Array.of(0, 0, 0))).toBeUndefined();
    expect(exactValues(walk, Int32Array.of(1, 1, 1))).toMatchObject({ policy: 1 });
  });

  test("iterates where there are too many states to solve, to the same values", () => {
    const mdp = corridor({ cells: 1600, slip: 0.1 });
    mdp.initial.fill(0).fill(1, 1595, 1596); // four steps from the end
    const values = exactValues(mdp, new Int32Array(1600).fill(1))!;
    expect(values.optimal).toBeGreaterThan(0.5);
    expect(values.policy).toBeCloseTo(values.optimal, 8);
    expect(values.uniform).toBeLessThan(values.optimal - 0.1);
  });
});
