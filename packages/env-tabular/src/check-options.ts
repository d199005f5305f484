import { WorldwiseError } from "@worldwise/protocol";

/** Throws `bad-options` unless a number lies in [0, 1]. */
export function checkProbability(name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new WorldwiseError(
    "bad-options", { expected: `${name} in [0, 1]`, got: String(value), todo: "pass a probability" }, { name },
  );
}

/** Throws `bad-options` unless a number is whole and in range. */
export function checkInteger(name: string, value: number, minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  throw new WorldwiseError(
    "bad-options", { expected: `${name}: a whole number ${range}`, got: String(value), todo: "pass such a number" }, { name },
  );
}
