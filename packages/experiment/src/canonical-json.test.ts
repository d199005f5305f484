import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

describe("canonicalJson", () => {
  test("sorts fields by UTF-16 code units, as the example of RFC 8785, section 3.2.3", () => {
    const value = {
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter", "1": "One", "\ud83d\ude00": "Emoji",
      "\u0080": "Control", "\u00f6": "Latin Small Letter O",
    };
    const text = canonicalJson(value);
    const names = ["Carriage Return", "One", "Control", "Latin Small Letter O", "Euro Sign", "Emoji", "Hebrew Letter"];
    expect(JSON.parse(text)).toEqual(value);
    const places = names.map((name) => text.indexOf(name));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test("writes numbers, strings and literals as the example of RFC 8785, section 3.2.2", () => {
    const numbers = [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 1e-27];
    const value = { numbers, string: '\u20ac$\u000f\nA\'B"\\\\"/', literals: [null, true, false] };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test.each([[-0, "0"], [1e21, "1e+21"], [1e20, "100000000000000000000"], [5e-324, "5e-324"], [2 ** 53 + 1, "9007199254740992"]])(
    "writes %s as %s", (value, text) => { expect(canonicalJson(value)).toBe(text); },
  );

  test("leaves out fields that are undefined, also where they stand in the middle", () => {
    expect(canonicalJson({ c: 3, b: undefined, a: { d: undefined } })).toBe('{"a":{},"c":3}');
  });

  test("the order of fields makes no difference, the order of a list does", () => {
    expect(canonicalJson({ b: 1, a: { d: 2, c: 3 } })).toBe(canonicalJson({ a: { c: 3, d: 2 }, b: 1 }));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  const circle: unknown[] = [];
  circle.push([circle]);
  test.each<[string, unknown]>([
    ["NaN", Number.NaN], ["Infinity", { a: [Infinity] }], ["undefined", undefined], ["a hole", [1, , 2]], // eslint-disable-line no-sparse-arrays
    ["a function", { a: () => 1 }], ["a bigint", 1n], ["a symbol", Symbol("a")], ["a date", new Date(0)], ["a map", new Map()],
    ["a typed array", new Float64Array(2)], ["half of a surrogate pair", "\ud800"], ["such a key", { "\udc00": 1 }],
    ["a value that contains itself", circle],
  ])("refuses %s", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: "not-data" }));
  });

  test("a value that occurs twice, but not in itself, is no circle", () => {
    const twice = { a: 1 };
    expect(canonicalJson([twice, { b: twice }])).toBe('[{"a":1},{"b":{"a":1}}]');
  });

  test("reads back as the value, and two texts are equal only for equal values", () => {
    const data = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes("\\ud"));
    fc.assert(fc.property(data, (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }), { seed: 1 });
  });
});
