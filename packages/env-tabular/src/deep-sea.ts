import { philox } from "@worldwise/math";
import { seedKey } from "@worldwise/protocol";
import { checkInteger } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

/** Options of the deep sea. */
export interface DeepSeaOptions {
  /** N: rows and columns, at least 2; by default 10. */
  readonly size?: number;
  /** Whether which action goes right is drawn for each cell (the default), or is always 1. */
  readonly mapping?: "random" | "plain";
  /** Seed of the drawn mapping, by default 42. */
  readonly seed?: number;
  /** Whether going right fails with probability 1/N. By default it does not. */
  readonly stochastic?: boolean;
  /** γ in [0, 1], by default 1. */
  readonly discount?: number;
}

interface Sea {
  readonly size: number;
  readonly stochastic: boolean;
  /** The action that goes right in a cell. */
  rightAction(cell: number): number;
}

/**
 * The deep sea: N × N cells, one row down at every step, left or right. Only going right N times in a row finds the treasure.
 *
 * Going right costs 0.01 / N; going right in the last column pays 1. The best return is 0.99; of the 2^N ways only one gets it.
 * Two actions; which of them goes right is drawn for each cell. State = N · row + column, and N² is the end. Starts in state 0.
 *
 * Source: Osband et al. (2020), Behaviour Suite for Reinforcement Learning (bsuite).
 * Differs: the mapping comes from Philox, not NumPy; `stochastic` has the failing moves, not the reward noise (mean 0), which a
 * table cannot hold.
 * Throws `bad-options` on a size below 2.
 */
export function deepSea(options: DeepSeaOptions = {}): TabularWorld {
  const { size = 10, mapping = "random", seed = 42, stochastic = false, discount = 1 } = options;
  checkInteger("size", size, 2);
  const rightActions = mapping === "random" ? drawMapping(seed, size * size) : new Uint8Array(size * size).fill(1);
  const sea: Sea = { size, stochastic, rightAction: (cell) => rightActions[cell]! };
  const table = tabulate(size * size + 1, 2, (state, action) => diveOutcomes(sea, state, action));
  const stateOfCell = Int32Array.from({ length: size * size }, (_, cell) => cell);
  const grid = {
    rows: size, columns: size, stateOfCell, marks: { 0: "S", [size * size - 1]: "G" }, moves: [[1, 0], [1, 0]],
  } as const;
  return tabularWorld(fromTransitionTable(table, { initial: 0, discount }), { name: "deepSea", package: packageName, grid });
}

function diveOutcomes({ size, stochastic, rightAction }: Sea, cell: number, action: number): readonly Outcome[] {
  const end = size * size;
  if (cell === end) return certain(end, 0, true);
  const [row, column] = [Math.floor(cell / size), cell % size];
  const last = row === size - 1;
  const below = (nextColumn: number): number => (last ? end : (row + 1) * size + Math.min(Math.max(nextColumn, 0), size - 1));
  if (action !== rightAction(cell)) return certain(below(column - 1), 0, last);
  const reward = (column === size - 1 ? 1 : 0) - 0.01 / size;
  if (!stochastic) return certain(below(column + 1), reward, last);
  return [[1 - 1 / size, below(column + 1), reward, last], [1 / size, below(column), reward, last]];
}

function drawMapping(seed: number, cellCount: number): Uint8Array {
  const random = philox.streams(philox.derive(seedKey(seed), "deepSea/mapping"), 1).lane(0);
  return Uint8Array.from({ length: cellCount }, () => random.integer(2));
}
