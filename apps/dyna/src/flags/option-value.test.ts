import type { JsonSchema } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { describeType } from "./option-type.ts";
import { optionValue } from "./option-value.ts";

const flag = "--env.x";
const texts: JsonSchema = { type: "array", items: { type: "string" } };
const numbers: JsonSchema = { type: "array", items: { type: "number" }, minItems: 2 };

describe("optionValue", () => {
  test.each<[JsonSchema, string | undefined, unknown]>([
    [{ type: "boolean" }, "true", true], [{ type: "boolean" }, "false", false], [{ type: "boolean" }, undefined, true],
    [{ type: "integer" }, "12", 12], [{ type: "number" }, "-1e-3", -0.001], [{ type: "number", minimum: 0, maximum: 1 }, "1", 1],
    [{ type: "string" }, "12", "12"], [{ type: "string", enum: ["4x4", "8x8"] }, "8x8", "8x8"],
    [numbers, "1,-2, 3.5", [1, -2, 3.5]], [numbers, "[1, 2]", [1, 2]],
    [texts, "SF,HG", ["SF", "HG"]], [texts, "", []], [{ type: "object" }, '{"a":1}', { a: 1 }],
    [{}, "3", 3], [{}, "three", "three"],
  ])("%j of %s is %j", (schema, text, value) => {
    expect(optionValue(schema, { flag, text })).toEqual(value);
  });

  test.each<[JsonSchema, string | undefined]>([
    [{ type: "boolean" }, "yes"], [{ type: "integer" }, "1.5"], [{ type: "integer" }, ""], [{ type: "number" }, "Infinity"],
    [{ type: "number" }, "1x"], [{ type: "number" }, undefined], [{ type: "string" }, undefined],
    [{ type: "number", minimum: 0 }, "-1"], [{ type: "number", maximum: 1 }, "2"],
    [{ type: "number", exclusiveMinimum: 0 }, "0"], [{ type: "string", enum: ["4x4"] }, "5x5"],
    [numbers, "1"], [numbers, "1,x"], [numbers, '["1",2]'], [numbers, "[1,"], [{ type: "object" }, "{"],
  ])("%j refuses %j", (schema, text) => {
    expect(() => optionValue(schema, { flag, text })).toThrow(
      `expected --env.x: ${describeType(schema)}\n     got ${text === undefined ? "no value" : JSON.stringify(text)}`
    );
  });
});

test("describeType names type, range and words", () => {
  expect(describeType({ type: "number", exclusiveMinimum: 0, maximum: 1 })).toBe("number, above 0, at most 1");
  expect(describeType(numbers)).toBe("list (number), at least 2 entries");
  expect(describeType({ type: "string", enum: ["a", "b"] })).toBe("one of a, b");
  expect(describeType({ type: "string", "x-role": "planner" })).toBe("id of a planner");
  expect(describeType({})).toBe("anything");
});
