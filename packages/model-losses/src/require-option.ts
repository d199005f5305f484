import { WorldwiseError } from "@worldwise/protocol";

/** Throws `bad-options` unless an option fits. */
export function requireOption(fits: boolean, name: string, expected: string, got: number | string): void {
  if (fits) return;
  const complaint = { expected: `${name}: ${expected}`, got: String(got), todo: `choose another ${name}` };
  throw new WorldwiseError("bad-options", complaint, { option: name });
}

/** Throws `bad-options` unless a number is finite and above 0. */
export const requirePositive = (name: string, value: number): void =>
  requireOption(value > 0 && Number.isFinite(value), name, "a finite number above 0", value);
