import { WorldwiseError } from "@worldwise/protocol";
import type { z } from "zod";
import type { CellSpec } from "./cell.ts";
import type { Issue } from "./data-issues.ts";
import { dataIssues } from "./data-issues.ts";
import { cellSchema, experimentSchema } from "./experiment-schema.ts";
import type { Experiment } from "./experiment.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { Locate } from "./parse-yaml.ts";

/** A value that is no text has no lines. */
const nowhere: Locate = () => "";

/**
 * Reads an experiment that is already data, such as the default export of a module.
 *
 * Throws `bad-experiment` with one line for each thing that is wrong, and where.
 */
export function readExperiment(value: unknown, where = "the experiment"): Experiment {
  return read(value, where, nowhere);
}

/**
 * Reads YAML (core schema, no custom tags, few aliases, no control characters) or JSON, which is YAML too.
 *
 * Throws `bad-experiment` with one line for each thing that is wrong, and its line in the text.
 */
export function parseExperiment(text: string, where = "the experiment"): Experiment {
  const parsed = parseYaml(text);
  if ("wrong" in parsed) throw wrong(where, [{ path: [], message: parsed.wrong }], nowhere);
  return read(parsed.value, where, parsed.locate);
}

/** Reads a cell's spec after its placeholders were replaced. */
export function readCellSpec(value: unknown, where: string): CellSpec {
  return parsed(cellSchema, value, `a cell of ${where}`, nowhere);
}

function read(value: unknown, where: string, locate: Locate): Experiment {
  const issues = dataIssues(value);
  if (issues.length > 0) throw wrong(where, issues, locate);
  return parsed(experimentSchema, value, where, locate);
}

function parsed<Value>(schema: z.ZodType<Value>, value: unknown, where: string, locate: Locate): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw wrong(where, result.error.issues, locate);
}

/** A file that is none at all would fill the screen. */
const [mostIssues, mostCharacters] = [50, 1000] as const;
const shortened = (text: string): string => (text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text);

function wrong(where: string, issues: readonly Issue[], locate: Locate): WorldwiseError {
  const lines = issues.slice(0, mostIssues).map(({ path, message }) => (
    `${path.length > 0 ? `${shortened(path.join("."))}: ` : ""}${shortened(message)}${locate(path)}`));
  if (issues.length > mostIssues) lines.push(`… and ${issues.length - mostIssues} more`);
  return new WorldwiseError("bad-experiment", {
    expected: `${where} to be a valid experiment`, got: lines.map((line) => `\n         ${line}`).join(""),
    todo: "correct these lines",
  }, { where, issues: lines });
}
