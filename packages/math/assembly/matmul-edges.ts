// Where a tile of sums is no block of C: it hangs over the edge, or its vectors lie along the rows.

import { ACCUMULATE, RELU, SUBTRACT } from "./matmul";

/** A tile of sums. */
export const TILE: usize = memory.data(128, 16);

/**
 * rows × columns of C from the tile, in which rows and columns are so many bytes apart: as they are, added to what is there, or
 * subtracted from it; then bias (0: none) and relu. Never inlined: code that calls it in the middle of a loop keeps its registers.
 */
export function storeTile<T>(
  rows: u32, columns: u32, rowStep: usize, columnStep: usize, out: usize, stride: usize, bias: usize, flags: u32,
): void {
  for (let i: usize = 0; i < rows; i++) {
    let from = TILE + i * rowStep, to = out + i * stride;
    for (let j: usize = 0; j < columns; j++) {
      let entry = load<T>(from);
      if (flags & SUBTRACT) entry = load<T>(to) - entry;
      else if (flags & ACCUMULATE) entry = load<T>(to) + entry;
      if (bias) entry += load<T>(bias + j * sizeof<T>());
      if (flags & RELU && entry < 0) entry = <T>0;
      store<T>(to, entry);
      from += columnStep;
      to += sizeof<T>();
    }
  }
}
