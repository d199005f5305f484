import { describe, expect, test } from "vitest";
import { render } from "./html.ts";
import { onItsOwn } from "./theme.ts";
import type { GridResult } from "./value-map.ts";
import { mapCells, plainColors, valueColors } from "./value-map.ts";
import { valueMapChart } from "./value-map-chart.ts";

/** S # G over . . . : five states, one wall. Actions: up, right, down, left, and a fifth that stays. */
const result: GridResult = {
  grid: {
    rows: 2, columns: 3, stateOfCell: [0, -1, 1, 2, 3, 4], marks: { 0: "S", 2: "G" },
    moves: [[-1, 0], [0, 1], [1, 0], [0, -1], [0, 0]],
  },
  tables: { value: [0.2, 9, 0.4, 0.6, 0.8], greedyAction: [2, 0, 1, 4, 0] },
};

describe("what each cell shows", () => {
  test("states, walls, marks and arrows stand where the layout says", () => {
    expect(mapCells(result)).toEqual([
      { row: 0, column: 0, kind: "floor", value: 0.2, mark: "S", arrow: [1, 0] },
      { row: 0, column: 1, kind: "wall" },
      { row: 0, column: 2, kind: "end", value: 9, mark: "G" },
      { row: 1, column: 0, kind: "floor", value: 0.4, arrow: [0, 1] },
      { row: 1, column: 1, kind: "floor", value: 0.6 },
      { row: 1, column: 2, kind: "floor", value: 0.8, arrow: [-1, 0] },
    ]);
  });

  test("without greedy actions there are no arrows; diagonal ones have length 1", () => {
    const { grid, tables } = result;
    expect(mapCells({ grid, tables: { ...tables, greedyAction: [] } }).some(({ arrow }) => arrow)).toBe(false);
    const [first] = mapCells({ grid: { ...grid, moves: [[1, 1]] }, tables: { ...tables, greedyAction: [0] } });
    expect(Math.hypot(...first!.arrow!)).toBeCloseTo(1, 12);
  });
});

describe("colors", () => {
  test("the ends of the scale are the lowest and the highest value", () => {
    const colors = valueColors([0.8, 0.2, Number.NaN]);
    expect([colors.low, colors.high]).toEqual([0.2, 0.8]);
    expect(colors.color(0.2)).toBe("rgb(253, 244, 216)");
    expect(colors.color(0.8)).toBe("rgb(20, 99, 122)");
    expect([colors.inkOn(0.2), colors.inkOn(0.8)]).toEqual(["#15191e", "#ffffff"]);
  });

  test("equal values have one color", () => {
    expect(valueColors([1, 1]).color(1)).toBe("rgb(253, 244, 216)");
  });
});

test("the picture: six cells of 44 pixels, the value of the goal not on the scale", () => {
  const picture = valueMapChart([{ ...result, label: "plain" }], { name: "map", place: "maze", seed: "1" });
  const drawn = render(picture.draw(onItsOwn));
  const square = 'width="44" height="44"';
  expect(drawn).toContain(`<rect x="44" y="0" ${square} fill="${plainColors.wall}"></rect>`);
  expect(drawn).toContain(`<rect x="88" y="0" ${square} fill="${plainColors.end}"><title>row 1, column 3: 9</title>`);
  expect(drawn).toContain(`<rect x="88" y="44" ${square} fill="rgb(20, 99, 122)"><title>row 2, column 3: 0.800</title>`);
  expect(drawn.match(/<path /g)).toHaveLength(3);
  expect(picture.description).toContain("Values from 0.200 to 0.800");
  // The start's arrow points down: its head lies below the middle of the cell.
  expect(drawn).toContain("M22,10.12L22,33.88");
});
