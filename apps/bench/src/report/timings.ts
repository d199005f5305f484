import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "./is-record.ts";

/**
 * How long each cell took, by its id, in milliseconds: the last that `timings.jsonl` says of it.
 *
 * Lines that are none, such as one that was being written at a crash, are passed over.
 */
export function readTimings(folder: string): ReadonlyMap<string, number> {
  const file = join(folder, "timings.jsonl");
  if (!existsSync(file)) return new Map();
  return new Map(readFileSync(file, "utf8").split("\n").flatMap(timingOf));
}

function timingOf(line: string): readonly (readonly [id: string, milliseconds: number])[] {
  try {
    const facts: unknown = JSON.parse(line);
    const { id, milliseconds } = isRecord(facts) ? facts : {};
    return typeof id === "string" && typeof milliseconds === "number" && milliseconds > 0 ? [[id, milliseconds]] : [];
  } catch {
    return [];
  }
}
