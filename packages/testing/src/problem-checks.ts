import type { GridLayout, LegalActions, Problem, Space } from "@worldwise/protocol";
import type { ContractCheck } from "./contract.ts";
import { ensure } from "./violation.ts";

/** A world as it introduces itself. */
interface Described extends Problem {
  readonly maxEpisodeSteps?: number;
  readonly legalActions?: LegalActions;
  readonly grid?: GridLayout;
}

/** What a world says of itself is true in itself: discount, spaces, time limit, grid, legal actions. */
export const problemChecks = (create: () => Described): readonly ContractCheck[] =>
  [describesItself(create), drawsItself(create)];

/** Discount, spaces and time limit. */
export const describesItself = (create: () => Described): ContractCheck => ({
  name: "describes itself: discount, spaces, time limit",
  run() {
    const { discount, observation, action, maxEpisodeSteps = 1 } = create();
    ensure(discount >= 0 && discount <= 1, "a discount in [0, 1]", String(discount), "discount is γ");
    ensureSpace("observation", observation);
    ensureSpace("action", action);
    ensure(
      Number.isInteger(maxEpisodeSteps) && maxEpisodeSteps > 0, "a positive whole maxEpisodeSteps", String(maxEpisodeSteps),
      "leave it out for none",
    );
  },
});

const drawsItself = (create: () => Described): ContractCheck => ({
  name: "draws a grid of its states and allows an action everywhere, where it says so",
  run() {
    const described = create();
    if (described.grid) ensureGrid(described, described.grid);
    if (described.legalActions) ensureSomeLegal(described, described.legalActions);
  },
});

function ensureSpace(side: string, space: Space): void {
  const size = space.shape.reduce((product: number, length) => product * length, 1);
  ensure(
    space.size === size, `a size of ${size} for the ${side} of shape [${space.shape.join("×")}]`, String(space.size),
    "make it with discrete or box",
  );
  if (space.kind === "discrete") return ensure(
    Number.isInteger(space.count) && space.count > 0, "a positive count", String(space.count), "count from 1",
  );
  const bounds = space.low.length === size && space.high.length === size;
  ensure(bounds, `${size} bounds of the ${side}`, `${space.low.length} and ${space.high.length}`, "make it with box");
}

function ensureGrid({ observation, action }: Described, { rows, columns, stateOfCell, moves }: GridLayout): void {
  const todo = "lay the states out row by row, −1 for walls";
  ensure(stateOfCell.length === rows * columns, `${rows * columns} cells`, String(stateOfCell.length), todo);
  const stateCount = observation.kind === "discrete" ? observation.count : Infinity;
  const wrong = stateOfCell.find((state) => state < -1 || state >= stateCount);
  ensure(wrong === undefined, `cells of states below ${stateCount}, or −1`, String(wrong), todo);
  const actionCount = action.kind === "discrete" ? action.count : moves.length;
  ensure(
    moves.length === actionCount, `a move for each of ${actionCount} actions`, String(moves.length),
    "say where each action points",
  );
}

function ensureSomeLegal({ observation, action }: Described, legalActions: LegalActions): void {
  if (observation.kind !== "discrete" || action.kind !== "discrete") return;
  const mask = new Uint8Array(observation.count * action.count).fill(0xff);
  legalActions.mask(Int32Array.from({ length: observation.count }, (_, state) => state), mask);
  for (let state = 0; state < observation.count; state++) {
    const row = mask.subarray(state * action.count, (state + 1) * action.count);
    ensure(
      row.every((legal) => legal <= 1), `a mask of 0 and 1 in state ${state}`, row.join(", "), "write every place of outMask",
    );
    ensure(row.includes(1), `a legal action in state ${state}`, "none", "allow one");
  }
}
