import type { Role } from "./plugin.ts";

/** The part of Standard Schema v1 that is used here; any library that speaks it will do. */
export interface OptionSchema<Options> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Validated<Options> | Promise<Validated<Options>>;
    readonly types?: { readonly input: unknown; readonly output: Options } | undefined;
  };
  /** The same as JSON Schema: help texts, command lines, files and forms are made of it. */
  readonly jsonSchema: JsonSchema;
}

/** Options, or what is wrong with them. */
export type Validated<Options> =
  | { readonly value: Options; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly PropertyKey[] | undefined }[] };

/** The part of JSON Schema that options use. `x-role` marks an option that is itself a component, named by its id. */
export interface JsonSchema {
  readonly type?: "object" | "integer" | "number" | "boolean" | "string" | "array";
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly enum?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly "x-role"?: Role;
}

/** One option: how it is described, and how a value of it is recognized. */
export interface OptionField<Value> {
  readonly jsonSchema: JsonSchema;
  /** Says what is wrong with a value, or nothing. */
  complain(value: unknown): string | undefined;
  /** Only for the compiler. */
  readonly "~value"?: Value;
}

/** The values of a record of fields. Every option has a value after validation: its default, where none was given. */
export type OptionValues<Fields> = { readonly [Name in keyof Fields]: Fields[Name] extends OptionField<infer Value> ? Value : never };

interface Described<Value> {
  readonly description: string;
  readonly default?: Value;
}

interface Range extends Described<number> {
  readonly minimum?: number;
  readonly maximum?: number;
  /** The value must be above this. */
  readonly exclusiveMinimum?: number;
}

/** A whole number. */
export const integer = (range: Range): OptionField<number> => ({
  jsonSchema: { type: "integer", ...range },
  complain: (value) => (Number.isInteger(value) ? outOfRange(Number(value), range) : "a whole number"),
});

/** A finite number. */
export const number = (range: Range): OptionField<number> => ({
  jsonSchema: { type: "number", ...range },
  complain: (value) => (Number.isFinite(value) ? outOfRange(Number(value), range) : "a finite number"),
});

/** True or false. */
export const flag = (described: Described<boolean>): OptionField<boolean> => ({
  jsonSchema: { type: "boolean", ...described },
  complain: (value) => (typeof value === "boolean" ? undefined : "true or false"),
});

/** A string. */
export const text = (described: Described<string>): OptionField<string> => ({
  jsonSchema: { type: "string", ...described },
  complain: (value) => (typeof value === "string" ? undefined : "a string"),
});

/** One of some words. */
export function choice<const Word extends string>(words: readonly Word[], described: Described<NoInfer<Word>>): OptionField<Word> {
  return {
    jsonSchema: { type: "string", enum: words, ...described },
    complain: (value) => (words.some((word) => word === value) ? undefined : `one of ${words.join(", ")}`),
  };
}

/** A list of one kind of value. */
export function list<Value>(item: OptionField<Value>, described: Described<readonly Value[]> & { readonly minItems?: number }): OptionField<readonly Value[]> {
  const { minItems = 0 } = described;
  return {
    jsonSchema: { type: "array", items: item.jsonSchema, ...described },
    complain(value) {
      if (!Array.isArray(value) || value.length < minItems) return `a list of at least ${minItems}`;
      const wrong = value.map((entry) => item.complain(entry)).find((complaint) => complaint !== undefined);
      return wrong && `a list in which every entry is ${wrong}`;
    },
  };
}

/**
 * A part: the command line and experiment files name it by its id, and whoever composes hands over the component itself.
 *
 * @param isPart - recognizes the component; by default any marked record of the role
 */
export const part = <Part>(
  role: Role, described: { readonly description: string; readonly default?: string }, isPart: (value: unknown) => value is Part,
): OptionField<Part> => ({
  jsonSchema: { type: "string", "x-role": role, ...described },
  complain: (value) => (isPart(value) ? undefined : `a component of the role ${role}`),
});

function outOfRange(value: number, { minimum, maximum, exclusiveMinimum }: Range): string | undefined {
  if (minimum !== undefined && value < minimum) return `at least ${minimum}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `above ${exclusiveMinimum}`;
  return maximum !== undefined && value > maximum ? `at most ${maximum}` : undefined;
}

/**
 * A schema of named options. Unknown names and wrong values are issues; a missing one takes its default, and is an issue where it has none.
 */
export function optionSchema<const Fields extends Readonly<Record<string, OptionField<unknown>>>>(fields: Fields): OptionSchema<OptionValues<Fields>>;
export function optionSchema(fields: Readonly<Record<string, OptionField<unknown>>>): OptionSchema<object> {
  const entries = Object.entries(fields);
  const required = entries.filter(([, { jsonSchema }]) => jsonSchema.default === undefined).map(([name]) => name);
  return {
    jsonSchema: {
      type: "object", additionalProperties: false, ...(required.length > 0 && { required }),
      properties: Object.fromEntries(entries.map(([name, { jsonSchema }]) => [name, jsonSchema])),
    },
    "~standard": { version: 1, vendor: "worldwise", validate: (value) => validate(fields, value ?? {}) },
  };
}

function validate(fields: Readonly<Record<string, OptionField<unknown>>>, given: unknown): Validated<object> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return { issues: [{ message: "options: expected a record" }] };
  const values = new Map<string, unknown>(Object.entries(given));
  const unknown = [...values.keys()].filter((name) => !Object.hasOwn(fields, name));
  const known = Object.keys(fields).join(", ") || "none";
  const issues = unknown.map((name) => ({ message: `${name}: no such option; there are: ${known}`, path: [name] }));
  const value: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const chosen = values.get(name) ?? field.jsonSchema.default;
    const complaint = chosen === undefined ? "a value; it has no default" : isDefaultPart(field, chosen) ? undefined : field.complain(chosen);
    if (complaint !== undefined) issues.push({ message: `${name}: expected ${complaint}, got ${show(chosen)}`, path: [name] });
    value[name] = chosen;
  }
  return issues.length > 0 ? { issues } : { value };
}

/** The default of a part is an id, which whoever composes replaces by the component. */
const isDefaultPart = ({ jsonSchema }: OptionField<unknown>, chosen: unknown): boolean =>
  jsonSchema["x-role"] !== undefined && chosen === jsonSchema.default;

const show = (value: unknown): string => (typeof value === "object" && value !== null ? "a record" : String(value));
