import type { Agent, GridLayout } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { Output } from "../shell.ts";
import { agentKnowledge } from "./agent-knowledge.ts";
import { asciiCell, colorCell } from "./cell-painter.ts";
import { gridLines } from "./grid-lines.ts";
import { plainScreen, terminalScreen } from "./screen.ts";
import { stateTable } from "./state-table.ts";

/** S # G over three free cells; actions up, right, down, left. */
const grid: GridLayout = {
  rows: 2, columns: 3, stateOfCell: Int32Array.of(0, -1, 1, 2, 3, 4), marks: { 0: "S", 2: "Goal" },
  moves: [[-1, 0], [0, 1], [1, 0], [0, -1]],
};
const knowledge = { value: Float64Array.of(1, 11, 3, 5, 9), greedyAction: Int32Array.of(2, -1, 1, 3, 0) };

describe("gridLines", () => {
  test("values as digits, walls, marks, arrows, the agent", () => {
    expect(gridLines(grid, knowledge, 3, asciiCell)).toEqual(["Sv0###G 9", " >2@<4 ^8", "value 1 … 11"]);
  });

  test("no digits without values, and zeros where all are the same or no numbers", () => {
    expect(gridLines(grid, { ...knowledge, value: undefined }, 0, asciiCell)).toEqual(["@v ###G  ", " > " + " < " + " ^ "]);
    expect(gridLines(grid, { ...knowledge, value: new Float64Array(5) }, 0, asciiCell)[0]).toBe("@v0###G 0");
    expect(gridLines(grid, { ...knowledge, value: new Float64Array(5).fill(Number.NaN) }, 0, asciiCell)[0]).toBe("@v0###G 0");
  });

  test("colors go from blue to yellow in 24 bits, three characters a cell", () => {
    const [low, high] = [0, 1].map((share) => colorCell({ wall: false, marker: "@", move: [1, 1], share }));
    expect(low).toBe("\u001b[48;2;22;26;70m\u001b[38;2;255;255;255m@↘ \u001b[0m");
    expect(high).toBe("\u001b[48;2;250;228;82m\u001b[38;2;0;0;0m@↘ \u001b[0m");
    expect(colorCell({ wall: true, marker: " ", move: undefined, share: undefined })).toContain("m   \u001b[0m");
  });
});

test("stateTable shows the states round the agent", () => {
  const value = Float64Array.from({ length: 100 }, (_, s) => s / 3);
  const table = stateTable(100, { value, greedyAction: new Int32Array(100).fill(-1) }, 98, 4);
  expect(table).toEqual([
    "   state        value  action", "      96           32", "      97        32.33", "@     98        32.67",
    "      99           33", "  … 96 more states",
  ]);
  expect(stateTable(2, { value: undefined, greedyAction: Int32Array.of(1, 0) }, 0, 9)).toEqual(
    ["   state        value  action", "@      0                    1", "       1                    0"]
  );
});

describe("agentKnowledge", () => {
  /** Only what is read. */
  const agentOf = (agent: Partial<Agent>): Agent => agent as Agent;

  test("takes values and greedy actions from a table of action values", () => {
    const agent = agentOf({ decision: { actionValueTable: Float64Array.of(1, 2, 3, 3, -1, -2) } });
    const { value, greedyAction } = agentKnowledge(agent, 3, 2);
    expect([...Array.from(value!), ...Array.from(greedyAction)]).toEqual([2, 3, -1, 1, -1, 0]);
  });

  test("asks the policy where there is none, and leaves the agent as it was", () => {
    const calls: string[] = [];
    const { value, greedyAction } = agentKnowledge(agentOf({
      decision: {}, save: () => (calls.push("save"), 7),
      load: (saved) => void calls.push(saved === 7 ? "load" : "load something else"),
      act: (observation, outAction, mode) => { outAction[0] = mode === "evaluate" ? observation[0]! + 1 : -9; },
    }), 3, 4);
    expect(value).toBeUndefined();
    expect([...Array.from(greedyAction)]).toEqual([1, 2, 3]);
    expect(calls).toEqual(["save", "load"]);
  });
});

describe("screens", () => {
  function recorder(rows: number): Output & { readonly text: () => string } {
    const parts: string[] = [];
    return { isTTY: true, rows, write: (text: string) => parts.push(text), text: () => parts.join("") };
  }

  test("a terminal is drawn in place, cut to its height, and given back", () => {
    const out = recorder(3);
    const screen = terminalScreen(out);
    screen.show(["a", "b", "c"]);
    screen.close();
    const [begin, end] = ["\u001b[?1049h\u001b[?25l\u001b[?7l", "\u001b[?7h\u001b[?25h\u001b[?1049l"];
    expect(out.text()).toBe(`${begin}\u001b[Ha\u001b[K\r\nb\u001b[K\r\n\u001b[J${end}a\nb\nc\n`);
  });

  test("plain frames have an empty line between them", () => {
    const out = recorder(3);
    const screen = plainScreen(out);
    screen.show(["a"]);
    screen.show(["b"]);
    screen.close();
    expect(out.text()).toBe("a\n\nb\n");
  });
});
