import { WorldwiseError } from "@worldwise/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { Cell, CellResult, EpisodeRecord, EvaluationRecord } from "../cell.ts";
import { isRecord } from "../is-record.ts";
import { sha256 } from "./code-digest.ts";

/** A line of `cells/<id>.jsonl`; the very last one is a checksum of the text before it. */
type CellLine =
  | { readonly kind: "cell"; readonly id: string; readonly spec: unknown }
  | ({ readonly kind: "episode" } & EpisodeRecord)
  | ({ readonly kind: "evaluation" } & EvaluationRecord)
  | ({ readonly kind: "end" } & Omit<CellResult, "episodes" | "evaluations">);

/**
 * A finished cell as lines of canonical JSON: the spec, every episode, every evaluation, the end, a checksum.
 *
 * JSON has no words for numbers that are not finite, such as a return that grew without bounds: they are written as null, and read
 * as NaN.
 */
export function cellText(cell: Cell, { episodes, evaluations, ...end }: CellResult): string {
  const lines: readonly CellLine[] = [
    { kind: "cell", id: cell.id, spec: cell.spec },
    ...episodes.map((episode) => ({ kind: "episode" as const, ...episode })),
    ...evaluations.map((evaluation) => ({ kind: "evaluation" as const, ...evaluation })),
    { kind: "end", ...end },
  ];
  const text = lines.map((line) => `${canonicalJson(nullForNonFinite(line))}\n`).join("");
  return `${text}${canonicalJson(checksum(text))}\n`;
}

/** The result in the text of a cell's file. Throws `damaged-file` unless it is, byte for byte, what was written for this cell. */
export function readCellText(text: string, { id }: Cell, file: string): CellResult {
  const body = text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1);
  const isWhole = text.slice(body.length) === `${canonicalJson(checksum(body))}\n`;
  if (!isWhole) throw damaged(file, "a torn or changed file: its checksum is not that of its text");
  // The checksum says that we wrote it. Lines without null are most of them, and a reviver would make reading them much slower.
  const parse = (line: string): CellLine => JSON.parse(line, line.includes("null") ? nanForNull : undefined) as CellLine;
  const [first, ...lines] = body.trimEnd().split("\n").map(parse);
  if (first?.kind !== "cell" || first.id !== id) throw damaged(file, "the file of another cell");
  const result: { -readonly [Field in keyof CellResult]: CellResult[Field] } = { episodes: [], evaluations: [], metrics: {} };
  const [episodes, evaluations]: [EpisodeRecord[], EvaluationRecord[]] = [[], []];
  for (const { kind, ...rest } of lines) {
    // The kind says which record the rest is.
    if (kind === "episode") episodes.push(rest as EpisodeRecord);
    else if (kind === "evaluation") evaluations.push(rest as EvaluationRecord);
    else Object.assign(result, rest);
  }
  return { ...result, episodes, evaluations };
}

const checksum = (text: string): object => ({ kind: "checksum", sha256: sha256(text) });

const nanForNull = (_: string, value: unknown): unknown => (value === null ? Number.NaN : value);

function nullForNonFinite(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(nullForNonFinite);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, nullForNonFinite(field)]));
}

const damaged = (file: string, got: string): WorldwiseError => new WorldwiseError("damaged-file", {
  expected: `${file}: the finished cell that was committed`, got, todo: "delete this file and run again; the other cells are kept",
}, { file });
