import type { Move } from "./grid-map.ts";
import { gridMap, layoutOf, upRightDownLeft } from "./grid-map.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { fromTransitionTable, tabulate } from "./transition-table.ts";

const map = gridMap([
  "............",
  "............",
  "............",
  "SCCCCCCCCCCG",
]);

/** Options of cliff walking. */
export interface CliffWalkingOptions {
  /** Whether the move is turned left or right with probability 1/3 each. By default it is not. */
  readonly slippery?: boolean;
  /** γ in [0, 1], by default 1 as in the book. */
  readonly discount?: number;
}

/**
 * Cliff walking: every step costs 1, stepping off the cliff costs 100 and leads back to the start. 48 states.
 *
 * Actions: 0 up, 1 right, 2 down, 3 left. State = 12 · row + column. The goal terminates. Cliff cells and the goal, which no
 * episode leaves from, have ordinary outgoing rows. No time limit.
 *
 * Source: Sutton and Barto (2018), example 6.6; transition tables equal Gymnasium's CliffWalking-v0 and v1, slippery or not,
 * number by number.
 */
export function cliffWalking({ slippery = false, discount = 1 }: CliffWalkingOptions = {}): TabularWorld {
  const [start] = map.statesOf("S");
  const table = tabulate(map.stateCount, upRightDownLeft.length, (state, action) => {
    const moves = slippery ? [(action + 3) % 4, action, (action + 1) % 4] : [action];
    return moves.map((move) => walk(state, upRightDownLeft[move]!, 1 / moves.length, start!));
  });
  const mdp = fromTransitionTable(table, { initial: start!, discount });
  return tabularWorld(mdp, { name: "cliffWalking", package: packageName, grid: layoutOf(map, upRightDownLeft) });
}

function walk(state: number, move: Move, probability: number, start: number): Outcome {
  const next = map.neighbor(state, move);
  const letter = map.letter(next);
  return letter === "C" ? [probability, start, -100, false] : [probability, next, -1, letter === "G"];
}
