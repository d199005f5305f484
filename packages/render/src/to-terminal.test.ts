import type { Scene, SceneMark } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { disk, tenByTen, word } from "./fixtures/scenes.ts";
import { rectangle } from "./shapes.ts";
import { toTerminal } from "./to-terminal.ts";

/** Eight units wide and high: a dot for each unit in four columns and two rows. */
const dots = (...marks: readonly SceneMark[]): Scene => ({ left: 0, right: 8, bottom: 0, top: 8, marks });
const small = { columns: 4, rows: 2 } as const;
const box = (left: number, bottom: number, right: number, top: number, tone: SceneMark["tone"]): SceneMark =>
  ({ kind: "polygon", points: rectangle(left, bottom, right, top), tone });
const escape = (codes: string): string => `\u001b[${codes}m`;

describe("Braille", () => {
  test("a rising line, dot by dot", () => {
    expect(toTerminal(dots({ kind: "line", points: [[0.5, 0.5], [7.5, 7.5]], tone: "body" }), small)).toEqual(["  ⡠⠊", "⡠⠊"]);
  });

  test("full characters are blocks, halves are halves", () => {
    expect(toTerminal(dots(box(0, 4, 4, 8, "body"), box(5, 0, 6, 8, "body"), box(0, 0, 2, 2, "body")), small)).toEqual(["██⢸", "⣤ ⢸"]);
  });

  test("a dot belongs to the last mark that covers its center", () => {
    const lines = toTerminal(dots(box(0, 0, 8, 8, "body"), box(2, 0, 4, 8, "ground")), small);
    expect(lines).toEqual(["█ ██", "█⠂██"]); // the ground is a texture where there is no color
  });

  test("even what is smaller than a dot is seen: points, hairlines, thin areas", () => {
    expect(toTerminal(dots(disk(0.6, 7.6, 0.001)), small)).toEqual(["⠁", ""]);
    expect(toTerminal(dots({ kind: "line", points: [[0, 3.9], [8, 3.9]], tone: "body", width: 1e-6 }), small)).toEqual(["", "⠉⠉⠉⠉"]);
    expect(toTerminal(dots(box(2.9, 1, 3.1, 7, "body")), small)).toEqual([" ⣶", " ⠿"]);
  });

  test("the picture is as large as there is room for, at one scale", () => {
    const wide: Scene = { left: 0, right: 40, bottom: 0, top: 8, marks: [box(0, 0, 40, 8, "body")] };
    expect(toTerminal(wide, { columns: 20, rows: 20 })).toEqual(["█".repeat(20), "█".repeat(20)]);
    expect(toTerminal(wide, { columns: 80, rows: 1 })).toEqual(["█".repeat(10)]);
    expect(toTerminal(wide, { columns: 1, rows: 1 })).toHaveLength(1);
  });

  test("a disk looks round: as wide as high in dots", () => {
    const lines = toTerminal(tenByTen(disk(5, 5, 5, "body")), { columns: 20, rows: 10 });
    expect(lines).toHaveLength(10);
    expect(lines.slice(4, 6)).toEqual(["█".repeat(20), "█".repeat(20)]);
    const [margins, lengths] = [lines.map((line) => line.search(/\S/)), lines.map(({ length }) => length)];
    expect(margins).toEqual(lengths.map((length) => 20 - length)); // left as right
    expect(margins).toEqual([...margins].reverse()); // above as below
  });
});

describe("colors", () => {
  test("are written where they change, and given back", () => {
    const [line] = toTerminal(dots(box(0, 4, 2, 8, "danger"), box(2, 4, 4, 8, "danger"), box(6, 4, 8, 8, "goal")), { ...small, color: true });
    expect(line).toBe(`${escape("0;91")}██${escape("0")} ${escape("0;92")}█${escape("0")}`);
  });

  test("two tones in a character: dots of the one on the color of the other", () => {
    const scene = dots(box(0, 4, 8, 8, "goal"), box(0, 4, 1, 8, "agent"));
    expect(toTerminal(scene, { ...small, color: true })[0]).toBe(`${escape("0;94;102")}⡇${escape("0;92")}███${escape("0")}`);
  });

  test("the ground is thin, and no paper of others", () => {
    const scene = dots(box(0, 0, 8, 8, "ground"), box(0, 0, 1, 8, "agent"));
    expect(toTerminal(scene, { ...small, color: true })[1]).toBe(`${escape("0;94")}⡇${escape("0;90")}⠂ ⠂${escape("0")}`);
  });

  test("there are none in letters, and none unless asked for", () => {
    const scene = dots(box(0, 0, 8, 8, "goal"));
    expect(toTerminal(scene, { ...small, characters: "ascii", color: true })).toEqual(["GGGG", "GGGG"]);
    expect(toTerminal(scene, small).join("")).not.toContain("\u001b");
  });
});

describe("letters for tones", () => {
  test("what stands out most names the character", () => {
    const scene = dots(box(0, 0, 8, 4, "ground"), box(2, 0, 4, 8, "body"), disk(5, 5, 0.6));
    expect(toTerminal(scene, { ...small, characters: "ascii" })).toEqual([" #@", ".#.."]);
  });
});

describe("words", () => {
  test("stand in the middle of their place, and are cut at the edge", () => {
    expect(toTerminal(tenByTen(word("hey", [4.5, 7.5])), { columns: 10, rows: 5 })).toEqual(["", "   hey", "", "", ""]);
    expect(toTerminal(tenByTen(word("edges", [0, 9])), { columns: 10, rows: 5 })[0]).toBe("ges");
    expect(toTerminal(tenByTen(word("far", [0, 99])), { columns: 10, rows: 5 }).join("")).toBe("");
  });

  test("steer nothing: control characters and those of other widths are question marks", () => {
    const lines = toTerminal(tenByTen(word("\u001b[2J\u0007\u009b\u202e漢é→\u0301😀")), { columns: 40, rows: 10 });
    expect(lines.join("").trimStart()).toBe("?[2J????é→??");
  });
});

describe("numbers that are none", () => {
  test("leave a mark out; edges and rooms that are none throw", () => {
    expect(toTerminal(tenByTen(disk(Number.NaN, 1, 1), word("a", [Infinity, 1]))).join("")).toBe("");
    expect(() => toTerminal({ ...tenByTen(), left: 10 })).toThrow(WorldwiseError);
    for (const columns of [0, -1, 1.5, Number.NaN, Infinity]) expect(() => toTerminal(tenByTen(), { columns })).toThrow("columns: a whole number");
    expect(() => toTerminal(tenByTen(), { rows: 0 })).toThrow("rows: a whole number");
  });
});
