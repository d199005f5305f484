import fc from "fast-check";
import { expect, test } from "vitest";
import { fromWire, toWire } from "./wire-value.ts";

const overTheWire = (value: unknown): unknown => fromWire(JSON.parse(JSON.stringify(toWire(value))));

test("numbers that JSON has no words for come back as they were", () => {
  const value = { episodes: [{ return: Number.NaN }, { return: Infinity }, { return: -Infinity }], metrics: { loss: -0, plain: 0.1 + 0.2 } };
  expect(overTheWire(value)).toEqual(value); // tells -0 from 0
  expect(JSON.stringify(toWire([1, Number.NaN]))).toBe('[1,{"~":"NaN"}]');
});

test("a metric may be named like the mark", () => {
  expect(overTheWire({ "~": 3 })).toEqual({ "~": 3 });
});

test("any data comes back as it was", () => {
  const data = fc.letrec((tie) => ({
    value: fc.oneof(fc.double(), fc.boolean(), fc.constant(null), fc.string(), tie("list"), tie("record")),
    list: fc.array(tie("value"), { maxLength: 4 }),
    record: fc.dictionary(fc.string().filter((name) => name !== "~" && name !== "__proto__"), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  })).value;
  fc.assert(fc.property(data, (value) => { expect(overTheWire(value)).toEqual(value); }), { seed: 1 });
});
