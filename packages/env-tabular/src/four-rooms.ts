import { WorldwiseError } from "@worldwise/protocol";
import { gridWorld } from "./grid-world.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";

const map = [
  "#############",
  "#.....#.....#",
  "#.....#.....#",
  "#...........#",
  "#.....#.....#",
  "#.....#.....#",
  "##.####.....#",
  "#.....###.###",
  "#.....#.....#",
  "#.....#.....#",
  "#...........#",
  "#.....#.....#",
  "#############",
];

/** Options of the four rooms. */
export interface FourRoomsOptions {
  /** The goal's cell, `[row, column]`, each 0 … 12. By default `[7, 9]`, the hallway on the east. */
  readonly goal?: readonly number[];
  /** Probability in [0, 1] of the intended direction, by default 2/3; the other three share the rest. */
  readonly success?: number;
  /** γ in [0, 1], by default 0.9. */
  readonly discount?: number;
}

/**
 * Four rooms joined by four hallways: 104 states, four moves that go astray one time in three.
 *
 * Reward 1 at the goal, which ends the episode. Actions: 0 up, 1 right, 2 down, 3 left. Starts in any other cell, equally likely.
 * Hallways: (3, 6), (6, 2), (7, 9), (10, 6).
 *
 * Source: Sutton, Precup and Singh (1999), Between MDPs and semi-MDPs, section 2; layout read off its figure.
 * Differs: the paper tabulates no goal and no start; the default goal and the start distribution are ours.
 * Throws `bad-options` when the goal is no free cell.
 */
export function fourRooms({ goal = [7, 9], success = 2 / 3, discount = 0.9 }: FourRoomsOptions = {}): TabularWorld {
  const [row = -1, column = -1] = goal;
  if (goal.length !== 2 || map[row]?.[column] !== ".") {
    throw new WorldwiseError("bad-options", {
      expected: "a goal [row, column] in a free cell", got: `[${goal.join(", ")}]`,
      todo: "choose a cell that is no wall, such as [7, 9]",
    });
  }
  const withGoal = map.map((line, r) => (r === row ? `${line.slice(0, column)}G${line.slice(column + 1)}` : line));
  return gridWorld({ name: "fourRooms", package: packageName, map: withGoal, success, discount, start: "anywhere" });
}
