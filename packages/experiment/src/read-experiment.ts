import { WorldwiseError } from "@worldwise/protocol";
import { LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import type { z } from "zod";
import type { CellSpec } from "./cell.ts";
import type { Issue } from "./data-issues.ts";
import { dataIssues } from "./data-issues.ts";
import { cellSchema, experimentSchema } from "./experiment-schema.ts";
import type { Experiment } from "./experiment.ts";
import { isRecord } from "./is-record.ts";

const safeYaml = { schema: "core", strict: true, uniqueKeys: true, resolveKnownTags: false } as const;

/** Says where an issue stands, such as `(line 12)`. */
type Locate = (path: readonly PropertyKey[]) => string;

/**
 * Reads an experiment that is already data, such as the default export of a module.
 *
 * Throws `bad-experiment` with one line for each thing that is wrong, and where.
 */
export function readExperiment(value: unknown, where = "the experiment"): Experiment {
  return read(value, where, () => "");
}

/**
 * Reads YAML (core schema, no custom tags, few aliases) or JSON, which is YAML too.
 *
 * Throws `bad-experiment` with one line for each thing that is wrong, and its line in the text.
 */
export function parseExperiment(text: string, where = "the experiment"): Experiment {
  const lines = new LineCounter();
  const [document, value] = parseYaml(text, where, lines);
  return read(value, where, (path) => lineOf(document, path, lines));
}

/** Reads a cell's spec after its placeholders were replaced. */
export function readCellSpec(value: unknown, where: string): CellSpec {
  return parsed(cellSchema, value, `a cell of ${where}`, () => "");
}

function read(value: unknown, where: string, locate: Locate): Experiment {
  const issues = dataIssues(value);
  if (issues.length > 0) throw wrong(where, issues, locate);
  return parsed(experimentSchema, value, where, locate);
}

function parseYaml(text: string, where: string, lineCounter: LineCounter): readonly [Document, unknown] {
  const [document, value] = tryYaml(text, lineCounter);
  if (document === undefined) throw wrong(where, [{ path: [], message: value }], () => "");
  return [document, value];
}

/** The document and its value, or, in place of the document, nothing, and what is wrong. */
function tryYaml(text: string, lineCounter: LineCounter): readonly [Document, unknown] | readonly [undefined, string] {
  try {
    const document = parseDocument(text, { ...safeYaml, lineCounter });
    const [error] = [...document.errors, ...document.warnings];
    return error ? [undefined, error.message.trimEnd()] : [document, document.toJS({ maxAliasCount: 50 })];
  } catch (error) {
    // Too many aliases, or more levels than the stack holds.
    return [undefined, error instanceof Error ? error.message : String(error)];
  }
}

/** The line of the innermost node on a path; paths do not reach through aliases. */
function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): string {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    const range = isRecord(node) && Array.isArray(node["range"]) ? node["range"] : [];
    if (typeof range[0] === "number") return ` (line ${lines.linePos(range[0]).line})`;
  }
  return "";
}

function parsed<Value>(schema: z.ZodType<Value>, value: unknown, where: string, locate: Locate): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw wrong(where, result.error.issues, locate);
}

function wrong(where: string, issues: readonly Issue[], locate: Locate): WorldwiseError {
  const lines = issues.map(({ path, message }) => `${path.length > 0 ? `${path.join(".")}: ` : ""}${message}${locate(path)}`);
  return new WorldwiseError("bad-experiment", {
    expected: `${where} to be a valid experiment`, got: lines.map((line) => `\n         ${line}`).join(""),
    todo: "correct these lines",
  }, { where, issues: lines });
}
