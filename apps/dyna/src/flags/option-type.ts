import type { JsonSchema } from "@worldwise/protocol";

const names = {
  integer: "whole number", number: "number", boolean: "true or false", string: "text", array: "list", object: "record",
} as const;

/** What an option takes, in words: `number, above 0, at most 1`. */
export function describeType(schema: JsonSchema): string {
  const { type, enum: words, items, "x-role": role } = schema;
  if (role !== undefined) return `id of ${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`;
  if (words) return `one of ${words.join(", ")}`;
  const name = type === undefined ? "anything" : type === "array" && items ? `list (${describeType(items)})` : names[type];
  return [name, ...describeRange(schema)].join(", ");
}

function describeRange({ minimum, maximum, exclusiveMinimum, minItems }: JsonSchema): readonly string[] {
  return [
    ...(minimum !== undefined ? [`at least ${minimum}`] : []),
    ...(exclusiveMinimum !== undefined ? [`above ${exclusiveMinimum}`] : []),
    ...(maximum !== undefined ? [`at most ${maximum}`] : []),
    ...(minItems !== undefined ? [`at least ${minItems} entries`] : []),
  ];
}
