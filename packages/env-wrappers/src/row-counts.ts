import type { Mdp } from "@worldwise/protocol";

/** Counts outcomes of rows, and turns them into the rows of an MDP. */
export interface RowCounts {
  /** One outcome of a row. */
  add(row: number, nextState: number, terminated: number, reward: number): void;
  /** Shares of what was counted, in the order in which outcomes first came. */
  rows(): Pick<Mdp, "rowStart" | "rowEnd" | "successor" | "probability" | "terminated" | "reward">;
}

/** Counts of `rowCount` rows with `samples` outcomes each. */
export function rowCounts(rowCount: number, samples: number): RowCounts {
  const outcomes = Array.from({ length: rowCount }, () => new Map<number, number>());
  const reward = new Float64Array(rowCount);
  return {
    add(row, nextState, terminated, paid) {
      const outcome = 2 * nextState + terminated;
      const counts = outcomes[row]!;
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      reward[row]! += paid / samples;
    },
    rows() {
      const rowEnd = new Int32Array(rowCount);
      let end = 0;
      outcomes.forEach((counts, row) => (rowEnd[row] = end += counts.size));
      const all = outcomes.flatMap((counts) => [...counts]);
      return {
        rowStart: rowEnd.map((_, row) => (row === 0 ? 0 : rowEnd[row - 1]!)), rowEnd, reward,
        successor: Int32Array.from(all, ([outcome]) => Math.floor(outcome / 2)),
        probability: Float64Array.from(all, ([, count]) => count / samples),
        terminated: Uint8Array.from(all, ([outcome]) => outcome % 2),
      };
    },
  };
}
