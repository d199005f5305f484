import { describe, expect, test } from "vitest";
import { fromElement, laneCursor, toElement } from "./lane.ts";
import { box, boxOfShape, discrete } from "./space.ts";

describe("laneCursor", () => {
  test("of a discrete space reads and writes a number", () => {
    const cursor = laneCursor(discrete(9));
    const lanes = Int32Array.of(4, 5, 6);
    expect(cursor.read(lanes, 1)).toBe(5);
    cursor.write(8, lanes, 2);
    expect(lanes).toEqual(Int32Array.of(4, 5, 8));
  });

  test("of a box reads into one reused tuple", () => {
    const cursor = laneCursor(box("float64", [0, 0], [9, 9]));
    const lanes = Float64Array.of(1, 2, 3, 4);
    const row = cursor.read(lanes, 0);
    expect([...row]).toEqual([1, 2]);
    expect(cursor.read(lanes, 1)).toBe(row);
    expect([...row]).toEqual([3, 4]);
    expect(cursor.value).toBe(row);
  });

  test("of a box writes one lane and leaves the others alone", () => {
    const cursor = laneCursor(box("float64", [0, 0], [9, 9]));
    const lanes = Float64Array.of(1, 2, 3, 4, 5, 6);
    cursor.write([7, 8], lanes, 1);
    expect([...lanes]).toEqual([1, 2, 7, 8, 5, 6]);
  });

  test("rounds to the type of the space on the way in", () => {
    const lanes = new Float32Array(1);
    laneCursor(box("float32", [0], [1])).write([0.1], lanes, 0);
    expect(lanes[0]).toBe(Math.fround(0.1));
  });

  test("moves images as rows of their size", () => {
    const image = boxOfShape("uint8", [2, 2], 0, 255);
    const lanes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect(laneCursor(image).read(lanes, 1)).toEqual([5, 6, 7, 8]);
  });
});

describe("elements", () => {
  test("of a discrete space are numbers", () => {
    expect(toElement(discrete(3), Int32Array.of(2))).toBe(2);
    const lane = new Int32Array(1);
    fromElement(2, lane);
    expect(lane[0]).toBe(2);
  });

  test("of a box are the array itself on the way out, a copy on the way in", () => {
    const space = box("float32", [0, 0], [1, 1]);
    const lane = Float32Array.of(0.25, 0.5);
    expect(toElement(space, lane)).toBe(lane);
    const into = new Float32Array(2);
    fromElement<typeof space>(lane, into);
    expect(into).toEqual(lane);
    expect(into).not.toBe(lane);
  });
});
