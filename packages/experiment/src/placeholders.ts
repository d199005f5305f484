import { WorldwiseError } from "@worldwise/protocol";
import { isRecord } from "./component-id.ts";
import type { AxisValue } from "./experiment.ts";

/** One chosen value of every axis. */
export type Choice = Readonly<Record<string, AxisValue>>;

const placeholder = /^\$([A-Za-z][A-Za-z0-9]*)(?:\.([A-Za-z][A-Za-z0-9]*))?$/;

/**
 * Replaces `$axis` by the value of an axis and `$axis.field` by a field of it, anywhere inside a value, also inside what was put in.
 *
 * Only whole strings are placeholders. Throws on an axis or a field that does not exist.
 */
export function fillPlaceholders(value: unknown, choice: Choice): unknown {
  if (typeof value === "string") return fillString(value, choice);
  if (Array.isArray(value)) return value.map((entry) => fillPlaceholders(entry, choice));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, fillPlaceholders(child, choice)]));
}

function fillString(text: string, choice: Choice): unknown {
  const [, axis, field] = placeholder.exec(text) ?? [];
  if (axis === undefined) return text;
  const chosen = choice[axis];
  if (!chosen) throw unknown(text, `an axis among ${Object.keys(choice).join(", ")}`);
  // An axis may use other axes, but not itself.
  const others = Object.fromEntries(Object.entries(choice).filter(([name]) => name !== axis));
  if (field === undefined) return fillPlaceholders(chosen.value, others);
  if (!isRecord(chosen.value) || !Object.hasOwn(chosen.value, field)) throw unknown(text, `a field "${field}" in ${chosen.label}`);
  return fillPlaceholders(chosen.value[field], others);
}

const unknown = (text: string, expected: string): WorldwiseError =>
  new WorldwiseError("bad-placeholder", { expected, got: text, todo: "declare it under `axes`" }, { placeholder: text });
