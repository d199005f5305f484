import type { Point2, Scene, SceneMark } from "@worldwise/protocol";
import { rectangle } from "@worldwise/render";

/** A state of the room in parts. */
export interface TaskRoomState {
  /** Where the agent is: cells row by row, from the top left. */
  readonly cell: number;
  /** `[C]` Which cells are dirty. */
  readonly dirty: readonly boolean[];
  /** `[C]` Which tiles are blue; the others are red. */
  readonly blue: readonly boolean[];
}

/** The part of the picture round the room. */
const edge = 0.05;
/** Where specks of dirt lie in a cell. */
const specks: readonly Point2[] = [[0.2, 0.2], [0.82, 0.3], [0.25, 0.8], [0.75, 0.82]];

/** Tiles (blue ones in the accent color), dirt as specks, and the agent. A cell is one unit, the first at the top left. */
export function taskRoomScene(
  { cell, dirty, blue }: TaskRoomState, { rows, columns }: { readonly rows: number; readonly columns: number },
): Scene {
  const cornerOf = (tile: number): Point2 => [tile % columns, rows - 1 - Math.floor(tile / columns)];
  const [x, y] = cornerOf(cell);
  return {
    left: -edge, right: columns + edge, bottom: -edge, top: rows + edge,
    marks: [
      ...blue.flatMap((isBlue, tile) => tileMarks(cornerOf(tile), isBlue, dirty[tile]!)),
      { kind: "circle", center: [x + 0.5, y + 0.5], radius: 0.25, tone: "agent" },
    ],
  };
}

function tileMarks([x, y]: Point2, isBlue: boolean, isDirty: boolean): readonly SceneMark[] {
  const tile: SceneMark = {
    kind: "polygon", points: rectangle(x + edge, y + edge, x + 1 - edge, y + 1 - edge), tone: isBlue ? "accent" : "ground",
  };
  const dirt = specks.map(([right, up]): SceneMark => ({ kind: "circle", center: [x + right, y + up], radius: 0.06, tone: "body" }));
  return isDirty ? [tile, ...dirt] : [tile];
}
