import { WorldwiseError } from "@worldwise/protocol";

/** Refuses what is not a whole number of at least one. */
export function checkSize(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  const complaint = { expected: `${name}: a whole number of at least 1`, got: String(value), todo: "pass a size" };
  throw new WorldwiseError("bad-size", complaint, { name, value });
}

/** Refuses what is not a finite number in a range. */
export function checkRange(name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high && Number.isFinite(value)) return;
  const complaint = { expected: `${name}: a number from ${low} to ${high}`, got: String(value), todo: "pass one in that range" };
  throw new WorldwiseError("out-of-range", complaint, { name, value, low, high });
}
