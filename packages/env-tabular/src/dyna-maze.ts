import { checkInteger } from "./check-options.ts";
import { refine } from "./grid-map.ts";
import { gridWorld } from "./grid-world.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";

const map = [
  ".......#G",
  "..#....#.",
  "S.#....#.",
  "..#......",
  ".....#...",
  ".........",
];

/** Options of the Dyna maze. */
export interface DynaMazeOptions {
  /** γ in [0, 1], by default 0.95. */
  readonly discount?: number;
}

/**
 * The Dyna maze: four moves that always succeed, reward 1 on reaching the goal, 0 elsewhere. 47 states, shortest path 14.
 *
 * Actions: 0 up, 1 right, 2 down, 3 left. States are the free cells, row by row.
 *
 * Source: Sutton and Barto (2018), Reinforcement Learning, 2nd ed., example 8.1; the layout as in the authors' book programs.
 */
export function dynaMaze({ discount = 0.95 }: DynaMazeOptions = {}): TabularWorld {
  return gridWorld({ name: "dynaMaze", package: packageName, map, discount });
}

/** Options of the larger mazes. */
export interface LargerMazeOptions extends DynaMazeOptions {
  /** How many cells each cell of the Dyna maze becomes along a side: 2 … 8, by default 2. */
  readonly factor?: number;
}

/**
 * The Dyna maze on a finer grid: every cell becomes factor × factor cells.
 *
 * So there are 47 · factor² states, and the shortest path has 14 · factor steps.
 * Start and goal stay single cells, the top left one of their block. Actions and rewards as in `dynaMaze`.
 * Throws `bad-options` unless `factor` is a whole number from 2 to 8.
 *
 * Source: the experiment of Sutton and Barto (2018), example 8.4 (figure 8.4 and text): mazes of the structure of the Dyna maze
 * on finer grids.
 * Differs: the book does not say which fine cells are start and goal; the choice is ours.
 */
export function largerMaze({ factor = 2, discount = 0.95 }: LargerMazeOptions = {}): TabularWorld {
  checkInteger("factor", factor, 2, 8);
  return gridWorld({ name: "largerMaze", package: packageName, map: refine(map, factor), discount });
}
