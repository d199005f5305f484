import { join } from "node:path";
import { readJsonLines } from "../json-lines.ts";
import type { Finding } from "./finding.ts";

/** Torn lines of a file that grows line by line. The good lines can be kept. */
export function inspectLines(path: string, file: string): readonly Finding[] {
  const { torn, texts } = readJsonLines(join(path, file));
  if (torn.length === 0) return [];
  const where = torn.length === 1 ? `line ${torn[0]!} is` : `lines ${torn.slice(0, 10).join(", ")}${torn.length > 10 ? ", …" : ""} are`;
  const says = `${where} torn; ${texts.length} ${texts.length === 1 ? "line is" : "lines are"} whole`;
  return [{ kind: "torn-lines", file, isDamage: true, remedy: { do: "keep-lines", texts }, says }];
}
