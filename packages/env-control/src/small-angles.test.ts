import { expect, test } from "vitest";
import { cosineOf, sineOf } from "./small-angles.ts";

test("sine and cosine differ from the host's by at most one unit in the last place", () => {
  let worst = 0;
  for (let k = -3100; k <= 3100; k++) {
    const x = k / 10_000;
    if (k !== 0) worst = Math.max(worst, Math.abs(sineOf(x) / Math.sin(x) - 1));
    worst = Math.max(worst, Math.abs(cosineOf(x) / Math.cos(x) - 1));
  }
  expect(worst).toBeLessThanOrEqual(2 ** -52);
});

test("far from 0, at 0, and for what is no number they are the host's", () => {
  for (const x of [0.3, -0.3, 2, -1e9, Infinity, NaN]) expect([sineOf(x), cosineOf(x)]).toEqual([Math.sin(x), Math.cos(x)]);
  expect([sineOf(0), cosineOf(0), sineOf(-0), cosineOf(-0)]).toEqual([0, 1, 0, 1]); // the sign of a zero is lost
});
