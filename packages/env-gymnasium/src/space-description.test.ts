import { box, boxOfShape, discrete } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { readSpace } from "./space-description.ts";

const part = (size: number, kind = "box"): object => ({ path: "", kind, size, whole: kind !== "box" });
const bounds = (...data: number[]): object => ({ dtype: "float64", shape: [data.length], data: Float64Array.from(data) });

test("integers", () => {
  const { space, parts } = readSpace({ kind: "discrete", count: 7, parts: [part(1, "discrete")] });
  expect(space).toEqual(discrete(7));
  expect(parts).toEqual([{ path: "", kind: "discrete", size: 1, whole: true }]);
});

test("boxes, their bounds one for each number or one for all", () => {
  const [low, high] = [bounds(-1, -Infinity), bounds(1, Infinity)];
  const each = { kind: "box", dtype: "float32", shape: [2], low, high, parts: [part(2)] };
  expect(readSpace(each).space).toEqual(box("float32", [-1, -Infinity], [1, Infinity]));
  const image = { kind: "box", dtype: "uint8", shape: [2, 2, 3], low: 0, high: 255, parts: [part(12)] };
  expect(readSpace(image).space).toEqual(boxOfShape("uint8", [2, 2, 3], 0, 255));
  const number = { kind: "box", dtype: "float64", shape: [], low: 0, high: 1, parts: [part(1)] };
  expect(readSpace(number).space).toMatchObject({ size: 1, shape: [] });
});

test.each([
  null, [], { kind: "box" }, { kind: "box", dtype: "int64", shape: [1], low: 0, high: 1, parts: [part(1)] },
  { kind: "box", dtype: "uint8", shape: [0], low: 0, high: 1, parts: [] },
  { kind: "box", dtype: "uint8", shape: [2], low: bounds(0), high: 1, parts: [part(2)] },
  { kind: "box", dtype: "uint8", shape: [2], low: 0, high: 1, parts: [part(1)] },
  { kind: "discrete", count: 2, parts: [part(1, "odd")] },
  { kind: "discrete", count: 2 },
])("%o is no description", (value) => {
  expect(() => readSpace(value)).toThrow(/expected the description of a space/u);
});

test("a count that makes no sense throws", () => {
  expect(() => readSpace({ kind: "discrete", count: 0, parts: [part(1, "discrete")] })).toThrow(/a positive integer count/u);
});
