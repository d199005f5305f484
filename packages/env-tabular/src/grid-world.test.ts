import { checkMdp } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { gridMap, refine } from "./grid-map.ts";
import { gridWorld } from "./grid-world.ts";
import { toTransitionTable } from "./transition-table.ts";

const small = { name: "small", map: ["S#G", "..."], discount: 0.9 } as const;

describe("gridWorld", () => {
  test("walls have no state, and moves into them stay", () => {
    const { mdp, grid } = gridWorld(small);
    expect(mdp.stateCount).toBe(5);
    expect(grid).toEqual({
      rows: 2, columns: 3, stateOfCell: Int32Array.of(0, -1, 1, 2, 3, 4), marks: { 0: "S", 2: "G" },
      moves: [[-1, 0], [0, 1], [1, 0], [0, -1]],
    });
    const table = toTransitionTable(mdp);
    expect(table[0]).toEqual([[[1, 0, 0, false]], [[1, 0, 0, false]], [[1, 2, 0, false]], [[1, 0, 0, false]]]);
    expect(table[4]![0]).toEqual([[1, 1, 1, true]]);
    expect(table[1]![0]).toEqual([[1, 1, 0, true]]);
  });

  test("a slip goes in each other direction with the same probability, the intended one first", () => {
    const { mdp } = gridWorld({ ...small, success: 0.7, goalReward: 5, stepReward: -1 });
    checkMdp(mdp);
    const slip = (1 - 0.7) / 3;
    expect(toTransitionTable(mdp)[4]![0]).toEqual(
      [[0.7, 1, 5, true], [slip, 4, -1, false], [slip, 4, -1, false], [slip, 3, -1, false]],
    );
  });

  test("starts at the marks or anywhere, never in a closed cell", () => {
    const map = ["SS.", "%.G"];
    expect([...gridWorld({ ...small, map }).mdp.initial]).toEqual([0.5, 0.5, 0, 0, 0, 0]);
    expect([...gridWorld({ ...small, map, start: "anywhere" }).mdp.initial]).toEqual([0.25, 0.25, 0.25, 0, 0.25, 0]);
  });

  test("a closed cell can be left but not entered", () => {
    const table = toTransitionTable(gridWorld({ ...small, map: ["S%G"] }).mdp);
    expect(table[0]![1]).toEqual([[1, 0, 0, false]]);
    expect(table[1]![3]).toEqual([[1, 0, 0, false]]);
    expect(table[1]![1]).toEqual([[1, 2, 1, true]]);
  });

  test("refuses bad maps", () => {
    expect(() => gridWorld({ ...small, map: [] })).toThrow(/no wall/);
    expect(() => gridWorld({ ...small, map: ["##"] })).toThrow(/no wall/);
    expect(() => gridWorld({ ...small, map: ["S."] })).toThrow(/goal/);
    expect(() => gridWorld({ ...small, map: [".G"] })).toThrow(/start cell/);
    expect(() => gridWorld({ ...small, success: Number.NaN })).toThrow(/success in \[0, 1\]/);
  });
});

describe("refine", () => {
  test("stretches walls and keeps one start and one goal", () => {
    expect(refine(["S#", ".G"], 2)).toEqual(["S.##", "..##", "..G.", "...."]);
    expect(gridMap(refine(["S#", ".G"], 3)).stateCount).toBe(27);
  });
});
