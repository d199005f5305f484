import { describe, expect, test } from "vitest";
import type { Claim, Metric } from "./experiment.ts";
import type { FinishedCell } from "./finished-cell.ts";
import { finished } from "./fixtures/results.ts";
import { judgeClaim } from "./judge-claim.ts";

const higher: Metric = { kind: "agent", name: "value", better: "higher" };
const lower: Metric = { ...higher, better: "lower" };
const about = { says: "a claim", metric: "value", axis: "method" } as const;

const judged = (...[claim, metric, cells]: Parameters<typeof judgeClaim>): readonly [holds: boolean | undefined, because: string] => {
  const { holds, because } = judgeClaim(claim, metric, cells);
  return [holds, because];
};

/** Cells of methods, one for each seed from 1; a missing one is undefined. */
const runs = (values: Readonly<Record<string, readonly (number | undefined)[]>>, more: Readonly<Record<string, string>> = {}): readonly FinishedCell[] =>
  Object.entries(values).flatMap(([method, numbers]) => numbers.flatMap((value, index) => (
    value === undefined ? [] : [finished({ ...more, method, seed: String(index + 1) }, value)]
  )));

describe("better: a one-sided sign test over seeds", () => {
  const claim: Claim = { ...about, kind: "better", better: "a", than: "b", level: 0.05 };

  test("five wins of five are enough for 0.05, four of four are not", () => {
    expect(judgeClaim(claim, higher, runs({ a: [2, 2, 2, 2, 2], b: [1, 1, 1, 1, 1] }))).toEqual({
      claim, holds: true, because: "5 wins, 0 losses, 0 ties over 5 pairs; sign test p = 0.031 (level 0.05)",
    });
    expect(judged(claim, higher, runs({ a: [2, 2, 2, 2], b: [1, 1, 1, 1] }))).toEqual([false, expect.stringContaining("p = 0.063")]);
  });

  test("the direction is the metric's", () => {
    const cells = runs({ a: [1, 1, 1, 1, 1], b: [2, 2, 2, 2, 2] });
    expect(judgeClaim(claim, lower, cells).holds).toBe(true);
    expect(judged(claim, higher, cells)).toEqual([false, expect.stringMatching(/^0 wins, 5 losses/)]);
  });

  test("pairs are of the same seed, whatever the order of the cells", () => {
    const cells = runs({ a: [11, 21, 31, 41, 51], b: [10, 20, 30, 40, 50] });
    expect(judgeClaim(claim, higher, [...cells].reverse()).because).toMatch(/^5 wins, 0 losses/);
  });

  test("ties count for neither; with nothing but ties it does not hold", () => {
    expect(judgeClaim(claim, higher, runs({ a: [2, 2, 1], b: [1, 2, 1] })).because).toMatch(/^1 wins, 0 losses, 2 ties over 3 pairs; sign test p = 0\.50/);
    expect(judged(claim, higher, runs({ a: [1, 1], b: [1, 1] }))).toEqual([false, expect.stringContaining("p = 1.0")]);
  });

  test("a run without its partner is left out", () => {
    expect(judgeClaim(claim, higher, runs({ a: [2, undefined, 2, 2], b: [1, 1, undefined, 3] })).because).toMatch(/^1 wins, 1 losses, 0 ties over 2 pairs/);
  });

  test("a run without a number takes its partner with it, and is counted", () => {
    const verdict = judgeClaim(claim, higher, runs({ a: [2, Number.NaN, 2], b: [1, 1, Number.NaN], c: [Number.NaN, 1, 1] }));
    expect(verdict.because).toMatch(/over 1 pairs; .*; 2 of 6 runs have no number$/);
  });

  test("infinite values are compared, and equal ones are ties", () => {
    expect(judgeClaim(claim, higher, runs({ a: [Infinity, Infinity, 1], b: [1, Infinity, -Infinity] })).because).toMatch(/^2 wins, 0 losses, 1 ties/);
  });

  test.each<[string, readonly FinishedCell[]]>([
    ["no cells", []], ["cells of one method", runs({ a: [1] })], ["no common seed", runs({ a: [1], b: [undefined, 1] })], ["only NaN", runs({ a: [Number.NaN], b: [1] })],
  ])("%s: nothing to judge by", (_, cells) => {
    expect(judged(claim, higher, cells)).toEqual([undefined, expect.stringMatching(/^no pairs to compare/)]);
  });

  test("`at` chooses the place; without it, places are pooled, pair by pair", () => {
    const cells = [...runs({ a: [2, 2], b: [1, 1] }, { world: "x" }), ...runs({ a: [1, 1], b: [2, 2] }, { world: "y" })];
    expect(judgeClaim({ ...claim, at: { world: "x" } }, higher, cells).because).toMatch(/^2 wins, 0 losses, 0 ties over 2 pairs/);
    expect(judgeClaim(claim, higher, cells).because).toMatch(/^2 wins, 2 losses, 0 ties over 4 pairs/);
    expect(judgeClaim({ ...claim, at: { world: "z" } }, higher, cells).holds).toBeUndefined();
  });

  test("labels that hold the signs of a key are not mixed up", () => {
    const cells = [
      finished({ method: "a", x: "1|y=2", y: "3", seed: "1" }, 5), finished({ method: "b", x: "1", y: "2|y=3", seed: "1" }, 1),
    ];
    expect(judgeClaim(claim, higher, cells).holds).toBeUndefined();
  });
});

describe("ordered: medians improve strictly", () => {
  const claim: Claim = { ...about, kind: "ordered", order: ["a", "b", "c"] };

  test("holds when each is better than the one before", () => {
    expect(judgeClaim(claim, higher, runs({ a: [1, 1, 9], b: [2], c: [0, 3, 9] }))).toEqual({ claim, holds: true, because: "medians: a → 1; b → 2; c → 3" });
    expect(judgeClaim(claim, lower, runs({ a: [3], b: [2, 2.5], c: [1] }))).toMatchObject({ holds: true, because: "medians: a → 3; b → 2.250; c → 1" });
  });

  test.each<[string, Readonly<Record<string, readonly number[]>>]>([
    ["two are equal", { a: [1], b: [1], c: [2] }], ["one falls back", { a: [1], b: [3], c: [2] }], ["two are infinite", { a: [1], b: [Infinity], c: [Infinity] }],
  ])("does not hold when %s", (_, values) => { expect(judgeClaim(claim, higher, runs(values)).holds).toBe(false); });

  test("is not judged when one has no runs, or no numbers", () => {
    expect(judgeClaim(claim, higher, runs({ a: [1], b: [2] }))).toMatchObject({ holds: undefined, because: "some have no runs" });
    expect(judgeClaim(claim, higher, runs({ a: [1], b: [2], c: [Number.NaN] }))).toMatchObject({ holds: undefined, because: "some have no runs; 1 of 3 runs have no number" });
  });
});

describe("equal: the same number for every label, at each seed", () => {
  const claim: Claim = { ...about, kind: "equal" };

  test("compares seed by seed, over all labels", () => {
    expect(judgeClaim(claim, lower, runs({ a: [1, 2], b: [1, 2], c: [1, 2] }))).toMatchObject({ holds: true, because: "0 of 2 runs differ between 3 methods" });
    expect(judgeClaim(claim, lower, runs({ a: [1, 2], b: [2, 1] }))).toMatchObject({ holds: false, because: "2 of 2 runs differ between 2 methods" });
  });

  test("also where the first has no such run", () => {
    expect(judgeClaim(claim, lower, runs({ a: [1, undefined], b: [1, 5], c: [1, 6] }))).toMatchObject({ holds: false, because: "1 of 2 runs differ between 3 methods" });
  });

  test.each<[string, readonly FinishedCell[]]>([
    ["no cells", []], ["one method", runs({ a: [1, 2] })], ["no common seed", runs({ a: [1], b: [undefined, 2] })], ["no numbers", runs({ a: [Number.NaN], b: [Number.NaN] })],
  ])("%s: nothing to compare", (_, cells) => {
    expect(judged(claim, lower, cells)).toEqual([undefined, expect.stringMatching(/^nothing to compare/)]);
  });
});

describe("share: of the runs at or beyond a bound", () => {
  const share = (bounds: { readonly atLeast?: number; readonly atMost?: number }): Claim => ({ ...about, kind: "share", of: "a", bound: 10, ...bounds });

  test("the bound itself counts, in the better direction", () => {
    expect(judgeClaim(share({ atLeast: 0.5 }), higher, runs({ a: [9, 10, 11, 1], b: [99] }))).toEqual({ claim: share({ atLeast: 0.5 }), holds: true, because: "2 of 4 runs" });
    expect(judgeClaim(share({ atLeast: 0.76 }), lower, runs({ a: [9, 10, 11, 1] }))).toMatchObject({ holds: false, because: "3 of 4 runs" });
  });

  test("at most, exactly met, and both", () => {
    expect(judgeClaim(share({ atMost: 0.5 }), higher, runs({ a: [9, 10] })).holds).toBe(true);
    expect(judgeClaim(share({ atMost: 0.49 }), higher, runs({ a: [9, 10] })).holds).toBe(false);
    expect(judgeClaim(share({ atLeast: 0.5, atMost: 0.5 }), higher, runs({ a: [9, 10] })).holds).toBe(true);
    expect(judgeClaim(share({ atMost: 0 }), higher, runs({ a: [9] })).holds).toBe(true);
  });

  test("runs without a number are counted apart", () => {
    expect(judgeClaim(share({ atLeast: 1 }), higher, runs({ a: [10, Number.NaN] })).because).toBe("1 of 1 runs; 1 of 2 runs have no number");
  });

  test("no runs: nothing to judge by", () => {
    expect(judgeClaim(share({ atMost: 1 }), higher, runs({ b: [1] }))).toMatchObject({ holds: undefined, because: "no runs" });
  });
});
