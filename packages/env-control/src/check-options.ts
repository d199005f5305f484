import { WorldwiseError } from "@worldwise/protocol";

const wrong = (name: string, expected: string, value: number, todo: string): WorldwiseError =>
  new WorldwiseError("bad-options", { expected: `${name} ${expected}`, got: String(value), todo }, { name });

/** Throws `bad-options` unless a number lies in [0, 1]. */
export function checkDiscount(discount: number): void {
  if (discount >= 0 && discount <= 1) return;
  throw wrong("discount", "in [0, 1]", discount, "pass γ, by which rewards of the next step count");
}

/** Throws `bad-options` unless a number is finite and at least `minimum`. */
export function checkAtLeast(name: string, value: number, minimum: number): void {
  if (Number.isFinite(value) && value >= minimum) return;
  throw wrong(name, `finite and at least ${minimum}`, value, "pass such a number");
}

/** Throws `bad-options` unless a number is finite and above 0. */
export function checkPositive(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw wrong(name, "finite and above 0", value, "pass such a number");
}

/** Throws `bad-options` unless low ≤ high, both finite. */
export function checkInterval(name: string, low: number, high: number): void {
  if (Number.isFinite(low) && Number.isFinite(high) && low <= high) return;
  throw new WorldwiseError("bad-options", {
    expected: `${name}: low ≤ high, both finite`, got: `${low} and ${high}`, todo: "swap or correct them",
  }, { name });
}
