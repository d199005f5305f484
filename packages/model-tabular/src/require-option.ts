import { WorldwiseError } from "@worldwise/protocol";
import type { Discrete, Problem } from "@worldwise/protocol";

/** Throws `bad-options` unless an option fits. */
export function requireOption(fits: boolean, name: string, expected: string, got: number | string): void {
  if (fits) return;
  const complaint = { expected: `${name}: ${expected}`, got: String(got), todo: `choose another ${name}` };
  throw new WorldwiseError("bad-options", complaint, { option: name });
}

/** Throws `bad-options` unless N·M rows of `width` outcomes can be counted in int32. */
export function requireRoom({ observation, action }: Problem<Discrete, Discrete>, width: number): void {
  const room = observation.count * action.count * width;
  if (room < 2 ** 31) return;
  throw new WorldwiseError("bad-options", {
    expected: "a table of fewer than 2^31 outcomes",
    got: `${observation.count} states · ${action.count} actions · ${width} outcomes`,
    todo: "choose a smaller width, or a model that is not a table",
  }, { room });
}
