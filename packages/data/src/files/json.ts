import { WorldwiseError } from "@worldwise/protocol";

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Whether a value is a record, by its names. */
export const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A number so that it comes back as it was: JSON has no NaN and no infinities, so these are strings. */
export const numberText = (x: number): string => (!Number.isFinite(x) ? `"${x}"` : Object.is(x, -0) ? "-0" : String(x));

/** The number that `numberText` wrote, or undefined. */
export function numberFrom(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : undefined;
}

/** Throws unless JSON says all of a value: JSON.stringify leaves out or changes what it cannot say. */
export function checkJson(value: unknown, path: string): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (typeof value !== "object") {
    const got = typeof value === "number" ? String(value) : typeof value;
    throw new WorldwiseError("bad-facts", { expected: `what JSON can say at ${path}`, got, todo: "write it as a string" }, { path });
  }
  for (const [name, child] of Object.entries(value)) checkJson(child, `${path}.${name}`);
}
