import { describe, expect, test } from "vitest";
import { camelCase, kebabCase, splitPartFlags } from "./part-flags.ts";

describe("splitPartFlags", () => {
  test("takes flags with dots and their values, and leaves the rest in order", () => {
    const { rest, partFlags } = splitPartFlags(
      ["run", "--env", "a/b", "--env.size", "8x8", "--seed", "1", "--planner.step-size=0.1", "--quiet"]
    );
    expect(rest).toEqual(["run", "--env", "a/b", "--seed", "1", "--quiet"]);
    expect(partFlags).toEqual([
      { flag: "--env.size", path: ["env", "size"], text: "8x8" },
      { flag: "--planner.step-size", path: ["planner", "stepSize"], text: "0.1" },
    ]);
  });

  test("takes negative numbers, and no value where another flag follows or nothing", () => {
    const { partFlags } = splitPartFlags(["--env.left-reward", "-1", "--env.slippery", "--search-control.tried-only"]);
    expect(partFlags.map(({ path, text }) => [path.join("."), text])).toEqual(
      [["env.leftReward", "-1"], ["env.slippery", undefined], ["searchControl.triedOnly", undefined]]
    );
  });

  test("knows parts of parts, empty values and values with signs of equality", () => {
    const { partFlags } = splitPartFlags(["--learner.learner.width", "8", "--env.map=", "--env.map=a=b"]);
    expect(partFlags.map(({ path, text }) => [path.join("."), text])).toEqual(
      [["learner.learner.width", "8"], ["env.map", ""], ["env.map", "a=b"]]
    );
  });

  test.each(["--envy.size", "--env.", "--env..size", "--constructor.size", "env.size"])("leaves %s alone", (argument) => {
    expect(splitPartFlags([argument, "3"])).toEqual({ rest: [argument, "3"], partFlags: [] });
  });
});

test("names in both spellings", () => {
  expect([camelCase("planning-steps"), camelCase("planningSteps"), kebabCase("planningSteps")]).toEqual(
    ["planningSteps", "planningSteps", "planning-steps"]
  );
});
