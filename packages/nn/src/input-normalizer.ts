import { div, greater, sqrt, sub, where } from "@worldwise/autodiff";
import type { Parameter } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { checkRange, checkSize } from "./check-size.ts";
import type { Layer } from "./layer.ts";
import { rowVector } from "./row-vector.ts";

/** Statistics of rows, all of them fixed: mean `[S]`, variance `[S]`, count `[]`. */
export type NormalizerParameters = { readonly mean: Parameter; readonly variance: Parameter; readonly count: Parameter };

/** A layer whose parameters are statistics of data rather than trained. */
export interface InputNormalizer extends Layer<NormalizerParameters> {
  /** Overwrites the statistics with those of N rows `[N, S]`. */
  fit(outParameters: NormalizerParameters, rows: ArrayLike<number>): void;
  /** Adds N more rows `[N, S]` to the statistics, as if all rows had been fitted at once. */
  extend(outParameters: NormalizerParameters, rows: ArrayLike<number>): void;
}

/**
 * Brings every dimension of its input to mean 0 and variance 1 over the data that it was fitted to:
 *
 *   y = (x − mean) / σ,  σ = √variance, or 1 where that is below ε
 *
 * Before any data it changes nothing. Dimensions that do not vary are only centered. The variance is the mean of squares.
 * Statistics are float64; merging follows Chan, Golub, LeVeque (1983), so that it does not cancel.
 *
 * @param options - S, and ε in the units of the data, 1e-6 when not given
 * @throws WorldwiseError `bad-size`; `wrong-length` from `fit` and `extend` where the rows are not whole
 */
export function inputNormalizer({ size, epsilon = 1e-6 }: { readonly size: number; readonly epsilon?: number }): InputNormalizer {
  checkSize("size", size);
  checkRange("epsilon", epsilon, 0, Infinity);
  return Object.freeze<InputNormalizer>({
    init: () => ({ mean: statistic([size], 0), variance: statistic([size], 1), count: statistic([], 0) }),
    apply({ mean, variance }, x) {
      const deviation = sqrt(where(greater(epsilon * epsilon, variance), 1, variance));
      return div(sub(x, rowVector(mean)), rowVector(deviation));
    },
    fit(outParameters, rows) {
      checkRows(rows.length, size);
      outParameters.count.data[0] = 0;
      merge(outParameters, rows, size);
    },
    extend(outParameters, rows) {
      checkRows(rows.length, size);
      merge(outParameters, rows, size);
    },
  });
}

const statistic = (shape: readonly number[], value: number): Parameter =>
  ({ shape, data: new Float64Array(shape.reduce((product, length) => product * length, 1)).fill(value), fixed: true });

function checkRows(length: number, size: number): void {
  if (length > 0 && length % size === 0) return;
  throw new WorldwiseError("wrong-length", {
    expected: `rows of ${size} numbers, at least one`, got: `${length} numbers`, todo: "pass [N, S] row by row",
  }, { length, size });
}

function merge({ mean, variance, count }: NormalizerParameters, rows: ArrayLike<number>, size: number): void {
  const [before, added] = [count.data[0]!, rows.length / size];
  const total = before + added;
  for (let s = 0; s < size; s++) {
    const ownMean = columnMean(rows, size, s);
    const difference = before === 0 ? 0 : ownMean - mean.data[s]!;
    const squares = columnSquares(rows, size, s, ownMean) + (before === 0 ? 0 : variance.data[s]! * before);
    mean.data[s] = before === 0 ? ownMean : mean.data[s]! + difference * added / total;
    variance.data[s] = (squares + difference * difference * before * added / total) / total;
  }
  count.data[0] = total;
}

function columnMean(rows: ArrayLike<number>, size: number, s: number): number {
  let total = 0;
  for (let i = s; i < rows.length; i += size) total += rows[i]!;
  return total / (rows.length / size);
}

function columnSquares(rows: ArrayLike<number>, size: number, s: number, mean: number): number {
  let total = 0;
  for (let i = s; i < rows.length; i += size) total += (rows[i]! - mean) ** 2;
  return total;
}
