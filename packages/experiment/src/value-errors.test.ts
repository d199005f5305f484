import { describe, expect, test } from "vitest";
import { corridor, load } from "./fixtures/test-parts.ts";
import { runCell } from "./run-cell.ts";
import { stateValues, valueErrors } from "./value-errors.ts";

describe("valueErrors", () => {
  const ended = corridor({ cells: 4, slip: 0.1 }); // the fourth cell is only entered as an episode ends

  test("by hand, of the states that are lived in", () => {
    expect(valueErrors([1, 2, -4, 99], Float64Array.of(1, 5, 0, 0), ended)).toEqual(
      { mean: 7 / 3, "root-mean-square": Math.sqrt(25 / 3), largest: 4, relative: 7 / 6 });
  });

  test("a start is lived in, whatever leads to it", () => {
    const started = { ...ended, initial: Float64Array.of(0.5, 0, 0, 0.5) };
    expect(valueErrors([1, 5, 0, 99], Float64Array.of(1, 5, 0, 0), started).largest).toBe(99);
  });
});

describe("stateValues", () => {
  test("asks a value function for every state", () => {
    const value = { evaluate: (s: ArrayLike<number>, out: Float64Array) => { for (const i of out.keys()) out[i] = 10 * s[i]!; } };
    expect(Array.from(stateValues({ value }, 3)!)).toEqual([0, 10, 20]);
  });

  test("prefers the table, and may have nothing", () => {
    expect(stateValues({ valueTable: Float64Array.of(7) }, 1)).toEqual(Float64Array.of(7));
    expect(stateValues({}, 2)).toBeUndefined();
  });
});

test("a cell tells how far its values are from the optimal ones", async () => {
  const spec = { environment: { use: "test-parts/corridor", with: { cells: 4, slip: 0 } }, agent: "test-parts/learner", seed: 1 };
  const errors = async (episodes: number): Promise<number> =>
    (await runCell({ ...spec, budget: { episodes } }, load)).valueErrors!["root-mean-square"];
  expect(await errors(200)).toBeLessThan(1e-3);
  expect(await errors(1)).toBeGreaterThan(0.1);
});
