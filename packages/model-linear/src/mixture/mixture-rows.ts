import type { Mdp } from "@worldwise/protocol";
import { checkModels } from "./mixture-basis.ts";

/** The rows of several models laid over each other: whatever follows in one of them has a place. */
export interface MixtureRows {
  /** Rows of all outcomes; its probabilities are those of the first model. */
  readonly rows: Pick<Mdp, "stateCount" | "actionCount" | "rowStart" | "rowEnd" | "successor" | "terminated">;
  /** `[K, d]` P_j of each outcome. */
  readonly kernel: Float64Array;
  /** `[N·M, d]` Expected reward of each row under each model. */
  readonly reward: Float64Array;
  /** The outcome of a transition, −1 where no model knows it. */
  outcomeOf(row: number, next: number, terminated: number): number;
}

/** Throws `bad-options` unless all models have the same states and actions. The models are copied. */
export function mixtureRows(models: readonly Mdp[]): MixtureRows {
  const { stateCount, actionCount } = checkModels(models);
  const rowCount = stateCount * actionCount;
  const [rowStart, rowEnd] = [new Int32Array(rowCount), new Int32Array(rowCount)];
  const [successor, terminated, kernel]: [number[], number[], number[][]] = [[], [], []];
  const outcomeOf = (row: number, next: number, ended: number): number => {
    for (let k = rowStart[row]!; k < rowEnd[row]!; k++) if (successor[k] === next && terminated[k] === ended) return k;
    return -1;
  };
  for (let row = 0; row < rowCount; row++) {
    rowStart[row] = rowEnd[row] = successor.length;
    models.forEach((model, j) => eachOutcome(model, row, (next, ended, probability) => {
      const known = outcomeOf(row, next, ended);
      const k = known >= 0 ? known : successor.push(next) - 1;
      terminated[k] = ended;
      kernel[k] ??= models.map(() => 0);
      kernel[k][j]! += probability;
      rowEnd[row] = successor.length;
    }));
  }
  return {
    rows: { stateCount, actionCount, rowStart, rowEnd, successor: Int32Array.from(successor), terminated: Uint8Array.from(terminated) },
    kernel: Float64Array.from(kernel.flat()), outcomeOf,
    reward: Float64Array.from({ length: rowCount * models.length }, (_, i) => models[i % models.length]!.reward[Math.floor(i / models.length)]!),
  };
}

function eachOutcome(
  { rowStart, rowEnd, successor, terminated, probability }: Mdp, row: number,
  visit: (next: number, terminated: number, probability: number) => void,
): void {
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) visit(successor[k]!, terminated[k]!, probability[k]!);
}
