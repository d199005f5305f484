import { WorldwiseError } from "@worldwise/protocol";
import { isRecord } from "./component-id.ts";

/**
 * The one text of a value: keys sorted, no blanks, numbers as JavaScript prints them (RFC 8785 for what experiments contain).
 *
 * Undefined fields are left out. Throws on numbers that are not finite and on anything that JSON cannot say.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw notData(String(value));
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isRecord(value)) throw notData(typeof value);
  const fields = Object.keys(value).filter((name) => value[name] !== undefined).sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`).join(",")}}`;
}

const notData = (got: string): WorldwiseError =>
  new WorldwiseError("not-data", { expected: "null, booleans, finite numbers, strings, lists and records", got, todo: "experiments are data" });
