import { WorldwiseError } from "@worldwise/protocol";
import { checkInteger, checkProbability } from "./check-options.ts";
import { gridMap, upRightDownLeft } from "./grid-map.ts";
import type { GridMap } from "./grid-map.ts";
import { packageName } from "./package-name.ts";
import type { TaskRoomState } from "./task-room-scene.ts";
import { taskRoomScene } from "./task-room-scene.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { fromTransitionTable, tabulate } from "./transition-table.ts";

/** Options of the room with two tasks. */
export interface TaskRoomOptions {
  /** Whose reward it is; by default the cleaner's. Nothing else depends on it. */
  readonly task?: "artist" | "cleaner";
  /** Rows and columns of the room, by default 2 × 2; at most 6 cells. */
  readonly rows?: number;
  readonly columns?: number;
  /** Probability of each step that some tile repaints itself, in [0, 1]; by default 0.5. */
  readonly repaint?: number;
  /** Probability of each step that dirt falls somewhere, in [0, 1]; by default 0.3. */
  readonly dirtFall?: number;
  /** γ in [0, 1], by default 0.95. */
  readonly discount?: number;
}

/** Moves, then work. */
const work = upRightDownLeft.length;
const mostCells = 6;

/**
 * One room, two tasks: tiles that repaint themselves at random, dirt that falls at random, and an agent who works.
 *
 *   artist:   r = 1 for work on a blue tile, else 0
 *   cleaner:  r = 1 for work in a dirty cell, else 0
 *
 * The dynamics are the same for both, so is the table's every transition; only rewards differ. Actions: 0 up, 1 right, 2 down,
 * 3 left (staying at walls), 4 work, which removes the dirt of the cell. Then, independently: with probability `repaint` one
 * tile, each equally likely, changes its color; with probability `dirtFall` dirt falls on one cell, each equally likely. Starts
 * at the top left in a clean, red room; goes on for ever, customary limit 100 steps.
 *
 * C cells make C · 4^C states: (cell · 2^C + Σ_i dirty_i 2^i) · 2^C + Σ_i blue_i 2^i, 1024 for 2 × 2. The cleaner's value
 * depends on the dirt alone and the artist's on the colors alone, so a model that cannot hold both must choose, and which
 * choice is right depends on the task.
 *
 * Source: our own definition.
 * Throws `bad-options` on more than 6 cells, or probabilities outside [0, 1].
 */
export function taskRoom(options: TaskRoomOptions = {}): TabularWorld {
  const { task = "cleaner", rows = 2, columns = 2, repaint = 0.5, dirtFall = 0.3, discount = 0.95 } = options;
  checkRoom(rows, columns);
  checkProbability("repaint", repaint);
  checkProbability("dirtFall", dirtFall);
  const room = gridMap(new Array<string>(rows).fill(".".repeat(columns)));
  const cells = room.stateCount;
  const pays = (s: Bits): boolean => (((task === "artist" ? s.blue : s.dirty) >> s.cell) & 1) === 1;
  const table = tabulate(cells * 4 ** cells, work + 1, (state, action) => {
    const now = bitsOf(state, cells);
    const reward = Number(action === work && pays(now));
    return weather(acted(now, action, room), cells, { repaint, dirtFall }).map(
      ([probability, next]): Outcome => [probability, numberOf(next, cells), reward, false],
    );
  });
  return tabularWorld(fromTransitionTable(table, { initial: 0, discount }), {
    name: "taskRoom", package: packageName, maxEpisodeSteps: 100,
    scene: (state) => taskRoomScene(taskRoomState(state, cells), { rows, columns }),
  });
}

/** The parts of a state of a room with so many cells. Throws `bad-options` on a state that it does not have. */
export function taskRoomState(state: number, cells: number): TaskRoomState {
  checkInteger("cells", cells, 1, mostCells);
  checkInteger("state", state, 0, cells * 4 ** cells - 1);
  const { cell, dirty, blue } = bitsOf(state, cells);
  const list = (bits: number): readonly boolean[] => Array.from({ length: cells }, (_, i) => ((bits >> i) & 1) === 1);
  return { cell, dirty: list(dirty), blue: list(blue) };
}

/** Dirt and colors as one bit for each cell. */
interface Bits {
  readonly cell: number;
  readonly dirty: number;
  readonly blue: number;
}

function bitsOf(state: number, cells: number): Bits {
  const half = 2 ** cells;
  return { cell: Math.floor(state / half / half), dirty: Math.floor(state / half) % half, blue: state % half };
}

const numberOf = ({ cell, dirty, blue }: Bits, cells: number): number => (cell * 2 ** cells + dirty) * 2 ** cells + blue;

function acted({ cell, dirty, blue }: Bits, action: number, room: GridMap): Bits {
  if (action === work) return { cell, dirty: dirty & ~(1 << cell), blue };
  return { cell: room.neighbor(cell, upRightDownLeft[action]!), dirty, blue };
}

/** What repainting and falling dirt make of a state: outcomes of positive probability. */
function weather(
  { cell, dirty, blue }: Bits, cells: number, { repaint, dirtFall }: { readonly repaint: number; readonly dirtFall: number },
): readonly (readonly [number, Bits])[] {
  const colors = spread(blue, repaint, Array.from({ length: cells }, (_, i) => blue ^ (1 << i)));
  const dirts = spread(dirty, dirtFall, Array.from({ length: cells }, (_, i) => dirty | (1 << i)));
  return dirts.flatMap(
    ([p, nextDirty]) => colors.map(([q, nextBlue]) => [p * q, { cell, dirty: nextDirty, blue: nextBlue }] as const),
  );
}

/** The same with probability 1 − p, else each of the others equally likely; equal ones are added up. */
function spread(same: number, p: number, others: readonly number[]): readonly (readonly [number, number])[] {
  const probabilities = new Map([[same, 1 - p]]);
  for (const other of others) probabilities.set(other, (probabilities.get(other) ?? 0) + p / others.length);
  return [...probabilities].filter(([, probability]) => probability > 0).map(([bits, probability]) => [probability, bits]);
}

function checkRoom(rows: number, columns: number): void {
  checkInteger("rows", rows, 1);
  checkInteger("columns", columns, 1);
  if (rows * columns <= mostCells) return;
  throw new WorldwiseError("bad-options", {
    expected: `at most ${mostCells} cells`, got: `${rows} × ${columns}`,
    todo: "take a smaller room: states grow as 4 to the number of cells",
  });
}
