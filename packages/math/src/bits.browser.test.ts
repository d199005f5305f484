import { expect, test } from "vitest";
import { normalBits, philoxKnownAnswer, planningBits, valueIterationBits } from "../test/bits.ts";
import expected from "./fixtures/bits.json" with { type: "json" };

test("the core gives the committed bits in a browser", () => {
  expect({
    philox: philoxKnownAnswer(), valueIteration: valueIterationBits(), normal: normalBits(), planning: planningBits(),
  }).toEqual(expected);
});
