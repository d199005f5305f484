import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holm } from "./holm.ts";

describe("holm", () => {
  test("by hand, in the order given", () => {
    // Sorted: 0.005·4, 0.01·3, 0.03·2, 0.04·1 raised to the 0.06 before it.
    const expected = [0.03, 0.06, 0.06, 0.02];
    holm([0.01, 0.04, 0.03, 0.005]).forEach((pValue, k) => expect(pValue).toBeCloseTo(expected[k]!, 15));
  });

  test("one p-value stays, large ones stop at 1, none gives none", () => {
    expect(holm([0.2])).toEqual(Float64Array.of(0.2));
    expect(holm([0.6, 0.7, 0.9])).toEqual(Float64Array.of(1, 1, 1));
    expect(holm([])).toEqual(new Float64Array(0));
  });

  test("lies between the p-value and Bonferroni's, and keeps the order", () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(pValues, (list) => {
      const corrected = holm(list);
      list.forEach((pValue, k) => {
        expect(corrected[k]).toBeGreaterThanOrEqual(pValue);
        expect(corrected[k]).toBeLessThanOrEqual(Math.min(1, list.length * pValue));
        list.forEach((other, j) => {
          if (pValue <= other) expect(corrected[k]).toBeLessThanOrEqual(corrected[j]!);
        });
      });
    }), { seed: 1 });
  });

  test("refuses what is no p-value", () => {
    for (const pValue of [-0.1, 1.2, NaN]) expect(() => holm([0.5, pValue])).toThrow("at index 1");
  });
});
