import type { NumberArray } from "@worldwise/protocol";

/** Copies one row of `size` numbers over a row of another array of the same kind. */
export function copyLane(from: NumberArray, fromLane: number, to: NumberArray, toLane: number, size: number): void {
  for (let i = 0; i < size; i++) to[toLane * size + i] = from[fromLane * size + i]!;
}
