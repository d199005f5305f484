import { describe, expect, test } from "vitest";
import type { OptionField, OptionSchema } from "./options.ts";
import { choice, flag, integer, list, number, optionSchema, part, text } from "./options.ts";
import type { Component } from "./plugin.ts";
import { mark } from "./plugin.ts";
import { isComponent } from "./component-plugin.ts";

const optimizer = mark("optimizer", { name: "sgd", needs: [], provides: [] }, {});
const isOptimizer = (value: unknown): value is Component => isComponent(value, "optimizer");

/** What the field says of each value: nothing, or its complaint. */
const complaints = (field: OptionField<unknown>, values: readonly unknown[]): (string | undefined)[] =>
  values.map((value) => field.complain(value));

describe("fields", () => {
  const about = { description: "about" };

  test("integer", () => {
    const field = integer({ ...about, default: 3, minimum: 1, maximum: 5 });
    expect(complaints(field, [1, 5, 0, 6])).toEqual([undefined, undefined, "at least 1", "at most 5"]);
    expect(complaints(field, [1.5, "1", Number.NaN, Number.POSITIVE_INFINITY, null])).toEqual(Array(5).fill("a whole number"));
    expect(field.jsonSchema).toEqual({ type: "integer", description: "about", default: 3, minimum: 1, maximum: 5 });
  });

  test("number", () => {
    const field = number({ ...about, exclusiveMinimum: 0, maximum: 1 });
    expect(complaints(field, [0.5, 1, 1e-300, 0, -1, 1.1]))
      .toEqual([undefined, undefined, undefined, "above 0", "above 0", "at most 1"]);
    expect(complaints(field, ["0.5", Number.NaN, Number.POSITIVE_INFINITY, [0.5]])).toEqual(Array(4).fill("a finite number"));
    expect(field.jsonSchema).toEqual({ type: "number", description: "about", exclusiveMinimum: 0, maximum: 1 });
  });

  test("flag", () => {
    const field = flag({ ...about, default: false });
    expect(complaints(field, [true, false, 0, "true", null]))
      .toEqual([undefined, undefined, "true or false", "true or false", "true or false"]);
    expect(field.jsonSchema).toEqual({ type: "boolean", description: "about", default: false });
  });

  test("text", () => {
    expect(complaints(text(about), ["", "x", 1])).toEqual([undefined, undefined, "a string"]);
    expect(text(about).jsonSchema).toEqual({ type: "string", description: "about" });
  });

  test("choice", () => {
    const field = choice(["4x4", "8x8"], { ...about, default: "4x4" });
    expect(complaints(field, ["8x8", "16x16", 4])).toEqual([undefined, "one of 4x4, 8x8", "one of 4x4, 8x8"]);
    expect(field.jsonSchema).toEqual({ type: "string", enum: ["4x4", "8x8"], description: "about", default: "4x4" });
  });

  test("list", () => {
    const field = list(integer({ ...about, minimum: 1 }), { ...about, minItems: 1 });
    expect(complaints(field, [[1, 2], [], 1, [1, 0], [1, "2"]])).toEqual([
      undefined, "a list of at least 1", "a list of at least 1",
      "a list in which every entry is at least 1", "a list in which every entry is a whole number",
    ]);
    expect(field.jsonSchema).toEqual({
      type: "array", items: { type: "integer", description: "about", minimum: 1 }, description: "about", minItems: 1,
    });
  });

  test("part", () => {
    const field = part("optimizer", { ...about, default: "nn/adam" }, isOptimizer);
    const planner = mark("planner", { name: "p", needs: [], provides: [] }, {});
    expect(complaints(field, [optimizer, planner, "nn/adam", null]))
      .toEqual([undefined, ...Array<string>(3).fill("a component of the role optimizer")]);
    expect(field.jsonSchema).toEqual({ type: "string", "x-role": "optimizer", description: "about", default: "nn/adam" });
  });
});

describe("optionSchema", () => {
  const schema = optionSchema({
    length: integer({ description: "Cells.", default: 5, minimum: 2 }),
    slip: number({ description: "Chance to stay.", minimum: 0, maximum: 1 }),
    map: choice(["small", "large"], { description: "Which map.", default: "small" }),
  });
  const validate = <Options>(of: OptionSchema<Options>, value: unknown): unknown => of["~standard"].validate(value);
  const messages = (value: unknown): unknown => {
    const validated = schema["~standard"].validate(value);
    return validated instanceof Promise ? "a promise" : validated.issues?.map(({ message }) => message);
  };

  test("fills defaults in", () => {
    expect(validate(schema, { slip: 0.1 })).toEqual({ value: { length: 5, slip: 0.1, map: "small" } });
    expect(validate(schema, { slip: 0, length: 9, map: "large" })).toEqual({ value: { length: 9, slip: 0, map: "large" } });
  });

  test("takes nothing at all for no options", () => {
    expect(validate(optionSchema({}), undefined)).toEqual({ value: {} });
    expect(validate(optionSchema({}), null)).toEqual({ value: {} });
  });

  test("names what is missing and has no default", () => {
    expect(messages({})).toEqual(["slip: expected a value; it has no default, got undefined"]);
  });

  test("names unknown options and those that there are", () => {
    expect(messages({ slip: 0, speed: 1 })).toEqual(["speed: no such option; there are: length, slip, map"]);
    expect(validate(optionSchema({}), { speed: 1 })).toEqual({
      issues: [{ message: "speed: no such option; there are: none", path: ["speed"] }],
    });
  });

  test("lists everything that is wrong, at once and with its path", () => {
    expect(validate(schema, { length: 1, slip: {}, map: "huge", x: 1 })).toEqual({ issues: [
      { message: "x: no such option; there are: length, slip, map", path: ["x"] },
      { message: "length: expected at least 2, got 1", path: ["length"] },
      { message: "slip: expected a finite number, got a record", path: ["slip"] },
      { message: "map: expected one of small, large, got huge", path: ["map"] },
    ] });
  });

  test("refuses what is no record", () => {
    for (const value of [[], 3, "length: 3", true]) expect(messages(value)).toEqual(["options: expected a record"]);
  });

  test("does not take inherited names or __proto__ for options", () => {
    expect(messages(JSON.parse("{\"slip\": 0, \"__proto__\": {\"length\": 3}}")))
      .toEqual(["__proto__: no such option; there are: length, slip, map"]);
    expect(messages(Object.create({ slip: 0.5 }))).toEqual(["slip: expected a value; it has no default, got undefined"]);
    expect(messages({ slip: 0, toString: 1 })).toEqual(["toString: no such option; there are: length, slip, map"]);
  });

  test("lets the default id of a part stand until whoever composes puts the component in its place", () => {
    const withPart =
      optionSchema({ optimizer: part("optimizer", { description: "Moves parameters.", default: "nn/adam" }, isOptimizer) });
    expect(validate(withPart, {})).toEqual({ value: { optimizer: "nn/adam" } });
    expect(validate(withPart, { optimizer })).toEqual({ value: { optimizer } });
    expect(validate(withPart, { optimizer: "nn/other" })).toEqual({ issues: [
      { message: "optimizer: expected a component of the role optimizer, got nn/other", path: ["optimizer"] },
    ] });
  });

  test("is JSON Schema", () => {
    expect(JSON.parse(JSON.stringify(schema.jsonSchema))).toEqual({
      type: "object", additionalProperties: false, required: ["slip"],
      properties: {
        length: { type: "integer", description: "Cells.", default: 5, minimum: 2 },
        slip: { type: "number", description: "Chance to stay.", minimum: 0, maximum: 1 },
        map: { type: "string", enum: ["small", "large"], description: "Which map.", default: "small" },
      },
    });
    expect(optionSchema({}).jsonSchema).toEqual({ type: "object", additionalProperties: false, properties: {} });
  });

  test("says which standard it speaks", () => {
    expect([schema["~standard"].version, schema["~standard"].vendor]).toEqual([1, "worldwise"]);
  });
});
