import { describe, expect, test } from "vitest";
import { expectComplaint } from "./fixtures/expect-complaint.ts";
import { allocate, box, boxOfShape, checkElement, checkLanes, describeSpace, discrete, heap, sameSpace } from "./space.ts";

describe("discrete", () => {
  test("is a scalar of int32", () => {
    expect(discrete(4)).toEqual({ kind: "discrete", dtype: "int32", size: 1, shape: [], count: 4 });
  });
  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (count) => {
    expectComplaint(() => discrete(count), "bad-space",
      { expected: "a positive integer count", got: String(count), todo: "count from 1" });
  });
});

describe("box", () => {
  const bounds = "low[i] <= high[i] for every dimension";
  const todo = "give one bound for each dimension";

  test("has one dimension for each bound", () => {
    expect(box("float32", [-1, 0], [1, 0])).toEqual({
      kind: "box", dtype: "float32", size: 2, shape: [2], low: [-1, 0], high: [1, 0],
    });
  });
  test("may be unbounded", () => {
    expect(box("float64", [Number.NEGATIVE_INFINITY], [Number.POSITIVE_INFINITY]).size).toBe(1);
  });
  test("refuses bounds that cross", () => {
    expectComplaint(() => box("float64", [0, 2], [1, 1]), "bad-space",
      { expected: bounds, got: "low [0, 2], high [1, 1]", todo });
  });
  test("refuses bounds that are no numbers", () => {
    expectComplaint(() => box("float64", [Number.NaN], [1]), "bad-space", { expected: bounds, got: "low [NaN], high [1]", todo });
  });
  test("refuses rows of different lengths, either way", () => {
    const [short, long]: number[][] = [[0], [1, 1]];
    expectComplaint(() => box("float64", short!, long!), "bad-space", { expected: bounds, got: "low [0], high [1, 1]", todo });
    const untyped = [1] as readonly number[] as readonly [number, number]; // as a caller without types may pass it
    expectComplaint(() => box("float64", [0, 0], untyped), "bad-space", { expected: bounds, got: "low [0, 0], high [1]", todo });
  });
});

describe("boxOfShape", () => {
  test("multiplies its lengths", () => {
    const image = boxOfShape("uint8", [4, 3, 2], 0, 255);
    expect([image.size, image.shape, image.low.length, image.high[23]]).toEqual([24, [4, 3, 2], 24, 255]);
  });
  test("refuses lengths that are no positive integers", () => {
    expectComplaint(() => boxOfShape("uint8", [4, 0], 0, 255), "bad-space",
      {
        expected: "a shape of positive integers, and low <= high", got: "shape [4, 0], bounds 0 … 255",
        todo: "correct the shape or the bounds",
      });
  });
  test("refuses bounds that cross", () => {
    expect(() => boxOfShape("float32", [2], 1, 0)).toThrow("bounds 1 … 0");
  });
});

describe("arrays", () => {
  test("are allocated row by row, zeroed, in the type of the space", () => {
    expect(allocate(discrete(3), 5)).toEqual(new Int32Array(5));
    expect(allocate(boxOfShape("uint8", [2, 2], 0, 255), 3)).toEqual(new Uint8Array(12));
    expect(allocate(box("float32", [0, 0], [1, 1]), 2)).toEqual(new Float32Array(4));
  });
  test("live where the allocator says", () => {
    const asked: unknown[] = [];
    allocate(discrete(3), 5, (dtype, length) => { asked.push(dtype, length); return heap(dtype, length); });
    expect(asked).toEqual(["int32", 5]);
  });
  test("hold B lanes or are refused", () => {
    const space = box("float32", [0, 0], [1, 1]);
    expect(() => { checkLanes(space, new Float32Array(6), 3, "observation"); }).not.toThrow();
    const todo = "allocate it with allocate(space, lanes)";
    const expected = "observation: Float32Array of 6 (3 lanes of box float32[2])";
    expectComplaint(() => { checkLanes(space, new Float32Array(5), 3, "observation"); }, "wrong-array",
      { expected, got: "Float32Array of 5", todo });
    expectComplaint(() => { checkLanes(space, new Float64Array(6), 3, "observation"); }, "wrong-array",
      { expected, got: "Float64Array of 6", todo });
  });
});

describe("describeSpace and sameSpace", () => {
  const image = boxOfShape("uint8", [64, 64, 3], 0, 255);
  test("name kind, count, type and shape", () => {
    expect([discrete(4), box("float32", [0, 0], [1, 1]), image].map(describeSpace))
      .toEqual(["discrete(4)", "box float32[2]", "box uint8[64×64×3]"]);
  });
  test.each([
    ["the same count", discrete(4), discrete(4), true],
    ["another count", discrete(4), discrete(5), false],
    ["another kind", discrete(1), box("float32", [0], [0]), false],
    ["the same bounds", box("float32", [0], [1]), box("float32", [0], [1]), true],
    ["a lower low", box("float32", [0], [1]), box("float32", [-1], [1]), false],
    ["a higher high", box("float32", [0], [1]), box("float32", [0], [2]), false],
    ["another type", box("float32", [0], [1]), box("float64", [0], [1]), false],
    ["another shape of the same size", image, boxOfShape("uint8", [64, 192], 0, 255), false],
  ] as const)("compare %s", (_name, a, b, same) => {
    expect([sameSpace(a, b), sameSpace(b, a)]).toEqual([same, same]);
  });
});

describe("checkElement of discrete spaces", () => {
  const check = (element: number | Int32Array): void => { checkElement(discrete(3), element, "action"); };
  test.each([0, 1, 2])("takes %d", (element) => expect(() => { check(element); }).not.toThrow());
  test.each([-1, 3, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (element) => {
    expectComplaint(() => { check(element); }, "outside-space",
      { expected: "action in discrete(3)", got: String(element), todo: "pass a whole number from 0 to 2" });
  });
  test("refuses an array", () => expect(() => { check(Int32Array.of(1)); }).toThrow("got Int32Array"));
});

test.each([undefined, null, {}, "1", [1]])("checkElement refuses %o in words, from programs that no compiler has seen", (element) => {
  for (const space of [discrete(3), box("float32", [0], [1])]) {
    expect(() => { checkElement(space, element as number, "action"); }).toThrow("expected action in"); // no element
  }
});

describe("checkElement of boxes", () => {
  const space = box("float32", [-0.1, -1], [0.1, 1]);
  const check = (element: Float32Array | Float64Array | number, of = space): void => { checkElement(of, element, "action"); };

  test("takes the bounds themselves, rounded as the type rounds them", () => {
    for (const x of [-0.1, 0, 0.1]) expect(() => { check(Float32Array.of(x, 1)); }).not.toThrow();
    expect(Float32Array.of(0.1)[0]).toBeGreaterThan(0.1); // what makes the rounding necessary
  });
  test("refuses the next number outside", () => {
    const beyond = Math.fround(0.1) + 2 ** -27;
    expectComplaint(() => { check(Float32Array.of(beyond, 0)); }, "outside-space", {
      expected: "action in box float32[2]", got: `${Math.fround(beyond)} in dimension 0, bounds -0.1 … 0.1`,
      todo: "pass a Float32Array of 2 inside the bounds of the space",
    });
  });
  test("does not round doubles", () => {
    const doubles = box("float64", [0], [0.1]);
    expect(() => { checkElement(doubles, Float64Array.of(0.1), "action"); }).not.toThrow();
    expect(() => { checkElement(doubles, Float64Array.of(0.1 + 2 ** -56), "action"); }).toThrow("in dimension 0");
  });
  test("names the dimension", () => expect(() => { check(Float32Array.of(0, -2)); }).toThrow("-2 in dimension 1, bounds -1 … 1"));
  test("refuses NaN and infinities, also in an unbounded box", () => {
    const unbounded = box("float32", [Number.NEGATIVE_INFINITY, 0], [Number.POSITIVE_INFINITY, 0]);
    expect(() => { check(Float32Array.of(1e30, 0), unbounded); }).not.toThrow();
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => { check(Float32Array.of(x, 0), unbounded); }).toThrow(`${x} in dimension 0`);
    }
  });
  test("refuses numbers, other lengths and other types", () => {
    expect(() => { check(1); }).toThrow("the number 1");
    expect(() => { check(Float32Array.of(0)); }).toThrow("Float32Array of 1");
    expect(() => { check(Float64Array.of(0, 0)); }).toThrow("Float64Array of 2");
  });
});
