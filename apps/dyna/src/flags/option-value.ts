import type { JsonSchema } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { describeType } from "./option-type.ts";

/** The text of a flag where there is one, and how the flag was written. */
export interface FlagText {
  readonly flag: string;
  readonly text: string | undefined;
}

/**
 * Reads the value of an option as its schema types it.
 *
 * Booleans: `true`, `false`, or no value for true. Lists: separated by commas, or JSON. Records: JSON.
 * Throws `bad-option` on anything else, and on values outside the range.
 */
export function optionValue(schema: JsonSchema, { flag, text }: FlagText): unknown {
  const value = text === undefined ? (schema.type === "boolean" ? true : undefined) : readText(schema, text);
  if (value !== undefined && isInside(schema, value)) return value;
  throw new WorldwiseError("bad-option", {
    expected: `${flag}: ${describeType(schema)}`, got: text === undefined ? "no value" : JSON.stringify(text),
    todo: `${schema.description ?? "give such a value"}; \`worldwise describe <id>\` shows all options`,
  }, { flag });
}

/** Undefined where the text does not say a value of the type. */
function readText(schema: JsonSchema, text: string): unknown {
  if (schema.type === "string") return text;
  if (schema.type === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  if (schema.type === "number" || schema.type === "integer") return readNumber(text);
  if (schema.type === "array") return readList(schema.items ?? {}, text);
  return schema.type === "object" ? readJson(text) : (readJson(text) ?? text);
}

function readNumber(text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function readList(items: JsonSchema, text: string): readonly unknown[] | undefined {
  if (text.trim() === "") return [];
  const json = text.trimStart().startsWith("[") ? readJson(text) : undefined;
  if (json !== undefined) return Array.isArray(json) ? json : undefined;
  const entries = text.split(",").map((entry) => readText(items, entry.trim()));
  return entries.includes(undefined) ? undefined : entries;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isInside(schema: JsonSchema, value: unknown): boolean {
  const { type, enum: words, items, minimum, maximum, exclusiveMinimum, minItems = 0 } = schema;
  if (words) return words.some((word) => word === value);
  if (Array.isArray(value)) return value.length >= minItems && value.every((entry) => isInside(items ?? {}, entry));
  if (typeof value !== "number") return type !== "integer" && type !== "number";
  if (type === "integer" && !Number.isInteger(value)) return false;
  return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity) && value > (exclusiveMinimum ?? -Infinity);
}
