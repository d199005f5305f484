import { expect, test } from "vitest";
import { allBits } from "../test/bits.ts";
import expected from "./fixtures/bits.json" with { type: "json" };

test("the core gives the committed bits in Node", () => {
  expect(allBits()).toEqual(expected);
});
