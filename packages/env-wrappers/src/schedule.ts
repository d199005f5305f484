import { WorldwiseError } from "@worldwise/protocol";
import { checkInteger } from "./check-options.ts";

/** When one of several worlds takes the place of another: after so many steps each, or every so many steps, round and round. */
export type Schedule = { readonly at: readonly number[] } | { readonly every: number };

/** A schedule as a clock with finitely many readings, 0 … last. */
export interface ScheduleClock {
  readonly last: number;
  /** Which world's turn it is. */
  worldAt(reading: number): number;
  /** The reading one step later. */
  next(reading: number): number;
}

/** The clock of a schedule. Throws `bad-options` unless `at` has one rising step count for each world but the first. */
export function clockOf(schedule: Schedule, worldCount: number): ScheduleClock {
  if ("every" in schedule) {
    const { every } = schedule;
    checkInteger("every", every, 1);
    const period = every * worldCount;
    return { last: period - 1, worldAt: (reading) => Math.floor(reading / every), next: (reading) => (reading + 1) % period };
  }
  const { at } = schedule;
  at.forEach((steps, i) => checkInteger(`at[${i}]`, steps, (at[i - 1] ?? -1) + 1));
  if (at.length !== worldCount - 1) {
    throw new WorldwiseError("bad-options", {
      expected: `at: ${worldCount - 1} step counts, one for each world but the first`, got: String(at.length),
      todo: "say when each takes over",
    });
  }
  const last = at.at(-1) ?? 0;
  return {
    last, worldAt: (reading) => at.filter((steps) => steps <= reading).length, next: (reading) => Math.min(reading + 1, last),
  };
}
