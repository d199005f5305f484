import { box, discrete } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { actionCheck } from "./action-check.ts";
import type { SpacePart } from "./space-description.ts";

const part = (size: number, whole: boolean): SpacePart => ({ path: "", kind: whole ? "multi-discrete" : "box", size, whole });

test("integers in range pass, others throw and name the lane", () => {
  const check = actionCheck({ space: discrete(3), parts: [part(1, true)] }, 2);
  check(Int32Array.of(0, 2));
  expect(() => check(Int32Array.of(0, 3))).toThrow(/from 0 to 2 in dimension 0 of the action of lane 1\n.*3/u);
  expect(() => check(Int32Array.of(-1, 0))).toThrow(/of lane 0\n.*-1/u);
});

test("boxes are held to their bounds in their own precision", () => {
  const check = actionCheck({ space: box("float32", [-0.1, 0], [0.1, Infinity]), parts: [part(2, false)] }, 2);
  check(Float32Array.of(0.1, 0, -0.1, 1e30));
  expect(() => check(Float32Array.of(0.1, 0, 0.1, -1))).toThrow(/in dimension 1 of the action of lane 1/u);
  expect(() => check(Float32Array.of(Number.NaN, 0, 0, 0))).toThrow(/NaN/u);
  expect(() => check(Float32Array.of(0, Infinity, 0, 0))).toThrow(/Infinity/u);
});

test("where only whole numbers are, only those pass", () => {
  const parts = [part(1, true), part(1, false), part(1, true)];
  const check = actionCheck({ space: box("float64", [0, 0, 0], [9, 1, 9]), parts }, 1);
  check(Float64Array.of(3, 0.5, 9));
  expect(() => check(Float64Array.of(3, 0.5, 8.5))).toThrow(/a whole number from 0 to 9 in dimension 2/u);
});

test("arrays of another type or length throw", () => {
  const check = actionCheck({ space: discrete(3), parts: [part(1, true)] }, 2);
  expect(() => check(Int32Array.of(0))).toThrow(/action: Int32Array of 2/u);
  expect(() => check(Float32Array.of(0, 0))).toThrow(/action: Int32Array of 2/u);
});
