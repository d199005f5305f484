import { expect, test } from "vitest";
import { isSmall, smallCosine, smallSine } from "./small-angles.ts";

test("sine and cosine of small angles differ from the host's by at most one unit in the last place", () => {
  let worst = 0;
  for (let k = -2499; k <= 2499; k++) {
    const x = k / 10_000;
    expect(isSmall(x)).toBe(true);
    if (k !== 0) worst = Math.max(worst, Math.abs(smallSine(x) / Math.sin(x) - 1));
    worst = Math.max(worst, Math.abs(smallCosine(x) / Math.cos(x) - 1));
  }
  expect(worst).toBeLessThanOrEqual(2 ** -52);
  expect([smallSine(0), smallCosine(0), smallSine(-0), smallCosine(-0)]).toEqual([0, 1, 0, 1]); // the sign of a zero is lost
});

test("what is far from 0, or no number, is not small", () => {
  for (const x of [0.25, -0.25, 2, -1e9, Infinity, -Infinity, NaN]) expect(isSmall(x)).toBe(false);
});
