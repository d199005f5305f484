import { expect, test } from "vitest";
import { nearestNames } from "./nearest-names.ts";

test("nearest names first, and none that are far", () => {
  const names = ["stepSize", "stepSizes", "explore", "x"];
  expect(nearestNames("stepsise", names)).toEqual(["stepSize", "stepSizes"]);
  expect(nearestNames("explroe", names)).toEqual(["explore"]);
  expect(nearestNames("temperature", names)).toEqual([]);
  expect(nearestNames("yz", names)).toEqual([]);
});
