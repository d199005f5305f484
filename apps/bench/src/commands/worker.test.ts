import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { BenchProject } from "../fixtures/bench-project.ts";
import { benchProject } from "../fixtures/bench-project.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let project: BenchProject;
beforeAll(() => { project = benchProject(); });
afterAll(() => { project.remove(); });

describe.concurrent("wrong use of a queue ends with 2, and shows no password", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["a worker without an address", ["worker"], /got none\n +to do give --redis <address>, or put the address into the environment variable WORLDWISE_REDIS/],
    ["a run without an address", ["run", "dyna-vs-model-free", "--engine", "bullmq"], /expected the address of a Redis/],
    ["an address of another kind", ["worker", "--redis", "http://:secret@host"], /got an address of another kind/],
    ["a Redis that is not there", ["worker", "--redis", "redis://:secret@127.0.0.1:1"], /a Redis at 127\.0\.0\.1:1 that lets us in\n +got connect ECONNREFUSED/],
    ["an engine that is not there", ["run", "dyna-vs-model-free", "--engine", "magic"], /Allowed choices are local, bullmq/],
    ["no grace", ["worker", "--grace", "0"], /seconds above 0/],
  ])("%s", async (_, commandArguments, message) => {
    const { status, stdout, stderr } = await project.bench(...commandArguments);
    expect([status, stdout, stderr]).toEqual([2, "", expect.stringMatching(message)]);
    expect(stderr).not.toContain("secret");
  });
});
