import { expect, test } from "vitest";
import { allBits } from "../test/bits.ts";
import expected from "./fixtures/bits.json" with { type: "json" };

test("compiled programs give the committed bits in Node", () => {
  expect(allBits()).toEqual(expected);
});
