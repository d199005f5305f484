import { WorldwiseError } from "@worldwise/protocol";

/** Throws `bad-options` unless an option fits. */
export function requireOption(fits: boolean, name: string, expected: string, got: number | string): void {
  if (fits) return;
  throw new WorldwiseError("bad-options",
    { expected: `${name}: ${expected}`, got: String(got), todo: `choose another ${name}` }, { option: name });
}

/** Throws `bad-options` unless an option is finite and above 0. */
export const requirePositive = (name: string, value: number): void =>
  requireOption(value > 0 && value < Infinity, name, "a finite number above 0", value);

/** Throws `bad-options` unless an option is finite and at least 0. */
export const requireNotNegative = (name: string, value: number): void =>
  requireOption(value >= 0 && value < Infinity, name, "a finite number of at least 0", value);
