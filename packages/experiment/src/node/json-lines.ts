import { existsSync, readFileSync } from "node:fs";
import { isRecord } from "../is-record.ts";

/** The lines of a file of JSON Lines, the good ones and the torn ones. */
export interface JsonLines {
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** Text of the good lines, one for each record. */
  readonly texts: readonly string[];
  /** Lines that are no whole JSON record, by their numbers from 1. A last line that does not end in a line feed is one of them. */
  readonly torn: readonly number[];
}

/**
 * Reads JSON Lines, and loses nothing but what is torn: a writer that was killed leaves half a line at the end, and one that wrote
 * after it leaves half a line in the middle.
 */
export function readJsonLines(file: string): JsonLines {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [""];
  const [records, texts, torn]: [Readonly<Record<string, unknown>>[], string[], number[]] = [[], [], []];
  lines.forEach((text, index) => {
    const isRest = index === lines.length - 1;
    const record = isRest ? undefined : recordIn(text);
    if (record) {
      records.push(record);
      texts.push(text);
    } else if (!isRest || text !== "") torn.push(index + 1);
  });
  return { records, texts, torn };
}

function recordIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
