import { WorldwiseError } from "@worldwise/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { Cell, CellResult, CellSpec, EpisodeRecord, EvaluationRecord } from "../cell.ts";
import { isRecord } from "../is-record.ts";
import { sha256 } from "./code-digest.ts";

/** What an attempt has recorded: all of it is in a finished cell. */
export type AttemptRows = Pick<CellResult, "episodes" | "evaluations">;

/** A line of a cell's file; the very last one is a checksum of the text before it. */
type CellLine =
  | { readonly kind: "cell"; readonly id: string; readonly spec: unknown }
  | ({ readonly kind: "episode" } & EpisodeRecord)
  | ({ readonly kind: "evaluation" } & EvaluationRecord)
  | ({ readonly kind: "end" } & Omit<CellResult, "episodes" | "evaluations">)
  | { readonly kind: "failure"; readonly error: string };

/**
 * A finished cell as lines of canonical JSON: the spec, every episode, every evaluation, the end, a checksum.
 *
 * JSON has no words for numbers that are not finite, such as a return that grew without bounds: they are written as null, and read
 * as NaN.
 */
export function cellText(cell: Cell, { episodes, evaluations, ...end }: CellResult): string {
  return sealed([...rowLines(cell, { episodes, evaluations }), { kind: "end", ...end }]);
}

/** An attempt that failed, in the same form: what it had recorded, and the error in place of the end. */
export function attemptText(cell: Cell, rows: AttemptRows, error: string): string {
  return sealed([...rowLines(cell, rows), { kind: "failure", error }]);
}

const rowLines = ({ id, spec }: Cell, { episodes, evaluations }: AttemptRows): readonly CellLine[] => [
  { kind: "cell", id, spec },
  ...episodes.map((episode) => ({ kind: "episode" as const, ...episode })),
  ...evaluations.map((evaluation) => ({ kind: "evaluation" as const, ...evaluation })),
];

function sealed(lines: readonly CellLine[]): string {
  const text = lines.map((line) => `${canonicalJson(nullForNonFinite(line))}\n`).join("");
  return `${text}${canonicalJson(checksum(text))}\n`;
}

/** The result in the text of a cell's file. Throws `damaged-file` unless it is, byte for byte, what was written for this cell. */
export function readCellText(text: string, { id }: Cell, file: string): CellResult {
  const body = wholeBody(text);
  if (body === undefined) throw damaged(file, "a torn or changed file: its checksum is not that of its text");
  const [first, ...lines] = body.trimEnd().split("\n").map(parseLine);
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

/** The cell that a whole file says it is of; undefined for a file that is torn, changed or something else. */
export function cellOfText(text: string): Pick<Cell, "id" | "spec"> | undefined {
  const body = wholeBody(text);
  const first = body === undefined || body === "" ? undefined : parseLine(body.slice(0, body.indexOf("\n")));
  return first?.kind === "cell" ? { id: first.id, spec: first.spec as CellSpec } : undefined; // the checksum says that we wrote it
}

/**
 * What a whole cell's file says of its result alone, line by line: without the line that names the cell, and without the checksum.
 *
 * Equal results of other code have equal lines, though their ids differ. Undefined for a file that is torn or changed.
 */
export function resultLines(text: string): readonly string[] | undefined {
  return wholeBody(text)?.trimEnd().split("\n").slice(1);
}

/** The text before the checksum, where that is right. */
function wholeBody(text: string): string | undefined {
  const body = text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1);
  return text.slice(body.length) === `${canonicalJson(checksum(body))}\n` ? body : undefined;
}

/** Lines without null are most of them, and a reviver would make reading them much slower. */
const parseLine = (line: string): CellLine =>
  JSON.parse(line, line.includes("null") ? nanForNull : undefined) as CellLine; // the checksum says that we wrote it

const checksum = (text: string): object => ({ kind: "checksum", sha256: sha256(text) });

const nanForNull = (_: string, value: unknown): unknown => (value === null ? Number.NaN : value);

function nullForNonFinite(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(nullForNonFinite);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, nullForNonFinite(field)]));
}

const damaged = (file: string, got: string): WorldwiseError => new WorldwiseError("damaged-file", {
  expected: `${file}: the finished cell that was committed`, got, todo: "run the experiment again, which sets this file aside and runs its cell anew; the other cells are kept",
}, { file });
