import { describe, expect, test } from "vitest";
import { WorldwiseError } from "./errors.ts";

describe("WorldwiseError", () => {
  const error = new WorldwiseError("bad-space", { expected: "a count", got: "0", todo: "count from 1" }, { count: 0 });

  test("says in three lines what was expected, what came and what to do", () => {
    expect(error.message).toBe("expected a count\n     got 0\n   to do count from 1");
  });

  test("keeps code and facts as fields", () => {
    expect([error.name, error.code, error.facts]).toEqual(["WorldwiseError", "bad-space", { count: 0 }]);
    expect(new WorldwiseError("x", { expected: "", got: "", todo: "" }).facts).toEqual({});
  });

  test("is an error with a stack", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain("errors.test");
  });

  test("is known by its mark, also when it comes from another copy of the package", () => {
    expect(WorldwiseError.is(error)).toBe(true);
    expect(WorldwiseError.is({ "~worldwise-error": true, code: "x" })).toBe(true);
    for (const other of [new Error("x"), "~worldwise-error", null, undefined, {}]) expect(WorldwiseError.is(other)).toBe(false);
  });
});
