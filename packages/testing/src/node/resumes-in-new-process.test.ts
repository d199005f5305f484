import { expect, test } from "vitest";
import { textOf } from "../broken/failures.ts";
import { runContract } from "../contract.ts";
import type { ResumeOptions } from "./resumes-in-new-process.ts";
import { resumesInNewProcess } from "./resumes-in-new-process.ts";

const module = new URL("./fixtures/walker.mjs", import.meta.url).href;
const options = (make: string, more: Partial<ResumeOptions> = {}): ResumeOptions => ({ module, make, steps: 40, ...more });

/** The message of the first check that fails. */
async function complaint(given: ResumeOptions): Promise<string> {
  const { failed } = await runContract(resumesInNewProcess(given));
  return failed[0]?.error instanceof Error ? failed[0].error.message : "";
}

test("a driver resumes in a new process", async () => {
  expect(await textOf(resumesInNewProcess(options("make")))).toBe("all kept");
});

test("so does a recipe with its environment", async () => {
  expect(await textOf(resumesInNewProcess(options("makeParts")))).toBe("all kept");
});

test("an agent that forgets what it learned is seen", async () => {
  const { passed, failed } = await runContract(resumesInNewProcess(options("makeForgetful")));
  expect(passed).toEqual(["80 steps are the same in two processes"]);
  expect(failed.map(({ name }) => name)).toEqual(
    ["40 steps, save, load in a new process, 40 steps equal 80 steps, byte for byte"],
  );
  expect(String(failed[0]!.error)).toMatch(/expected the same bytes as without a pause\n {5}got \S+ and \S+ at state/u);
});

test("what differs between processes is seen", async () => {
  expect(await complaint(options("makeRandom"))).toMatch(
    /expected the same bytes from two processes\n {5}got \d+ and \d+ at state.drawn/u,
  );
});

test("a child that fails says why", async () => {
  expect(await complaint(options("makeNothing"))).toContain(
    "TypeError: make() gives a run with run, save and load, or { recipe, environment }",
  );
  expect(await complaint(options("makeNot"))).toContain("the module exports no function makeNot; it exports make, makeForgetful");
  expect(await complaint({ module: "no-such-package", steps: 1 })).toContain("Cannot find package 'no-such-package'");
});

test("a child that takes too long is killed", async () => {
  expect(await complaint(options("makeLate", { timeLimit: 400 }))).toContain("it was killed after 400 ms");
});
