import { expect, test } from "vitest";
import { withScratch } from "./scratch-arena.ts";

test("scratch is given back, also after an error, and grows when needed", () => {
  const used = (): number => withScratch(4, 1, (arena) => arena.byteUsed);
  const before = used();
  withScratch(4, 1, (arena) => arena.allocate("float64", 16));
  expect(() => withScratch(4, 1, (arena) => {
    arena.allocate("float64", 16);
    throw new Error("stopped");
  })).toThrow("stopped");
  expect(used()).toBe(before);
  const large = withScratch(600, 2, (arena) => [arena.allocate("float64", 360_000), arena.allocate("float64", 360_000)]);
  expect(large.map(({ length }) => length)).toEqual([360_000, 360_000]);
});
