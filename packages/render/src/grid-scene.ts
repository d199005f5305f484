import type { GridLayout, Point2, Scene, SceneMark } from "@worldwise/protocol";
import { rowScene } from "./row-scene.ts";
import { rectangle } from "./shapes.ts";

/**
 * Pictures of a grid world: one function from states to scenes, which share what does not move.
 *
 * A cell is one unit; cell (0, 0) is at the top left. By its letter a cell is a start (S, a ring), a goal (G), a hole (H), a cliff (C)
 * or closed (%); other letters stand in it. The agent is a disk; a state that no cell shows leaves it out. A grid of one row is
 * drawn by {@link rowScene}.
 *
 * @example
 * ```ts
 * import { gridScene, toTerminal } from "@worldwise/render";
 *
 * const grid = { rows: 1, columns: 2, stateOfCell: Int32Array.of(0, 1), marks: { 1: "G" }, moves: [] };
 * const scene = gridScene({ ...grid, rows: 2, columns: 1 });
 * console.log(scene(0).marks.at(-1)?.tone); // agent
 * console.log(toTerminal(scene(1), { columns: 20, rows: 8 }).length); // 8
 * ```
 */
export function gridScene(grid: GridLayout): (state: number) => Scene {
  const { rows, columns, stateOfCell, marks } = grid;
  if (rows === 1) return rowScene({ states: stateOfCell, marks });
  const board: readonly SceneMark[] = [
    { kind: "polygon", points: rectangle(0, 0, columns, rows), tone: "ground" }, ...gridLines(rows, columns),
    ...[...stateOfCell.keys()].flatMap((cell) => cellMarks(cornerOf(cell, grid), stateOfCell[cell]! < 0 ? "#" : marks[cell])),
  ];
  const view = { left: -edge, right: columns + edge, bottom: -edge, top: rows + edge };
  return (state) => ({ ...view, marks: [...board, ...agentMarks(stateOfCell.indexOf(state), grid)] });
}

const edge = 0.05;
const lineWidth = 0.02;
/** Of walls side by side, lest a seam be seen. */
const overlap = 0.01;

function gridLines(rows: number, columns: number): readonly SceneMark[] {
  const line = (points: readonly Point2[]): SceneMark => ({ kind: "line", points, tone: "faint", width: lineWidth });
  return [
    ...Array.from({ length: columns + 1 }, (_, x) => line([[x, 0], [x, rows]])),
    ...Array.from({ length: rows + 1 }, (_, y) => line([[0, y], [columns, y]])),
  ];
}

/** Bottom left of a cell. */
const cornerOf = (cell: number, { rows, columns }: GridLayout): Point2 => [cell % columns, rows - 1 - Math.floor(cell / columns)];

function cellMarks([x, y]: Point2, letter = ""): readonly SceneMark[] {
  const center: Point2 = [x + 0.5, y + 0.5];
  const square = (inset: number): readonly Point2[] => rectangle(x + inset, y + inset, x + 1 - inset, y + 1 - inset);
  switch (letter) {
    case "": return [];
    case "#": case "%": return [{ kind: "polygon", points: square(-overlap), tone: "body" }];
    case "G": return [{ kind: "polygon", points: square(0.1), tone: "goal" }];
    case "C": return [{ kind: "polygon", points: square(0.04), tone: "danger" }];
    case "H": return [{ kind: "circle", center, radius: 0.4, tone: "danger" }];
    case "S": return [
      { kind: "circle", center, radius: 0.4, tone: "faint" }, { kind: "circle", center, radius: 0.34, tone: "ground" },
    ];
    default: return [{ kind: "text", at: center, text: letter, tone: "text" }];
  }
}

function agentMarks(cell: number, grid: GridLayout): readonly SceneMark[] {
  if (cell < 0) return [];
  const [x, y] = cornerOf(cell, grid);
  return [{ kind: "circle", center: [x + 0.5, y + 0.5], radius: 0.28, tone: "agent" }];
}
