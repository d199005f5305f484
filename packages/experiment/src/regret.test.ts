import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EpisodeRecord } from "./cell.ts";
import { corridor, load } from "./fixtures/test-parts.ts";
import { optimalEpisodeReturn, regret, regretGrowth } from "./regret.ts";
import { runCell } from "./run-cell.ts";

const earning = (returns: readonly number[]): readonly EpisodeRecord[] =>
  returns.map((each, k) => ({ episode: k + 1, steps: 1, return: each, terminated: false }));

/** Returns of 1000 episodes whose regret after k of them, at the optimal return 0, is f(k). */
const losing = (f: (k: number) => number): readonly EpisodeRecord[] =>
  earning(Array.from({ length: 1000 }, (_, k) => (k === 0 ? 0 : f(k)) - f(k + 1)));

describe("optimalEpisodeReturn", () => {
  test("of a corridor whose third step pays, by hand", () => {
    const sure = corridor({ cells: 4, slip: 0 });
    expect(optimalEpisodeReturn(sure, 2)).toBe(0);
    expect(optimalEpisodeReturn(sure, 3)).toBe(1);
    expect(optimalEpisodeReturn(sure, 100)).toBe(1);
    // Two cells: the first step pays with 0.8, and where it does not there is another try.
    expect(optimalEpisodeReturn(corridor({ cells: 2, slip: 0.2 }), 1)).toBeCloseTo(0.8, 14);
    expect(optimalEpisodeReturn(corridor({ cells: 2, slip: 0.2 }), 2)).toBeCloseTo(0.96, 14);
  });

  test("is left out where it would take too long", () => {
    expect(optimalEpisodeReturn(corridor({ cells: 4, slip: 0 }), 1e9)).toBeUndefined();
  });

  test("is told of cells with a time limit, and only of those", async () => {
    const spec = { environment: { use: "test-parts/corridor", with: { cells: 2 } }, agent: "test-parts/learner", seed: 1 };
    const { optimalEpisodeReturn: best } = await runCell({ ...spec, budget: { episodes: 2, maxEpisodeSteps: 2 } }, load);
    expect(best).toBeCloseTo(0.96, 14);
    expect((await runCell({ ...spec, budget: { episodes: 2 } }, load)).optimalEpisodeReturn).toBeUndefined();
  });
});

test("regret sums what is missing", () => {
  expect(regret(earning([3, 1, 2]), 3)).toBe(3);
  expect(regret(earning([4, 4]), 3)).toBe(-2);
  expect(regret([], 3)).toBeNaN();
  expect(regret(earning([1]))).toBeNaN();
});

describe("regretGrowth", () => {
  test("is the power of time that regret grows with", () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1.5, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true }), (power, scale) => {
      expect(regretGrowth(losing((k) => scale * k ** power), 0)).toBeCloseTo(power, 8);
    }), { seed: 1, numRuns: 50 });
  });

  test("of the logarithm is between that of a constant and that of √k", () => {
    const slope = regretGrowth(losing((k) => 1 + Math.log(k)), 0);
    expect(slope).toBeGreaterThan(0.1);
    expect(slope).toBeLessThan(0.3);
  });

  test("looks from an episode on, by default from a tenth", () => {
    const late = losing((k) => (k < 500 ? k : 500));
    expect(regretGrowth(late, 0, 500)).toBeCloseTo(0, 12);
    expect(regretGrowth(late, 0)).toBeGreaterThan(0.5);
  });

  test("is no number where there is too little, or nothing was lost", () => {
    expect(regretGrowth(earning([1, 2, 3]), 3)).toBeNaN();
    expect(regretGrowth([], 3)).toBeNaN();
    expect(regretGrowth(losing(() => 0), 0)).toBeNaN();
    expect(regretGrowth(losing((k) => k))).toBeNaN();
  });
});
