import { box, boxOfShape, discrete } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { actionsCheck } from "./actions-check.ts";

test("actions inside their spaces pass, bounds and all, as float32 has them", () => {
  actionsCheck(discrete(3))(Int32Array.of(0, 2, 1));
  actionsCheck(box("float32", [-0.1, -Infinity], [0.1, Infinity]))(Float32Array.of(-0.1, 1e30, 0.1, -1e30));
  actionsCheck(boxOfShape("uint8", [2], 0, 255))(Uint8Array.of(0, 255));
});

test("the first that is outside is named with its lane", () => {
  expect(() => actionsCheck(discrete(3))(Int32Array.of(0, 3, 1))).toThrow("expected the action of lane 1 in discrete(3)\n     got 3");
  expect(() => actionsCheck(discrete(3))(Int32Array.of(-1))).toThrow("got -1");
  const check = actionsCheck(box("float32", [-1, -Infinity], [1, Infinity]));
  expect(() => check(Float32Array.of(0, 0, 0, NaN, 0, 0))).toThrow("expected the action of lane 1 in box float32[2]\n     got NaN in dimension 1");
  expect(() => check(Float32Array.of(0, Infinity))).toThrow("got Infinity in dimension 1");
  expect(() => check(Float32Array.of(0, 0, 0, 0, 1.5, 0))).toThrow("expected the action of lane 2");
});
