import { gather, tensor } from "@worldwise/autodiff";
import type { Discrete, Lanes, Space, Tensor } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** φ: F numbers that describe an observation, in plain numbers and inside traced programs. Both must agree. */
export interface StateFeatures<O extends Space = Space> {
  /** F, at least 1. */
  readonly size: number;
  /** Writes outFeature `[F]`: φ of one lane. */
  evaluate(observation: Lanes<O>, lane: number, outFeature: Float64Array): void;
  /** `[B]` or `[B, S]` → `[B, F]` */
  traced(state: Tensor): Tensor;
}

/**
 * Features of N states, row by row: φ(x) = table[x, ·].
 *
 * Throws `bad-options` unless the table has N rows of one length, of finite numbers.
 *
 * @param table - `[N, F]` copied
 */
export function featureTable(stateCount: number, table: ArrayLike<number>): StateFeatures<Discrete> {
  const rows = Float64Array.from(table);
  const size = rows.length / stateCount;
  if (!Number.isInteger(size) || size < 1 || !rows.every(Number.isFinite)) {
    throw new WorldwiseError("bad-options", {
      expected: `features: equally many finite numbers for each of ${stateCount} states`, got: `${rows.length} numbers`,
      todo: "give the features row by row",
    }, { stateCount, length: rows.length });
  }
  return {
    size,
    evaluate(observation, lane, outFeature) {
      const from = observation[lane]! * size;
      for (let f = 0; f < size; f++) outFeature[f] = rows[from + f]!;
    },
    traced: (state) => gather(tensor(rows, [stateCount, size]), state),
  };
}
