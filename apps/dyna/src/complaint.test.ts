import { WorldwiseError } from "@worldwise/protocol";
import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { complaintOf } from "./complaint.ts";

test("wrong use has three parts and no stack", () => {
  const error = new WorldwiseError("bad-option", { expected: "a", got: "b", todo: "c" });
  expect(complaintOf(error, [])).toEqual({ text: "expected a\n     got b\n   to do c", exitCode: 2 });
  class MathError extends Error {}
  expect(complaintOf(new MathError("expected a\n     got b\n   to do c"), []).exitCode).toBe(2);
});

test("errors of the command line get the three parts too", () => {
  const slip = new CommanderError(1, "commander.unknownOption", "error: unknown option '--sed'\n(Did you mean --seed?)");
  expect(complaintOf(slip, ["run", "--sed"])).toEqual({
    text: [
      "expected options that the command has", "     got unknown option '--sed'",
      "   to do did you mean --seed? `worldwise run --help` shows what there is",
    ].join("\n"), exitCode: 2,
  });
});

test("help and version are no errors; help instead of a command is", () => {
  expect(complaintOf(new CommanderError(0, "commander.version", "0.1.0"), [])).toEqual({ text: "", exitCode: 0 });
  expect(complaintOf(new CommanderError(1, "commander.help", "(outputHelp)"), [])).toEqual({ text: "", exitCode: 2 });
});

test("a fault shows where it was", () => {
  const { text, exitCode } = complaintOf(new TypeError("oops"), []);
  expect(text).toMatch(/^TypeError: oops\n +at /);
  expect(exitCode).toBe(3);
});
