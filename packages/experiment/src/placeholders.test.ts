import { describe, expect, test } from "vitest";
import { fillPlaceholders } from "./placeholders.ts";

const choice = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, { label: string; value: unknown }>> =>
  Object.fromEntries(Object.entries(values).map(([axis, value]) => [axis, { label: `some ${axis}`, value }]));
const fill = (value: unknown, values: Readonly<Record<string, unknown>>): unknown => fillPlaceholders(value, choice(values));

describe("fillPlaceholders", () => {
  test("puts in the value of an axis, and fields of it, in lists and records at any depth", () => {
    expect(fill("$size", { size: 3 })).toBe(3);
    expect(fill({ a: [{ b: "$world.name" }, "$size"], c: "size" }, { size: 3, world: { name: "maze", x: 1 } })).toEqual({ a: [{ b: "maze" }, 3], c: "size" });
  });

  test("values that are false, zero, null or a record are put in as they are", () => {
    expect(fill(["$a", "$b", "$c", "$d"], { a: false, b: 0, c: null, d: { e: [1] } })).toEqual([false, 0, null, { e: [1] }]);
  });

  test("an axis may use another axis, and another field of its own", () => {
    expect(fill("$method", { method: { use: "q", with: { value: "$world.initial" } }, world: { initial: "$level", level: 1 }, level: 0.3 }))
      .toEqual({ use: "q", with: { value: 0.3 } });
    expect(fill("$world.size", { world: { size: ["$world.width", 2], width: 7 } })).toEqual([7, 2]);
  });

  test("only whole strings are placeholders", () => {
    expect(fill(["costs $size", "$5", "$", "a$size", "$size "].slice(0, 4), { size: 3 })).toEqual(["costs $size", "$5", "$", "a$size"]);
  });

  test("leaves what it was given as it was", () => {
    const value = Object.freeze({ a: Object.freeze(["$size"]) });
    expect(fill(value, { size: 3 })).toEqual({ a: [3] });
    expect(value).toEqual({ a: ["$size"] });
  });

  test.each<[string, unknown, Readonly<Record<string, unknown>>, string]>([
    ["itself", "$a", { a: "$a" }, "$a → $a"],
    ["itself by a list", "$a", { a: [["$a"]] }, "$a → $a"],
    ["itself by another axis", { x: "$a" }, { a: { y: "$b" }, b: ["$a"] }, "$a → $b → $a"],
    ["itself by three axes", "$a", { a: "$b", b: "$c", c: "$a" }, "$a → $b → $c → $a"],
    ["itself by fields", "$a.x", { a: { x: "$b.y" }, b: { y: "$a.x" } }, "$a.x → $b.y → $a.x"],
  ])("a placeholder that stands for %s is refused and the circle shown", (_, value, values, circle) => {
    expect(() => fill(value, values)).toThrow(expect.objectContaining({ code: "bad-placeholder" }));
    expect(() => fill(value, values)).toThrow(circle);
  });

  test.each<[string, unknown, Readonly<Record<string, unknown>>, RegExp]>([
    ["an axis that is not there", "$sise", { size: 1, seed: 1 }, /an axis among size, seed\n +got \$sise/],
    ["a field that is not there", "$world.x", { world: { y: 1 } }, /a field "x" in "some world" of axis world/],
    ["a field of a number", "$size.x", { size: 1 }, /a field "x"/],
    ["a field of a list", "$size.length", { size: [1] }, /a field "length"/],
    ["a field of every record", "$world.toString", { world: {} }, /a field "toString"/],
    ["an axis of every record", "$toString", { size: 1 }, /an axis among size/],
    ["a field of a field", "$world.a.b", { world: { a: { b: 1 } } }, /a placeholder \$axis or \$axis\.field/],
    ["a name with a hyphen", "$my-axis", { my: 1 }, /a placeholder \$axis/],
  ])("%s is refused", (_, value, values, message) => {
    expect(() => fill(value, values)).toThrow(expect.objectContaining({ code: "bad-placeholder" }));
    expect(() => fill(value, values)).toThrow(message);
  });
});
