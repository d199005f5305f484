import { checkDistribution } from "./random-fill.ts";
import type { Random } from "./random.ts";

/** A distribution over 0 … n - 1 that is drawn from in constant time. */
export interface AliasTable {
  /** `[n]` The chance to stay in column i, times n. */
  readonly threshold: Float64Array;
  /** `[n]` Where to go otherwise. */
  readonly alias: Int32Array;
}

/** Columns with less than their share first, in ascending order, and those with more behind them. */
function split(share: Float64Array): { readonly small: number[]; readonly large: number[] } {
  const small: number[] = [], large: number[] = [];
  for (let i = 0; i < share.length; i++) (share[i]! < 1 ? small : large).push(i);
  return { small, large };
}

/**
 * The table of a categorical distribution with probabilities proportional to `weight`.
 *
 * Building takes time and memory in proportion to n; the table is the caller's to keep, and plain arrays to save.
 * Throws `math/distribution` unless weights are finite, none is negative, and their sum is positive and finite.
 *
 * Source: Vose (1991), "A linear algorithm for generating random numbers with a given distribution".
 *
 * @param weight - `[n]`, read only, of any positive sum
 *
 * @example
 * ```ts
 * import { aliasTable, categorical, philox, seedKey } from "@worldwise/math";
 *
 * const table = aliasTable(Float64Array.of(0, 3, 0));
 * console.log(categorical(philox.streams(seedKey(1), 1).lane(0), table)); // 1
 * ```
 */
export function aliasTable(weight: ArrayLike<number>): AliasTable {
  const count = weight.length;
  let sum = 0, least = 0;
  for (let i = 0; i < count; i++) {
    sum += weight[i]!;
    if (!(weight[i]! >= 0)) least = weight[i]!;
  }
  checkDistribution(least === 0, "weights of at least 0", least);
  checkDistribution(sum > 0 && Number.isFinite(sum), "weights with a positive, finite sum", sum);
  const threshold = new Float64Array(count), alias = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    threshold[i] = weight[i]! / sum * count;
    alias[i] = i;
  }
  fillUp(threshold, alias);
  return { threshold, alias };
}

/** Each small column is filled up by a large one. What rounding leaves over stays in its own column, whole. */
function fillUp(threshold: Float64Array, alias: Int32Array): void {
  const { small, large } = split(threshold);
  while (small.length > 0 && large.length > 0) {
    const i = small.pop()!, j = large.pop()!;
    alias[i] = j;
    threshold[j] = threshold[j]! - (1 - threshold[i]!);
    (threshold[j] < 1 ? small : large).push(j);
  }
  for (const i of [...small, ...large]) threshold[i] = 1;
}

/** One draw: a column by `integer(n)`, then `uniform` decides between it and its alias. */
export function categorical(random: Random, { threshold, alias }: AliasTable): number {
  const column = random.integer(threshold.length);
  return random.uniform() < threshold[column]! ? column : alias[column]!;
}

/** out[i] ← {@link categorical}, drawn in order; overwritten. */
export function fillCategorical(random: Random, table: AliasTable, out: Int32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = categorical(random, table);
}
