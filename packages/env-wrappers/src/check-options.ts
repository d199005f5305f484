import type { Box, Discrete, Space } from "@worldwise/protocol";
import { describeSpace, WorldwiseError } from "@worldwise/protocol";

const wrong = (name: string, expected: string, value: unknown, todo: string): WorldwiseError =>
  new WorldwiseError("bad-options", { expected: `${name} ${expected}`, got: String(value), todo }, { name });

/** Throws `bad-options` unless a number lies in [0, 1]. */
export function checkProbability(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw wrong(name, "in [0, 1]", value, "pass a probability");
}

/** Throws `bad-options` unless a number is finite and at least `minimum`. */
export function checkAtLeast(name: string, value: number, minimum: number): void {
  if (Number.isFinite(value) && value >= minimum) return;
  throw wrong(name, `finite and at least ${minimum}`, value, "pass such a number");
}

/** Throws `bad-options` unless a number is finite and above 0. */
export function checkPositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) throw wrong(name, "finite and above 0", value, "pass such a number");
}

/** Throws `bad-options` unless a number is finite. */
export function checkFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw wrong(name, "finite", value, "pass such a number");
}

/** Throws `bad-options` unless a number is whole and at least `minimum`. */
export function checkInteger(name: string, value: number, minimum: number): void {
  if (!(Number.isSafeInteger(value) && value >= minimum)) {
    throw wrong(name, `whole and at least ${minimum}`, value, "pass such a number");
  }
}

/** Throws `bad-options` unless a list has one entry for each of `length`. */
export function checkLength(name: string, list: readonly unknown[], length: number): void {
  if (list.length !== length) throw wrong(name, `with ${length} entries`, `${list.length}`, "give one for each dimension");
}

/** The same space, if it is a box. Throws `wrong-space` otherwise. */
export function boxOnly(what: string, space: Space, todo: string): Box {
  if (space.kind === "box") return space;
  throw new WorldwiseError("wrong-space", { expected: `a box of ${what}s`, got: describeSpace(space), todo }, { what });
}

/** The same space, if it is finite. Throws `wrong-space` otherwise. */
export function discreteOnly(what: string, space: Space, todo: string): Discrete {
  if (space.kind === "discrete") return space;
  throw new WorldwiseError("wrong-space", { expected: `finitely many ${what}s`, got: describeSpace(space), todo }, { what });
}
