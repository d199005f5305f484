import { WorldwiseError } from "@worldwise/protocol";
import type { AxisValue } from "./experiment.ts";
import { isRecord } from "./is-record.ts";

/** One chosen value of every axis. */
export type Choice = Readonly<Record<string, AxisValue>>;

const placeholder = /^\$([A-Za-z][A-Za-z0-9]*)(?:\.([A-Za-z][A-Za-z0-9]*))?$/;
/** Looks like a placeholder: `$5` is a string like any other. */
const intended = /^\$[A-Za-z]/;

/**
 * Replaces `$axis` by the value of an axis and `$axis.field` by a field of it, anywhere inside a value, and inside what was put in.
 *
 * Only whole strings are placeholders. Throws `bad-placeholder` on an axis or a field that does not exist, and on a placeholder that
 * stands for itself.
 */
export function fillPlaceholders(value: unknown, choice: Choice): unknown {
  return fill(value, choice, []);
}

/** @param inside - the placeholders that the value was put in for, the outermost first */
function fill(value: unknown, choice: Choice, inside: readonly string[]): unknown {
  if (typeof value === "string") return fillString(value, choice, inside);
  if (Array.isArray(value)) return value.map((entry) => fill(entry, choice, inside));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, fill(child, choice, inside)]));
}

function fillString(text: string, choice: Choice, inside: readonly string[]): unknown {
  if (!intended.test(text)) return text;
  if (inside.includes(text)) {
    const circle = [...inside, text].join(" → ");
    throw wrong(text, "a placeholder that does not stand for itself", circle, "break this circle under `axes`");
  }
  return fill(chosenValue(text, choice), choice, [...inside, text]);
}

function chosenValue(text: string, choice: Choice): unknown {
  const [, axis, field] = placeholder.exec(text) ?? [];
  if (axis === undefined) throw wrong(text, "a placeholder $axis or $axis.field", text, "make deeper fields axes of their own");
  const chosen = Object.hasOwn(choice, axis) ? choice[axis] : undefined;
  if (!chosen) throw wrong(text, `an axis among ${Object.keys(choice).join(", ")}`, text, "declare it under `axes`");
  const { label, value } = chosen;
  if (field === undefined) return value;
  if (isRecord(value) && Object.hasOwn(value, field)) return value[field];
  throw wrong(text, `a field "${field}" in "${label}" of axis ${axis}`, text, "give every value of the axis this field");
}

const wrong = (placeholderText: string, expected: string, got: string, todo: string): WorldwiseError =>
  new WorldwiseError("bad-placeholder", { expected, got, todo }, { placeholder: placeholderText });
