import { gridWorld } from "./grid-world.ts";
import { packageName } from "./package-name.ts";
import type { SwitchingWorld, SwitchingWorldOptions } from "./switching-world.ts";
import { switchingWorld } from "./switching-world.ts";
import type { TabularWorld } from "./tabular-world.ts";

/** Options of the mazes that change. */
export interface ChangingMazeOptions extends Pick<SwitchingWorldOptions, "source" | "seed"> {
  /** Steps, counted over episodes, before the maze changes. */
  readonly changeAt?: number;
  /** γ in [0, 1], by default 0.95. */
  readonly discount?: number;
}

/**
 * The blocking maze: after 1000 steps the short way round the wall closes and a longer one, on the other side, opens.
 *
 * 6 × 9 cells; start (5, 3), goal (0, 8), reward 1 at the goal, which ends the episode. The wall is row 3; its gap is first in
 * column 8, then in column 0. 47 states: both gaps have one; whoever stands in a gap that closes may still leave it.
 * Customary run: 3000 steps.
 * Actions: 0 up, 1 right, 2 down, 3 left. Resets and snapshots as in `switchingWorld`.
 *
 * Source: Sutton and Barto (2018), example 8.2; γ as in example 8.1.
 */
export function blockingMaze({ changeAt = 1000, discount = 0.95, ...random }: ChangingMazeOptions = {}): SwitchingWorld {
  const [before, after] = [walled("%#######.", discount), walled(".#######%", discount)];
  return switchingWorld([before, after], { at: [changeAt], name: "blockingMaze", package: packageName, ...random });
}

/**
 * The shortcut maze: after 3000 steps a shorter way opens, and the old one stays open. Customary run: 6000 steps.
 *
 * As the blocking maze, but the gap is first in column 0 alone, then in columns 0 and 8.
 * Who has stopped exploring never finds out.
 *
 * Source: Sutton and Barto (2018), example 8.3; γ as in example 8.1.
 */
export function shortcutMaze({ changeAt = 3000, discount = 0.95, ...random }: ChangingMazeOptions = {}): SwitchingWorld {
  const [before, after] = [walled(".#######%", discount), walled(".#######.", discount)];
  return switchingWorld([before, after], { at: [changeAt], name: "shortcutMaze", package: packageName, ...random });
}

const walled = (wall: string, discount: number): TabularWorld => gridWorld({
  name: "changing-maze", package: packageName, discount,
  map: ["........G", ".........", ".........", wall, ".........", "...S....."],
});
