import type { Discrete, LegalActions, Scene } from "@worldwise/protocol";
import type { Move } from "./grid-map.ts";
import { packageName } from "./package-name.ts";
import { taxiScene } from "./taxi-scene.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

/** What a state number says. */
export interface TaxiState {
  /** 0 … 4 from the top. */
  readonly row: number;
  /** 0 … 4 from the left. */
  readonly column: number;
  /** Where the passenger is: 0 … 3 at a landmark, 4 in the taxi. */
  readonly passenger: number;
  /** The landmark to go to, 0 … 3. */
  readonly destination: number;
}

const inTaxi = 4;
const landmarks: readonly Move[] = [[0, 0], [0, 4], [4, 0], [4, 3]];
const southNorthEastWest: readonly Move[] = [[1, 0], [-1, 0], [0, 1], [0, -1]];
const [pickup, dropoff, actionCount, stateCount] = [4, 5, 6, 500];
/** For each move, the moves a quarter turn to its left and to its right. */
const turns: readonly (readonly [left: number, right: number])[] = [[2, 3], [3, 2], [1, 0], [0, 1]];
/** Walls east of a cell, by row: the columns they stand behind. */
const wallsEastOf: readonly (readonly number[])[] = [[1], [1], [], [0, 2], [0, 2]];

/** Options of Taxi. */
export interface TaxiOptions {
  /** Whether rain makes the taxi drift: the intended move with 0.8, left and right of it with 0.1 each. By default it is dry. */
  readonly rainy?: boolean;
  /** γ in [0, 1], by default 0.99; Gymnasium has none. */
  readonly discount?: number;
}

/**
 * Taxi: fetch a passenger at one of four landmarks and deliver at another. 500 states, six actions, a wall here and there.
 *
 * Actions: 0 south, 1 north, 2 east, 3 west, 4 pick up, 5 drop off. State = ((5 · row + column) · 5 + passenger) · 4 +
 * destination. Each step costs 1, a wrong pickup or drop-off 10; delivery pays 20 and terminates. Setting the passenger down at
 * another landmark costs 1. In rain nothing drifts where the intended move is blocked. `legalActions` masks moves into walls and
 * wrong pickups and drop-offs, as Gymnasium's `info["action_mask"]` does; such actions may be taken all the same. Customary time
 * limit: 200 steps.
 *
 * Source: Dietterich (2000); transition tables equal Gymnasium's Taxi-v3 and Taxi-v4, and rainy Taxi-v4, number by number.
 * Differs: no fickle passenger; its change of mind depends on something that the state does not hold.
 */
export function taxi({ rainy = false, discount = 0.99 }: TaxiOptions = {}): TabularWorld {
  const table = tabulate(stateCount, actionCount, (s, action) => {
    const state = taxiState(s);
    if (action === pickup) return pickUp(state);
    return action === dropoff ? dropOff(state) : drive(state, action, rainy);
  });
  const mdp = fromTransitionTable(table, { initial: startStates(), discount });
  const drawn = taxiScene({ landmarks, wallsEastOf, inTaxi });
  const scene = (state: number): Scene => drawn(taxiState(state));
  return tabularWorld(mdp, { name: "taxi", package: packageName, maxEpisodeSteps: 200, legalActions, scene });
}

/** Reads a state number. */
export const taxiState = (state: number): TaxiState => ({
  destination: state % 4, passenger: Math.floor(state / 4) % 5, column: Math.floor(state / 20) % 5, row: Math.floor(state / 100),
});

const numberOf = ({ row, column, passenger, destination }: TaxiState): number =>
  ((row * 5 + column) * 5 + passenger) * 4 + destination;

const isAt = ({ row, column }: TaxiState, landmark: number): boolean =>
  landmarks[landmark]![0] === row && landmarks[landmark]![1] === column;

function isBlocked({ row, column }: TaxiState, move: number): boolean {
  const [down, right] = southNorthEastWest[move]!;
  if (row + down < 0 || row + down > 4 || column + right < 0 || column + right > 4) return true;
  return right !== 0 && wallsEastOf[row]!.includes(right > 0 ? column : column - 1);
}

function moved(state: TaxiState, move: number): TaxiState {
  const [down, right] = southNorthEastWest[move]!;
  return isBlocked(state, move) ? state : { ...state, row: state.row + down, column: state.column + right };
}

function drive(state: TaxiState, action: number, rainy: boolean): readonly Outcome[] {
  if (!rainy) return certain(numberOf(moved(state, action)), -1);
  const [left, right] = turns[action]!;
  const drift = (move: number): TaxiState => (isBlocked(state, action) ? state : moved(state, move));
  const slip = (1 - 0.8) / 2;
  const outcome = (probability: number, next: TaxiState): Outcome => [probability, numberOf(next), -1, false];
  return [outcome(0.8, moved(state, action)), outcome(slip, drift(left)), outcome(slip, drift(right))];
}

function pickUp(state: TaxiState): readonly Outcome[] {
  const there = state.passenger < inTaxi && isAt(state, state.passenger);
  return there ? certain(numberOf({ ...state, passenger: inTaxi }), -1) : certain(numberOf(state), -10);
}

function dropOff(state: TaxiState): readonly Outcome[] {
  const landmark = landmarks.findIndex((_, index) => isAt(state, index));
  if (state.passenger !== inTaxi || landmark < 0) return certain(numberOf(state), -10);
  const next = numberOf({ ...state, passenger: landmark });
  return landmark === state.destination ? certain(next, 20, true) : certain(next, -1);
}

/** Uniform over the 300 states with the passenger waiting elsewhere than where he wants to go. */
function startStates(): readonly number[] {
  const isStart = (s: number): boolean => taxiState(s).passenger < inTaxi && taxiState(s).passenger !== taxiState(s).destination;
  return Array.from({ length: stateCount }, (_, s) => (isStart(s) ? 1 / 300 : 0));
}

const legal = Uint8Array.from({ length: stateCount * actionCount }, (_, row) => {
  const [state, action] = [taxiState(Math.floor(row / actionCount)), row % actionCount];
  const landmark = landmarks.findIndex((__, index) => isAt(state, index));
  if (action === pickup) return Number(state.passenger === landmark);
  if (action === dropoff) return Number(state.passenger === inTaxi && landmark >= 0);
  return Number(!isBlocked(state, action));
});

const legalActions: LegalActions<Discrete> = {
  mask(observation, outMask) {
    for (let b = 0; b < observation.length; b++) {
      const row = observation[b]! * actionCount;
      for (let a = 0; a < actionCount; a++) outMask[b * actionCount + a] = legal[row + a]!;
    }
  },
};
