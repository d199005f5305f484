import type { Plugin } from "@worldwise/protocol";
import { definePlugin, integer, number, optionSchema, text, WorldwiseError } from "@worldwise/protocol";
import { isRecord } from "../plain-data.ts";
import { gymnasium } from "./gymnasium.ts";

/** What files and command lines can name. */
export const plugins: readonly Plugin[] = [
  definePlugin({
    role: "environment", name: "gymnasium", about: "Any environment of Python's Gymnasium, in a child process",
    options: optionSchema({
      id: text({ description: "as gymnasium.make takes it" }),
      options: text({ description: "keyword arguments of gymnasium.make, as JSON", default: "{}" }),
      seed: integer({ description: "of the first episode where a reset brings none", default: 0, minimum: 0 }),
      discount: number({ description: "γ", default: 0.99, minimum: 0, maximum: 1 }),
      python: text({ description: "the command that runs Python", default: "python3" }),
    }),
    create: ({ options, ...rest }) => gymnasium({ ...rest, options: parseOptions(options) }),
  }),
];

function parseOptions(json: string): Readonly<Record<string, unknown>> {
  const parsed = parse(json);
  if (isRecord(parsed)) return parsed;
  throw new WorldwiseError("bad-options", {
    expected: "options: a record in JSON", got: json, todo: "write keyword arguments like {\"g\": 9.81}",
  });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
