import { philox, seedKey } from "@worldwise/math";
import { stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { independentStates } from "./index.ts";

/** 20 000 next states of ten numbers, from states that lie far away. */
function drawn(law: "gaussian" | "exponential"): Float64Array {
  const world = independentStates({ law });
  const out = stepBuffers(world.state, 20_000);
  const state = new Float64Array(200_000).fill(50);
  world.step(state, new Int32Array(20_000), philox.streams(seedKey(3), 20_000), out);
  return out.state;
}

const mean = (values: Float64Array, of: (x: number) => number): number =>
  values.reduce((total, x) => total + of(x), 0) / values.length;

describe.each([["gaussian", 0], ["exponential", 2]] as const)("%s", (law, skewness) => {
  test("mean 1, variance 1, and its third moment, wherever it comes from", () => {
    const next = drawn(law);
    expect(mean(next, (x) => x)).toBeCloseTo(1, 1.5);
    expect(mean(next, (x) => (x - 1) ** 2)).toBeCloseTo(1, 1.5);
    expect(mean(next, (x) => (x - 1) ** 3)).toBeCloseTo(skewness, 0.5);
    if (law === "exponential") expect(Math.min(...next.subarray(0, 1000))).toBeGreaterThanOrEqual(0);
  });
});

test("sizes that are none are refused", () => {
  expect(() => independentStates({ dimensions: 0 })).toThrow(/dimensions: a whole number of at least 1/);
  expect(independentStates({ dimensions: 3 }).observation.size).toBe(3);
});
