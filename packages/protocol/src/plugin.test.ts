import { describe, expect, test } from "vitest";
import { mark, roleVersions } from "./plugin.ts";
import { discrete } from "./space.ts";

describe("mark", () => {
  const spaces = { observation: discrete(3), action: discrete(2), discount: 0.9 };
  const needs = ["mdp"];
  const act = (): number => 1;
  const marked = mark("planner", { name: "greedy", package: "acme@1.0.0", needs, provides: ["value"], spaces }, { act });

  test("keeps the functions and says what the component is", () => {
    expect(marked.act).toBe(act);
    expect(marked["~worldwise"]).toEqual({
      role: "planner", version: 0, name: "greedy", package: "acme@1.0.0", needs: ["mdp"], provides: ["value"],
      spaces: { observation: discrete(3), action: discrete(2) },
    });
  });

  test("freezes record, marker and lists", () => {
    const marker = marked["~worldwise"];
    expect([marked, marker, marker.needs, marker.provides].map(Object.isFrozen)).toEqual([true, true, true, true]);
    expect(() => Object.assign(marked, { act: () => 2 })).toThrow(TypeError);
    expect(() => Object.assign(marker, { name: "other" })).toThrow(TypeError);
  });

  test("does not freeze, or follow, the lists of the author", () => {
    needs.push("data");
    expect(marked["~worldwise"].needs).toEqual(["mdp"]);
  });

  test("calls the package local and leaves the spaces out when they are not given", () => {
    const { "~worldwise": marker } = mark("optimizer", { name: "sgd", needs: [], provides: [] }, {});
    expect(marker.package).toBe("local");
    expect("spaces" in marker).toBe(false);
  });

  test("every role has a version line", () => {
    expect(Object.values(roleVersions)).toEqual(Array(9).fill(0));
  });
});
