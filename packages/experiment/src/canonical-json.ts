import { WorldwiseError } from "@worldwise/protocol";
import { isPlainRecord } from "./is-record.ts";

/**
 * The one text of a value: keys sorted by their UTF-16 code units, no blanks, numbers as JavaScript prints them.
 *
 * Fields that are undefined are left out. Throws `not-data` on numbers that are not finite, on strings that are no Unicode text, on
 * values that contain themselves, and on anything else that JSON cannot say.
 *
 * Source: RFC 8785 (JSON Canonicalization Scheme).
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/** @param above - the lists and records that the value lies in */
function write(value: unknown, above: readonly object[]): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "string") return writeString(value);
  if (!Array.isArray(value) && !isPlainRecord(value)) throw notData(describe(value));
  if (above.includes(value)) throw notData("a value that contains itself");
  const path = [...above, value];
  if (Array.isArray(value)) return `[${Array.from(value, (entry) => write(entry, path)).join(",")}]`;
  const fields = Object.keys(value).filter((name) => value[name] !== undefined).sort();
  return `{${fields.map((name) => `${writeString(name)}:${write(value[name], path)}`).join(",")}}`;
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw notData(String(value));
  return JSON.stringify(value);
}

function writeString(value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw notData(`half of a surrogate pair in ${JSON.stringify(value)}`);
  return JSON.stringify(value);
}

const describe = (value: unknown): string => (typeof value === "object" ? Object.prototype.toString.call(value) : typeof value);

const notData = (got: string): WorldwiseError => new WorldwiseError("not-data", {
  expected: "null, booleans, finite numbers, strings, lists and records", got, todo: "write it as data",
});
