import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guarded } from "../test/guarded.ts";
import type { Arithmetic, FloatArray } from "./index.ts";
import { arithmetic, createArena, philox, seedKey } from "./index.ts";

const arena = createArena({ bytes: 1 << 20 });
const random = philox.streams(seedKey(5), 1).lane(0);
const operations = arithmetic(arena);
const plain: Readonly<Record<keyof Arithmetic, (a: number, b: number) => number>> = {
  add: (a, b) => a + b, subtract: (a, b) => a - b, multiply: (a, b) => a * b, divide: (a, b) => a / b, minimum: Math.min, maximum: Math.max,
};
const names = Object.keys(plain) as (keyof Arithmetic)[]; // of a literal

/** Runs an operation on drawn numbers and compares every place with plain arithmetic, and what stands beside the output. */
function compare(dtype: "float32" | "float64", name: keyof Arithmetic, rows: number, columns: number, kind: "place" | "row" | "column" | "one"): void {
  const mark = arena.mark();
  const rightLength = { place: rows * columns, row: columns, column: rows, one: 1 }[kind];
  const draw = (length: number): FloatArray => {
    const array = arena.allocate(dtype, length);
    array.forEach((_, i) => { array[i] = random.normal(); });
    return array;
  };
  const [left, right] = [draw(rows * columns), draw(rightLength)];
  const { array: out, isIntact } = guarded(arena, dtype, rows * columns, 1);
  operations[name](left, right, out, kind === "column" ? { columnCount: columns } : {});
  const at = (i: number): number => right[{ place: i, row: i % columns, column: Math.floor(i / columns), one: 0 }[kind]]!;
  const expected = left.map((each, i) => plain[name](each, at(i)));
  expect([...out]).toEqual([...expected]);
  expect(isIntact()).toBe(true);
  arena.release(mark);
}

describe("arithmetic", () => {
  test("is that of plain numbers, bit for bit, however the right side repeats", () => {
    const sizes = fc.record({
      dtype: fc.constantFrom("float32", "float64"), name: fc.constantFrom(...names), rows: fc.integer({ min: 1, max: 5 }),
      columns: fc.integer({ min: 1, max: 19 }), kind: fc.constantFrom("place", "row", "column", "one"),
    });
    fc.assert(fc.property(sizes, ({ dtype, name, rows, columns, kind }) => { compare(dtype, name, rows, columns, kind); }), { seed: 1, numRuns: 300 });
  });

  test("may be in place, and passes NaN on", () => {
    const [left, right] = [arena.allocate("float64", 5), arena.allocate("float64", 5)];
    left.set([1, NaN, 3, 4, 5]);
    right.set([2, 2, NaN, -2, 2]);
    operations.minimum(left, right, right);
    expect([...right]).toEqual([1, NaN, NaN, -2, 2]);
    operations.add(left, left, left);
    expect([...left]).toEqual([2, NaN, 6, 8, 10]);
    operations.add(arena.allocate("float64", 0), right.subarray(0, 0), arena.allocate("float64", 0));
  });

  test("refuses what does not fit", () => {
    const [six, four, three, two] = [6, 4, 3, 2].map((length) => arena.allocate("float64", length)) as [Float64Array, Float64Array, Float64Array, Float64Array]; // four lengths
    expect(() => { operations.add(six, four, six); }).toThrow("right of 6, or a divisor of it, elements");
    expect(() => { operations.add(six, three, six, { columnCount: 3 }); }).toThrow("left.length / 3, 2, elements");
    expect(() => { operations.add(six, two, four); }).toThrow("out of 6 elements");
    expect(() => { operations.add(six, six.subarray(0, 3), six); }).toThrow("overlapping bytes");
    expect(() => { operations.add(six, new Float64Array(6), six); }).toThrow("in the arena");
    expect(() => { operations.add<FloatArray>(six, arena.allocate("float32", 6), six); }).toThrow("right of float64");
  });
});
