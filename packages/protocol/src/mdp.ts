import { WorldwiseError } from "./errors.ts";

/**
 * The explicit face: a finite Markov decision process. N states, M actions, rows `r = state · M + action`. Float64.
 *
 *   P(successor[k] | r) = probability[k]   for k in rowStart[r] … rowEnd[r]−1
 *
 * Rows may have room to spare, so that a learned one grows in place. A successor may occur twice in a row.
 * Termination belongs to the transition, as in Gymnasium's tables: after one that terminated nothing follows, its next value is 0.
 */
export interface Mdp {
  readonly stateCount: number;
  readonly actionCount: number;
  /** `[N·M]` */
  readonly rowStart: Int32Array;
  /** `[N·M]` A row without successors (rowEnd = rowStart) is one the model knows nothing about: its backup is its reward. */
  readonly rowEnd: Int32Array;
  /** `[K]` */
  readonly successor: Int32Array;
  /** `[K]` Sums to 1 in each row. */
  readonly probability: Float64Array;
  /** `[K]` 1 where this transition ends the episode. */
  readonly terminated: Uint8Array;
  /** `[N·M]` Expected reward. */
  readonly reward: Float64Array;
  /** `[K]` Reward of each successor, where the reward depends on it. */
  readonly successorReward?: Float64Array;
  /** `[N]` Start distribution. */
  readonly initial: Float64Array;
  /** γ in [0, 1]. */
  readonly discount: number;
}

/**
 * Throws unless an MDP is one: lengths agree, successors exist, numbers are finite, rows and start distribution sum to 1.
 *
 * @param tolerance - how far a sum may be from 1
 */
export function checkMdp(mdp: Mdp, tolerance = 1e-9): void {
  checkLengths(mdp);
  for (let row = 0; row < mdp.stateCount * mdp.actionCount; row++) checkRow(mdp, row, tolerance);
  const start = mdp.initial.reduce((total, probability) => total + probability, 0);
  if (!(Math.abs(start - 1) <= tolerance)) throw bad("a start distribution that sums to 1", `the sum ${start}`, {});
  if (!(mdp.discount >= 0 && mdp.discount <= 1)) throw bad("a discount in [0, 1]", String(mdp.discount), {});
}

function checkLengths({ stateCount, actionCount, ...mdp }: Mdp): void {
  const rows = stateCount * actionCount;
  const [forRows, forSuccessors] = [{ rowStart: mdp.rowStart, rowEnd: mdp.rowEnd, reward: mdp.reward }, {
    probability: mdp.probability, terminated: mdp.terminated, ...(mdp.successorReward && { successorReward: mdp.successorReward }),
  }];
  for (const [name, array] of Object.entries(forRows)) checkLength(name, array.length, rows);
  for (const [name, array] of Object.entries(forSuccessors)) checkLength(name, array.length, mdp.successor.length);
  checkLength("initial", mdp.initial.length, stateCount);
}

function checkLength(name: string, length: number, expected: number): void {
  if (length !== expected) throw bad(`${expected} numbers in ${name}`, String(length), { name });
}

function checkRow(mdp: Mdp, row: number, tolerance: number): void {
  const { rowStart, rowEnd, successor, probability, reward, successorReward, stateCount, actionCount } = mdp;
  const [start, end] = [rowStart[row]!, rowEnd[row]!];
  const where = `of state ${Math.floor(row / actionCount)}, action ${row % actionCount}`;
  if (!(start >= 0 && start <= end && end <= successor.length)) throw bad(`a row ${where} inside the arrays`, `${start} … ${end}`, { row });
  if (!Number.isFinite(reward[row])) throw bad(`a finite reward ${where}`, String(reward[row]), { row });
  let total = 0;
  for (let k = start; k < end; k++) {
    if (!(probability[k]! >= 0)) throw bad(`probabilities of at least 0 in the row ${where}`, String(probability[k]), { row });
    if (!(successor[k]! >= 0 && successor[k]! < stateCount)) throw bad(`successors below ${stateCount} in the row ${where}`, String(successor[k]), { row });
    if (successorReward && !Number.isFinite(successorReward[k])) {
      throw bad(`finite successor rewards in the row ${where}`, String(successorReward[k]), { row });
    }
    total += probability[k]!;
  }
  if (end > start && !(Math.abs(total - 1) <= tolerance)) throw bad(`a row ${where} that sums to 1`, `the sum ${total}`, { row });
}

const bad = (expected: string, got: string, facts: Readonly<Record<string, string | number>>): WorldwiseError =>
  new WorldwiseError("bad-mdp", { expected, got, todo: "correct the transition table" }, facts);
