import { WorldwiseError } from "@worldwise/protocol";
import { checkProbability } from "./check-options.ts";
import type { GridMap, Move } from "./grid-map.ts";
import { gridMap, layoutOf, uniformOver, upRightDownLeft } from "./grid-map.ts";
import type { TabularWorld, WorldDetails } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

/** A grid world as an author draws it. */
export interface GridWorldOptions extends Omit<WorldDetails, "grid"> {
  /** Rows of letters: `S` start, `G` goal, `#` wall (no state), `%` closed (a state that cannot be entered), others floor. */
  readonly map: readonly string[];
  /** γ in [0, 1]. */
  readonly discount: number;
  /** Reward of entering a goal, by default 1. The episode ends there. */
  readonly goalReward?: number;
  /** Reward of every other step, by default 0. */
  readonly stepReward?: number;
  /** Probability in [0, 1] of the intended direction, by default 1; the others share the rest equally. */
  readonly success?: number;
  /** Episodes start in any cell marked `S` (the default), or anywhere but in goals and closed cells; equally likely. */
  readonly start?: "marked" | "anywhere";
}

/**
 * A grid world from a drawing. Actions: 0 up, 1 right, 2 down, 3 left. A move into a wall, a closed cell or off the map stays.
 *
 * States are the cells that are no walls, row by row. A goal leads to itself, terminated, with reward 0.
 * Throws `bad-map` unless the rows have one length and there are a start and a goal, `bad-options` on a success outside [0, 1].
 *
 * @example
 * ```ts
 * import { gridWorld } from "@worldwise/env-tabular";
 *
 * const corridor = gridWorld({ name: "corridor", map: ["S..G"], discount: 0.9 });
 * console.log(corridor.mdp.stateCount); // 4
 * ```
 */
export function gridWorld(options: GridWorldOptions): TabularWorld {
  const { map: rows, discount, success = 1, start = "marked" } = options;
  checkProbability("success", success);
  const map = gridMap(rows);
  const goals = map.statesOf("G");
  if (goals.length === 0) {
    throw new WorldwiseError("bad-map", { expected: "at least one goal (G)", got: "none", todo: "mark a goal" });
  }
  const anywhere = Array.from(map.cellOfState, (_, state) => state).filter((state) => !"G%".includes(map.letter(state)));
  const initial = uniformOver(start === "marked" ? map.statesOf("S") : anywhere, map.stateCount);
  const table = tabulate(map.stateCount, upRightDownLeft.length, (state, action) => moveOutcomes(map, state, action, options));
  return tabularWorld(fromTransitionTable(table, { initial, discount }), { ...options, grid: layoutOf(map, upRightDownLeft) });
}

/** The intended direction first, then the others in their order. */
function moveOutcomes(map: GridMap, state: number, action: number, options: GridWorldOptions): readonly Outcome[] {
  const { success = 1, goalReward = 1, stepReward = 0 } = options;
  if (map.letter(state) === "G") return certain(state, 0, true);
  const others = upRightDownLeft.filter((_, other) => other !== action);
  const outcome = (probability: number, move: Move): Outcome => {
    const next = map.neighbor(state, move);
    const reached = map.letter(next) === "G";
    return [probability, next, reached ? goalReward : stepReward, reached];
  };
  const intended = outcome(success, upRightDownLeft[action]!);
  return success === 1 ? [intended] : [intended, ...others.map((move) => outcome((1 - success) / others.length, move))];
}
