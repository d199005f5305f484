import { WorldwiseError } from "@worldwise/protocol";

/** Throws `bad-options` unless a value is a whole number of at least so much. */
export function checkAtLeast(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw badOption(name, `a whole number of at least ${least}`, value);
}

/** Throws `bad-options` unless a value is finite and above so much. */
export function checkAbove(name: string, value: number, bound: number): void {
  if (Number.isFinite(value) && value > bound) return;
  throw badOption(name, `a finite number above ${bound}`, value);
}

/** Throws `bad-options` unless a value is finite and at least so much. */
export function checkNumberAtLeast(name: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw badOption(name, `a finite number of at least ${least}`, value);
}

/** Throws `bad-options` unless a value lies in [0, 1]. */
export function checkProbability(name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw badOption(name, "a number from 0 to 1", value);
}

/** An option that is not what it should be. */
export function badOption(name: string, expected: string, got: unknown): WorldwiseError {
  return new WorldwiseError(
    "bad-options", { expected: `${name}: ${expected}`, got: String(got), todo: `correct ${name}` }, { name }
  );
}
