import { WorldwiseError } from "@worldwise/protocol";
import { checkProbability } from "./check-options.ts";
import type { GridMap, Move } from "./grid-map.ts";
import { gridMap, layoutOf, uniformOver } from "./grid-map.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

const maps = {
  "4x4": ["SFFF", "FHFH", "FFFH", "HFFG"],
  "8x8": ["SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG"],
} as const;

const leftDownRightUp: readonly Move[] = [[0, -1], [1, 0], [0, 1], [-1, 0]];

/** Options of FrozenLake. */
export interface FrozenLakeOptions {
  /** A map of Gymnasium, or rows of letters: `S` start, `F` frozen, `H` hole, `G` goal. By default `4x4`. */
  readonly map?: "4x4" | "8x8" | readonly string[];
  /** Whether the ice turns the move left or right. By default it does. */
  readonly slippery?: boolean;
  /** Probability in [0, 1] of the intended direction on slippery ice, by default 1/3; the two turns share the rest. */
  readonly successRate?: number;
  /** Rewards of entering a goal, a hole, and any other cell. By default `[1, 0, 0]`. */
  readonly rewardSchedule?: readonly [goal: number, hole: number, frozen: number];
  /** γ in [0, 1], by default 0.99; Gymnasium has none. */
  readonly discount?: number;
}

/**
 * FrozenLake: cross the ice to the goal; holes end the episode. 16 or 64 states, or those of your own map.
 *
 * Actions: 0 left, 1 down, 2 right, 3 up. State = columns · row + column. On slippery ice the outcomes of action a are
 * (a − 1) mod 4, a, (a + 1) mod 4, in this order. A hole and the goal lead to themselves, terminated, with reward 0.
 * Customary time limits: 100 steps on `4x4`, 200 on `8x8`.
 *
 * Source: Gymnasium's FrozenLake-v1 and FrozenLake8x8-v1; transition tables equal, number by number.
 * Throws `bad-map` on other letters or without a start, `bad-options` on a probability outside [0, 1].
 */
export function frozenLake(options: FrozenLakeOptions = {}): TabularWorld {
  const { map: chosen = "4x4", discount = 0.99, successRate = 1 / 3 } = options;
  checkProbability("successRate", successRate);
  const map = gridMap(typeof chosen === "string" ? maps[chosen] : checkLetters(chosen));
  const table = tabulate(map.stateCount, leftDownRightUp.length, (state, action) => moveOutcomes(map, state, action, options));
  const initial = uniformOver(map.statesOf("S"), map.stateCount);
  const maxEpisodeSteps = typeof chosen === "string" ? { maxEpisodeSteps: chosen === "4x4" ? 100 : 200 } : {};
  const details = { name: "frozenLake", package: packageName, grid: layoutOf(map, leftDownRightUp), ...maxEpisodeSteps };
  return tabularWorld(fromTransitionTable(table, { initial, discount }), details);
}

function moveOutcomes(map: GridMap, state: number, action: number, options: FrozenLakeOptions): readonly Outcome[] {
  const { slippery = true, successRate = 1 / 3, rewardSchedule: [goal, hole, frozen] = [1, 0, 0] } = options;
  if ("HG".includes(map.letter(state))) return certain(state, 0, true);
  const outcome = (probability: number, move: number): Outcome => {
    const next = map.neighbor(state, leftDownRightUp[move]!);
    const letter = map.letter(next);
    return [probability, next, letter === "G" ? goal : letter === "H" ? hole : frozen, letter === "G" || letter === "H"];
  };
  const turn = (1 - successRate) / 2;
  if (!slippery) return [outcome(1, action)];
  return [outcome(turn, (action + 3) % 4), outcome(successRate, action), outcome(turn, (action + 1) % 4)];
}

function checkLetters(map: readonly string[]): readonly string[] {
  const strange = /[^SFHG]/.exec(map.join(""));
  if (strange === null) return map;
  throw new WorldwiseError("bad-map", { expected: "the letters S, F, H and G", got: strange[0], todo: "draw frozen cells as F" });
}
