import { WorldwiseError } from "@worldwise/protocol";
import { parseDocument } from "yaml";
import type { z } from "zod";
import type { CellSpec } from "./cell.ts";
import { cellSchema, experimentSchema } from "./experiment-schema.ts";
import type { Experiment } from "./experiment.ts";

/**
 * Reads an experiment: a record as `architecture.md` describes it.
 *
 * Throws `bad-experiment` with one line for each thing that is wrong, and where.
 */
export function readExperiment(value: unknown, where = "the experiment"): Experiment {
  return parsed(experimentSchema, value, where) as Experiment; // what the schema accepts is what the type says
}

/** Reads a cell's spec after its placeholders were replaced. */
export function readCellSpec(value: unknown, where: string): CellSpec {
  return parsed(cellSchema, value, `a cell of ${where}`) as CellSpec; // as above
}

/**
 * Reads YAML (core schema, no custom tags, few aliases) or JSON, which is YAML too.
 *
 * Throws on syntax errors with their line, and on keys that could reach a prototype.
 */
export function parseExperiment(text: string, where = "the experiment"): Experiment {
  const document = parseDocument(text, { schema: "core", strict: true, uniqueKeys: true });
  const [error] = [...document.errors, ...document.warnings];
  if (error) throw wrong(where, [error.message]);
  const value: unknown = document.toJS({ maxAliasCount: 50 });
  return readExperiment(refusePrototypes(value, where), where);
}

function refusePrototypes(value: unknown, where: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const [key, child] of Object.entries(value)) {
    if (key === "__proto__" || key === "constructor" || key === "prototype") throw wrong(where, [`the key ${key} is refused`]);
    refusePrototypes(child, where);
  }
  return value;
}

function parsed(schema: z.ZodType, value: unknown, where: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw wrong(where, result.error.issues.map(({ path, message }) => `${path.join(".") || "at the top"}: ${message}`));
}

const wrong = (where: string, issues: readonly string[]): WorldwiseError =>
  new WorldwiseError("bad-experiment", {
    expected: `${where} to be a valid experiment`, got: issues.map((issue) => `\n         ${issue}`).join(""), todo: "correct these lines",
  }, { where, issues });
