import fc from "fast-check";
import { describe, expect, test } from "vitest";
import logFactorials from "./fixtures/log-factorial.json" with { type: "json" };
import tails from "./fixtures/sign-test.json" with { type: "json" };
import { logFactorial } from "./log-factorial.ts";
import { signTest, signTestPValue } from "./sign-test.ts";

const relativeError = (value: number, truth: number): number => Math.abs(value / truth - 1);

describe("logFactorial", () => {
  test("agrees with 40-digit values", () => {
    for (const [n, value] of logFactorials) {
      expect(Math.abs(logFactorial(n!) - value!)).toBeLessThanOrEqual(1e-15 * Math.max(1, value!));
    }
  });
});

describe("signTest", () => {
  test("8 wins of 10", () => {
    const differences = [3, 1, 4, -1, 5, 9, -2, 6, 5, 3];
    const test = signTest(differences, "greater");
    expect(test).toMatchObject({ wins: 8, losses: 2, ties: 0, alternative: "greater" });
    expect(test.pValue).toBeCloseTo(56 / 1024, 14);
    expect(signTest(differences).pValue).toBeCloseTo(112 / 1024, 14);
    expect(signTest(differences, "less").pValue).toBeCloseTo(1013 / 1024, 14);
  });

  test("ties are counted and left out", () => {
    const test = signTest([0, 2, -0, 1, 3, 0, -1]);
    expect(test).toMatchObject({ wins: 3, losses: 1, ties: 3, alternative: "two-sided" });
    expect(test.pValue).toBeCloseTo(10 / 16, 14);
  });

  test("nothing but ties, or nothing at all, is no evidence", () => {
    expect(signTest([0, 0, 0])).toMatchObject({ wins: 0, losses: 0, ties: 3, pValue: 1 });
    expect(signTest([]).pValue).toBe(1);
  });

  test("infinite differences count by their sign, NaN is refused", () => {
    expect(signTest([Infinity, -Infinity, 1])).toMatchObject({ wins: 2, losses: 1 });
    expect(() => signTest([1, NaN])).toThrow("NaN at index 1");
  });
});

describe("signTestPValue", () => {
  test.each(tails)("$wins wins and $losses losses", ({ wins, losses, greater, less, twoSided }) => {
    expect(relativeError(signTestPValue(wins, losses, "greater"), greater)).toBeLessThan(1e-10);
    expect(relativeError(signTestPValue(wins, losses, "less"), less)).toBeLessThan(1e-10);
    expect(relativeError(signTestPValue(wins, losses), twoSided)).toBeLessThan(1e-10);
  });

  test("the two tails share only the observed count", () => {
    const count = fc.integer({ min: 0, max: 300 });
    fc.assert(fc.property(count, count, (wins, losses) => {
      const observed = Math.exp(logFactorial(wins + losses) - logFactorial(wins) - logFactorial(losses)) / 2 ** (wins + losses);
      const sum = signTestPValue(wins, losses, "greater") + signTestPValue(wins, losses, "less");
      expect(sum).toBeCloseTo(1 + observed, 11);
      expect(signTestPValue(wins, losses)).toBe(signTestPValue(losses, wins));
    }), { seed: 1 });
  });

  test("a million pairs neither overflow nor vanish", () => {
    expect(signTestPValue(500_000, 500_000)).toBe(1);
    expect(signTestPValue(501_000, 499_000, "greater")).toBeGreaterThan(0.02);
    expect(signTestPValue(501_000, 499_000, "greater")).toBeLessThan(0.025);
  });

  test("a tail that holds almost everything is almost 1", () => {
    expect(signTestPValue(5000, 10, "less")).toBe(1);
    expect(signTestPValue(10, 5000, "greater")).toBe(1);
    expect(signTestPValue(60, 40, "less")).toBeCloseTo(1 - signTestPValue(61, 39, "greater"), 14);
  });

  test("counts that are none are refused", () => {
    for (const [wins, losses] of [[-1, 2], [1.5, 2], [NaN, 1], [1, Infinity]] as const) {
      expect(() => signTestPValue(wins, losses)).toThrow(RangeError);
    }
    // @ts-expect-error an alternative that is none
    expect(() => signTestPValue(1, 2, "both")).toThrow("got \"both\"");
  });
});
