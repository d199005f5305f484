import { WorldwiseError } from "@worldwise/protocol";
import { checkInteger, checkLength } from "./check-options.ts";

/** How a box is divided into cells. */
export interface BoxGridOptions {
  /** `[D]` Cells along each dimension, at least 1 each. */
  readonly bins: readonly number[];
  /** `[D]` Where cells begin and end; finite. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /**
   * `[D]` Dimensions that go round, as angles do: high is low again. By default none; in the others what lies outside belongs
   * to the cells at the border.
   */
  readonly periodic?: readonly boolean[];
}

/** Equal cells of a box, numbered 0 … count−1, the last dimension fastest. */
export interface BoxGrid {
  readonly count: number;
  readonly bins: readonly number[];
  /** The cell of a point, of which `point[start + i]` are the coordinates. */
  cellOf(point: ArrayLike<number>, start?: number): number;
  /** Writes a point of a cell: its center, or at the given fractions `[D]` of its sides. */
  pointIn(cell: number, outPoint: Float64Array, fractions?: ArrayLike<number>): void;
}

/**
 * Divides a box into equal cells.
 *
 *   bin_i = clamp(⌊(x_i − low_i) / (high_i − low_i) · bins_i⌋, 0, bins_i − 1),   cell = Σ_i bin_i · Π_(j \> i) bins_j
 *
 * Throws `bad-options` unless bounds are finite and low is below high, and there are fewer than 2^31 cells.
 */
export function boxGrid({ bins, low, high, periodic = [] }: BoxGridOptions): BoxGrid {
  checkGrid({ bins, low, high });
  const count = bins.reduce((product, n) => product * n, 1);
  if (count >= 2 ** 31) throw bad("fewer than 2^31 cells", String(count), "take fewer bins");
  const size = bins.length;
  const widths = bins.map((n, i) => (high[i]! - low[i]!) / n);
  const binOf = (x: number, i: number): number => {
    const bin = Math.floor((x - low[i]!) / widths[i]!);
    const n = bins[i]!;
    return periodic[i] === true ? ((bin % n) + n) % n : Math.min(Math.max(bin, 0), n - 1);
  };
  return Object.freeze({
    count, bins,
    cellOf(point: ArrayLike<number>, start = 0) {
      let cell = 0;
      for (let i = 0; i < size; i++) cell = cell * bins[i]! + binOf(point[start + i]!, i);
      return cell;
    },
    pointIn(cell: number, outPoint: Float64Array, fractions?: ArrayLike<number>) {
      let rest = cell;
      for (let i = size - 1; i >= 0; i--) {
        const bin = rest % bins[i]!;
        rest = (rest - bin) / bins[i]!;
        outPoint[i] = low[i]! + (bin + (fractions ? fractions[i]! : 0.5)) * widths[i]!;
      }
    },
  });
}

function checkGrid({ bins, low, high }: BoxGridOptions): void {
  checkLength("low", low, bins.length);
  checkLength("high", high, bins.length);
  bins.forEach((count, i) => {
    checkInteger(`bins[${i}]`, count, 1);
    const [from, to] = [low[i]!, high[i]!];
    if (Number.isFinite(from) && Number.isFinite(to) && from < to) return;
    throw bad(
      `finite bounds of dimension ${i}, low below high`, `${from} and ${to}`, "give low and high: where cells begin and end",
    );
  });
}

const bad = (
  expected: string, got: string, todo: string,
): WorldwiseError => new WorldwiseError("bad-options", { expected, got, todo });
