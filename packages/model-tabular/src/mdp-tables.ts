import type { Allocator, Discrete, Mdp, Problem } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";

/** The arrays of an explicit MDP as a learner's state holds them: N·M rows with room for `width` outcomes each. K = N·M·width. */
export type MdpTables = {
  /** `[N·M]` row · width, never changed. */
  rowStart: Int32Array;
  /** `[N·M]` Where the outcomes of a row end; rowEnd = rowStart: nothing is known. */
  rowEnd: Int32Array;
  /** `[K]` */
  successor: Int32Array;
  /** `[K]` */
  probability: Float64Array;
  /** `[K]` 0 | 1 */
  terminated: Uint8Array;
  /** `[N·M]` */
  reward: Float64Array;
  /** `[N]` Uniform, never changed: transitions do not say where episodes start. */
  initial: Float64Array;
};

/** What a model says of a pair that was never tried: nothing (an empty row), or that the state stays and the reward is 0. */
export type UntriedPrior = "none" | "stay";

/** Tables of empty rows. */
export function mdpTables(
  { observation, action }: Problem<Discrete, Discrete>, width: number, allocator: Allocator = heap,
): MdpTables {
  const rows = observation.count * action.count;
  const rowStart = allocator("int32", rows);
  for (let row = 0; row < rows; row++) rowStart[row] = row * width;
  const rowEnd = allocator("int32", rows);
  rowEnd.set(rowStart);
  return {
    rowStart, rowEnd, successor: allocator("int32", rows * width), probability: allocator("float64", rows * width),
    terminated: allocator("uint8", rows * width), reward: allocator("float64", rows),
    initial: allocator("float64", observation.count).fill(1 / observation.count),
  };
}

/** Gives every row one outcome: the state stays. */
export function stayEverywhere({ rowStart, rowEnd, successor, probability }: MdpTables, actionCount: number): void {
  for (let row = 0; row < rowStart.length; row++) {
    const k = rowStart[row]!;
    rowEnd[row] = k + 1;
    successor[k] = Math.floor(row / actionCount);
    probability[k] = 1;
  }
}

/** The same rows without the reward of each successor: whoever samples them is paid r̂(x,a). */
export function expectedRewards({ successorReward: _, ...rows }: Mdp): Mdp {
  return rows;
}

/** The explicit face of tables, live. */
export const mdpFace = <Tables extends MdpTables>(problem: Problem<Discrete, Discrete>, tables: Tables): Tables & Mdp =>
  ({ ...tables, stateCount: problem.observation.count, actionCount: problem.action.count, discount: problem.discount });
