import { describe, expect, test } from "vitest";
import { seeded } from "./fixtures/random.ts";
import { logGammaVariate } from "./gamma-variate.ts";

describe("logGammaVariate", () => {
  test.each([0.3, 1, 2.5, 40])("mean and variance of shape %s are the shape", (shape) => {
    const random = seeded(7);
    const draws = 40_000;
    let [total, squares] = [0, 0];
    for (let i = 0; i < draws; i++) {
      const g = Math.exp(logGammaVariate(shape, random));
      total += g;
      squares += g * g;
    }
    const mean = total / draws;
    // Five standard errors: those of the mean, and of the variance by the fourth moment 3 a² + 6 a.
    expect(Math.abs(mean - shape)).toBeLessThan(5 * Math.sqrt(shape / draws));
    expect(Math.abs(squares / draws - mean * mean - shape)).toBeLessThan(5 * Math.sqrt((2 * shape * shape + 6 * shape) / draws));
  });

  test("a shape so small that most variates are no doubles still has a finite logarithm", () => {
    const random = seeded(1);
    const logs = Array.from({ length: 100 }, () => logGammaVariate(1e-4, random));
    expect(logs.every(Number.isFinite)).toBe(true);
    expect(logs.filter((log) => Math.exp(log) === 0).length).toBeGreaterThan(50);
  });

  test("the same stream gives the same variates", () => {
    const draw = (): number[] => {
      const random = seeded(5);
      return Array.from({ length: 20 }, (_, i) => logGammaVariate(0.5 + i, random));
    };
    expect(draw()).toEqual(draw());
  });
});
