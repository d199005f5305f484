import type { NumberArray } from "@worldwise/protocol";
import { firstDifference } from "./tree-comparison.ts";
import { contractViolation } from "./violation.ts";

/** What an unwritten place may hold. Two fillings differ everywhere, so that a place that nobody writes shows. */
export type Filling = "first" | "second";

/** Fills arrays with what nobody would write: NaN and all bits set, or other numbers. */
export function poison(filling: Filling, ...arrays: readonly NumberArray[]): void {
  for (const array of arrays) array.fill(filling === "first" ? (isFloat(array) ? Number.NaN : -1) : 77);
}

/** Throws unless arrays that were poisoned in two ways and written twice hold the same now. */
export function ensureFullyWritten(first: NumberArray, second: NumberArray, what: string): void {
  const index = firstDifference(first, second);
  if (index < 0) return;
  throw contractViolation(
    { expected: `${what} written fully`, got: `${what}[${index}] left as it was`, todo: "write every lane of every output" },
    { what, index },
  );
}

const isFloat = (array: NumberArray): boolean => array instanceof Float32Array || array instanceof Float64Array;
