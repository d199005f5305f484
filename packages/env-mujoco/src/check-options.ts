import { WorldwiseError } from "@worldwise/protocol";

/** Low and high. Either may be infinite; whether they belong to it says who uses it. */
export type Interval = readonly [low: number, high: number];

const wrong = (name: string, expected: string, got: string, todo: string): WorldwiseError =>
  new WorldwiseError("bad-options", { expected: `${name} ${expected}`, got, todo }, { name });

/** Throws `bad-options` unless a number lies in [0, 1]. */
export function checkDiscount(discount: number): void {
  if (discount >= 0 && discount <= 1) return;
  throw wrong("discount", "in [0, 1]", String(discount), "pass γ, by which rewards of the next step count");
}

/** Throws `bad-options` unless all numbers are finite. */
export function checkFinite(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isFinite(value)) throw wrong(name, "finite", String(value), "pass such a number");
  }
}

/** Throws `bad-options` unless a scale is finite and at least 0. */
export function checkScale(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw wrong(name, "finite and at least 0", String(value), "pass such a number");
}

/** Throws `bad-options` unless a count is a whole number of at least 1. */
export function checkCount(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw wrong(name, "a whole number of at least 1", String(value), "pass such a number");
}

/** Throws `bad-options` unless low ≤ high in every interval. Bounds may be infinite. */
export function checkIntervals(intervals: Readonly<Record<string, Interval>>): void {
  for (const [name, [low, high]] of Object.entries(intervals)) {
    if (!(low <= high)) throw wrong(name, "low ≤ high", `${low} and ${high}`, "swap or correct them");
  }
}

/** Throws `bad-options` unless a word is one of some. For callers without a compiler. */
export function checkWord(name: string, value: string, words: readonly string[]): void {
  if (!words.includes(value)) throw wrong(name, `one of ${words.join(", ")}`, value, "pass one of them");
}
