import type { GridLayout, Scene, SceneMark } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { gridScene } from "./grid-scene.ts";
import { rowScene } from "./row-scene.ts";
import { arc, graph, placed, rectangle } from "./shapes.ts";
import { toTerminal } from "./to-terminal.ts";

/** S # G over H Q C; the wall has no state. */
const grid: GridLayout = {
  rows: 2, columns: 3, stateOfCell: Int32Array.of(0, -1, 1, 2, 3, 4), marks: { 0: "S", 2: "G", 3: "H", 4: "Q", 5: "C" }, moves: [],
};
const withTone = ({ marks }: Scene, tone: SceneMark["tone"]): readonly SceneMark[] => marks.filter((mark) => mark.tone === tone);

describe("gridScene", () => {
  const scene = gridScene(grid);

  test("the agent is a disk in its cell, rows from the top", () => {
    expect(withTone(scene(0), "agent")).toEqual([{ kind: "circle", center: [0.5, 1.5], radius: 0.28, tone: "agent" }]);
    expect(withTone(scene(4), "agent")).toEqual([{ kind: "circle", center: [2.5, 0.5], radius: 0.28, tone: "agent" }]);
    expect(withTone(scene(5), "agent")).toEqual([]);
  });

  test("walls, goals, holes, cliffs and letters have their looks", () => {
    const center = ({ points }: { readonly points: readonly (readonly [number, number])[] }): readonly number[] =>
      [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
    const [wall] = withTone(scene(0), "body");
    expect(wall?.kind === "polygon" && center(wall)).toEqual([1.5, 1.5]);
    const [goal] = withTone(scene(0), "goal");
    expect(goal?.kind === "polygon" && center(goal)).toEqual([2.5, 1.5]);
    const [hole, cliff] = withTone(scene(0), "danger");
    expect(hole).toMatchObject({ kind: "circle", center: [0.5, 0.5] });
    expect(cliff?.kind === "polygon" && center(cliff)).toEqual([2.5, 0.5]);
    expect(withTone(scene(0), "text")).toEqual([{ kind: "text", at: [1.5, 0.5], text: "Q", tone: "text" }]);
  });

  test("a closed cell is a wall, though it has a state", () => {
    const closed = gridScene({ ...grid, marks: { 0: "%" } });
    expect(withTone(closed(2), "body")).toHaveLength(2);
  });

  test("pictures share what does not move, and one window", () => {
    const [one, other] = [scene(0), scene(3)];
    expect({ ...one, marks: [] }).toEqual({ ...other, marks: [] });
    expect(one.marks.slice(0, -1).every((mark, k) => mark === other.marks[k])).toBe(true);
  });

  test("a grid of one row is a chain", () => {
    const row: GridLayout = { rows: 1, columns: 3, stateOfCell: Int32Array.of(0, 1, 2), marks: { 2: "G" }, moves: [] };
    expect(gridScene(row)(1)).toEqual(rowScene({ states: [0, 1, 2], marks: { 2: "G" } })(1));
  });

  test("letters in a terminal", () => {
    const lines = toTerminal(scene(1), { columns: 31, rows: 10, characters: "ascii" });
    expect(lines.join("\n")).toMatch(/####[^]*@/);
    expect(lines.join("\n")).toContain("Q");
  });
});

describe("rowScene", () => {
  test("states from left to right, in the order that is given", () => {
    const scene = rowScene({ states: [2, 1, 0], marks: { 2: "G", 0: "H" } });
    expect(withTone(scene(2), "agent")).toMatchObject([{ center: [0, 0] }]);
    expect(withTone(scene(0), "agent")).toMatchObject([{ center: [2, 0] }]);
    expect(withTone(scene(0), "goal")).toMatchObject([{ center: [2, 0] }]);
    expect(withTone(scene(0), "danger")).toMatchObject([{ center: [0, 0] }]);
    expect(withTone(scene(7), "agent")).toEqual([]);
  });

  test("long rows are a line with ticks, ends at the ends", () => {
    const scene = rowScene({ states: Array.from({ length: 1002 }, (_, state) => state), marks: { 1001: "G" } });
    expect(withTone(scene(0), "agent")).toMatchObject([{ center: [0, 0] }]);
    expect(withTone(scene(1001), "agent")).toMatchObject([{ center: [24, 0] }]);
    expect(withTone(scene(0), "goal")).toMatchObject([{ center: [24, 0] }]);
    expect(scene(500).marks.length).toBeLessThan(20);
  });
});

describe("shapes", () => {
  test("placed turns counterclockwise, then moves", () => {
    const [[x, y]] = placed([[1, 0]], [10, 20], Math.PI / 2) as readonly [readonly [number, number]]; // one point in, one out
    expect([x, y]).toEqual([expect.closeTo(10, 12), expect.closeTo(21, 12)]);
    expect(placed(rectangle(0, 0, 1, 2), [5, 5])).toEqual([[5, 5], [6, 5], [6, 7], [5, 7]]);
  });

  test("arcs and graphs hold both ends", () => {
    const half = arc([1, 1], 2, 0, Math.PI);
    expect(half).toHaveLength(49);
    expect(half[0]).toEqual([3, 1]);
    expect(half[24]).toEqual([expect.closeTo(1, 12), expect.closeTo(3, 12)]);
    expect(half[48]).toEqual([expect.closeTo(-1, 12), expect.closeTo(1, 12)]);
    const parabola = graph((x) => x * x, -1, 3);
    expect([parabola[0], parabola[48]]).toEqual([[-1, 1], [3, 9]]);
  });
});
