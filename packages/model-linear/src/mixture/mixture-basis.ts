import type { Mdp } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/**
 * P = Σ_j θ_j P_j, seen through a value: X_j(x,a) = (P_j V)(x,a). Rows r = state · M + action.
 *
 * Rows are divided into blocks with parameters of their own, so that a table, N · M blocks of N, costs no more than its rows.
 */
export interface MixtureBasis {
  /** N */
  readonly stateCount: number;
  /** M */
  readonly actionCount: number;
  readonly blockCount: number;
  /** d: parameters of each block. */
  readonly blockSize: number;
  /** ‖θ‖₂ of the truth is at most this, where the truth is a mixture. */
  readonly parameterBound: number;
  /** Whose parameters a row is a mixture by. */
  blockOf(row: number): number;
  /** Writes X of a row, outValue `[d]`; overwritten. */
  write(row: number, value: Float64Array, outValue: Float64Array): void;
}

/** Every table of N states and M actions: θ[x,a,y] = P(y|x,a), X_y = V(y). */
export function tabularBasis(stateCount: number, actionCount: number): MixtureBasis {
  return Object.freeze({
    stateCount, actionCount, blockCount: stateCount * actionCount, blockSize: stateCount,
    // Each row is a distribution, whose squares sum to at most 1.
    parameterBound: Math.sqrt(stateCount * actionCount),
    blockOf: (row: number) => row,
    write: (_row: number, value: Float64Array, outValue: Float64Array) => outValue.set(value),
  });
}

/**
 * Mixtures of known models, with one weight each for all rows. What follows on the end of an episode counts for nothing.
 *
 * Throws `bad-options` unless there is a model and all have the same states and actions.
 *
 * @param models - P_1 … P_d, read live
 */
export function modelBasis(models: readonly Mdp[]): MixtureBasis {
  const { stateCount, actionCount } = checkModels(models);
  return Object.freeze({
    stateCount, actionCount, blockCount: 1, blockSize: models.length, parameterBound: 1, blockOf: () => 0,
    write(row: number, value: Float64Array, outValue: Float64Array) {
      for (let j = 0; j < models.length; j++) outValue[j] = expectedNext(models[j]!, row, value);
    },
  });
}

/** Σ_y P(y|row) V(y) over the transitions after which the episode goes on. */
export function expectedNext({ rowStart, rowEnd, successor, probability, terminated }: Mdp, row: number, value: Float64Array): number {
  let sum = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
    if (terminated[k] === 0) sum += probability[k]! * value[successor[k]!]!;
  }
  return sum;
}

/** Throws `bad-options` unless there is a model and all have the same states and actions. Gives the first. */
export function checkModels(models: readonly Mdp[]): Mdp {
  const [first] = models;
  const same = models.every(({ stateCount, actionCount }) => stateCount === first?.stateCount && actionCount === first.actionCount);
  if (first !== undefined && same) return first;
  throw new WorldwiseError("bad-options", {
    expected: "models: at least one, all of the same states and actions",
    got: models.map(({ stateCount, actionCount }) => `${stateCount} × ${actionCount}`).join(", ") || "none", todo: "pass such models",
  }, { option: "models" });
}
