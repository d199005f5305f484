import { WorldwiseError } from "@worldwise/protocol";
import { checkInteger } from "./check-options.ts";

/** When worlds change: after so many steps each, or every so many steps, round and round. Steps are counted over episodes. */
export type WorldSchedule =
  | { /** One step count for each world but the first, rising. */ readonly at: readonly number[]; readonly every?: never }
  | { /** Steps in each world. */ readonly every: number; readonly at?: never };

/**
 * Which world's turn it is after `steps` steps: the number of entries of `at` that are at most `steps`, or ⌊steps / every⌋ mod
 * count.
 *
 * Throws `bad-options` on a schedule that does not fit the number of worlds.
 */
export function worldAtStep({ at, every }: WorldSchedule, worldCount: number): (steps: number) => number {
  if (at === undefined) {
    checkInteger("every", every, 1);
    return (steps) => Math.floor(steps / every) % worldCount;
  }
  at.forEach((steps, i) => checkInteger(`at[${i}]`, steps, (at[i - 1] ?? -1) + 1));
  if (at.length !== worldCount - 1) {
    throw new WorldwiseError("bad-options", {
      expected: `at: ${worldCount - 1} step counts, one for each world but the first`, got: String(at.length),
      todo: "say when each takes over",
    });
  }
  return (steps) => {
    let world = 0;
    while (world < at.length && at[world]! <= steps) world++;
    return world;
  };
}
