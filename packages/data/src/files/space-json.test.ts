import type { Space } from "@worldwise/protocol";
import { box, boxOfShape, discrete, sameSpace } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { spaceFromJson, spaceToJson } from "./space-json.ts";

const spaces: readonly Space[] = [
  discrete(1), discrete(500), box("float32", [-4.8, -Infinity], [4.8, Infinity]), box("float64", [-0, 1e-300], [0, 1e300]), boxOfShape("uint8", [2, 3, 1], 0, 255),
];

test.each(spaces)("%o comes back", (space) => {
  const back = spaceFromJson(spaceToJson(space));
  expect(sameSpace(back, space)).toBe(true);
  expect(back).toEqual(space);
});

test("bounds are nested as the shape is", () => {
  expect(spaceToJson(boxOfShape("uint8", [2, 1, 2], 0, 255)))
    .toBe("{\"type\": \"Box\", \"dtype\": \"uint8\", \"shape\": [2, 1, 2], \"low\": [[[0, 0]], [[0, 0]]], \"high\": [[[255, 255]], [[255, 255]]]}");
});

test("what Python wrote is read", () => {
  const text = "{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [2], \"low\": [-2.4000000953674316, -Infinity], \"high\": [2.4000000953674316, Infinity]}";
  expect(spaceFromJson(text)).toEqual(box("float32", [Math.fround(-2.4), -Infinity], [Math.fround(2.4), Infinity]));
  expect(spaceFromJson("{\"type\": \"Discrete\", \"dtype\": \"int64\", \"start\": 0, \"n\": 6}")).toEqual(discrete(6));
});

test.each([
  "{\"type\": \"Tuple\", \"subspaces\": []}", "{\"type\": \"Discrete\", \"start\": 1, \"n\": 6}", "{\"type\": \"Discrete\", \"n\": 0}", "[]", "no JSON",
  "{\"type\": \"Box\", \"dtype\": \"int64\", \"shape\": [1], \"low\": [0], \"high\": [1]}", "{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [2], \"low\": [0], \"high\": [1]}",
  "{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [1], \"low\": [2], \"high\": [1]}", "{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [1], \"low\": [\"a\"], \"high\": [1]}",
])("%s is refused", (text) => {
  expect(() => spaceFromJson(text)).toThrow("expected a Discrete from 0, or a Box of uint8, float32 or float64");
});
