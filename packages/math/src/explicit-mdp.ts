import { MathError } from "./math-error.ts";

/**
 * A finite Markov decision process, written out: N states, M actions, rows r = state · M + action.
 *
 *   P(successor[k] | r) = probability[k]   for k in rowStart[r] … rowEnd[r] - 1
 *
 * A row without successors is legal: its backup is its reward. Rows may have room to spare between them.
 */
export interface ExplicitMdp {
  readonly stateCount: number;
  readonly actionCount: number;
  /** [N·M] */
  readonly rowStart: Int32Array;
  /** [N·M] */
  readonly rowEnd: Int32Array;
  /** [K] */
  readonly successor: Int32Array;
  /** [K] */
  readonly probability: Float64Array;
  /** [K] 1 where the transition ends the episode: nothing follows, and what would follow has value 0. */
  readonly terminated: Uint8Array;
  /** [N·M] Expected reward. */
  readonly reward: Float64Array;
  /** γ in [0, 1]. */
  readonly discount: number;
}

/** What one pass over the rows finds out. The weight of a row is Σ_k probability[k] · (1 - terminated[k]). */
export interface RowMeasure {
  /** Transitions with a weight. */
  readonly entryCount: number;
  /** The most in one row. */
  readonly width: number;
  readonly lowestWeight: number;
  readonly highestWeight: number;
  /** Whether all rewards and probabilities are finite. */
  readonly finite: boolean;
}

/** Weights this close to 1 are sums of probabilities that were rounded. */
const ROUNDING = 1e-9;

/** Whether transition k has anything to say about the value of what follows. */
export function hasWeight(mdp: ExplicitMdp, k: number): boolean {
  return mdp.terminated[k] === 0 && mdp.probability[k] !== 0;
}

function fail(expected: string, got: string, facts: Record<string, number> = {}): never {
  throw new MathError("math/explicit-mdp", { expected, got, todo: "Check how the process was built." }, facts);
}

/** The sizes agree. Throws `math/explicit-mdp`. */
export function checkSizes(mdp: ExplicitMdp): void {
  const { stateCount, actionCount, discount } = mdp;
  if (!(Number.isInteger(stateCount) && stateCount > 0)) fail("at least one state", String(stateCount));
  if (!(Number.isInteger(actionCount) && actionCount > 0)) fail("at least one action", String(actionCount));
  if (!(discount >= 0 && discount <= 1)) fail("a discount in [0, 1]", String(discount));
  const rowCount = stateCount * actionCount;
  for (const name of ["rowStart", "rowEnd", "reward"] as const) {
    if (mdp[name].length < rowCount) fail(`${name} of N·M = ${rowCount} elements`, String(mdp[name].length));
  }
}

/** The rows lie within the arrays, and the successors within the states: a kernel would read outside them. */
function checkRow(mdp: ExplicitMdp, row: number): void {
  const start = mdp.rowStart[row]!, end = mdp.rowEnd[row]!;
  const entries = Math.min(mdp.successor.length, mdp.probability.length, mdp.terminated.length);
  if (start > end || start < 0 || end > entries) {
    fail(`row ${row} within the ${entries} transitions`, `${start} … ${end}`, { row, start, end });
  }
  for (let k = start; k < end; k++) {
    const successor = mdp.successor[k]!;
    if (successor < 0 || successor >= mdp.stateCount) {
      fail(`successors below ${mdp.stateCount}`, `${successor} in row ${row}`, { row, k, successor });
    }
  }
}

/** One pass over all rows, which also checks them. Throws `math/explicit-mdp`. */
export function measureRows(mdp: ExplicitMdp): RowMeasure {
  checkSizes(mdp);
  let entryCount = 0, width = 0, lowestWeight = Infinity, highestWeight = 0, check = 0;
  for (let row = 0; row < mdp.stateCount * mdp.actionCount; row++) {
    checkRow(mdp, row);
    let weight = 0, rowEntries = 0;
    for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
      if (!hasWeight(mdp, k)) continue;
      weight += mdp.probability[k]!;
      rowEntries++;
    }
    if (Math.abs(weight - 1) <= ROUNDING) weight = 1;
    entryCount += rowEntries;
    width = Math.max(width, rowEntries);
    lowestWeight = Math.min(lowestWeight, weight);
    highestWeight = Math.max(highestWeight, weight);
    check += 0 * (weight + mdp.reward[row]!); // 0, or NaN from the first number that is not finite
  }
  return { entryCount, width, lowestWeight, highestWeight, finite: check === 0 };
}
