import { discrete, WorldwiseError } from "@worldwise/protocol";
import { afterEach, describe, expect, test } from "vitest";
import type { FakeMode } from "./fixtures/fake-bridge.ts";
import { fake } from "./fixtures/fake-bridge.ts";
import type { GymnasiumEnvironment } from "./gymnasium.ts";
import { gymnasium } from "./gymnasium.ts";
import { plugins } from "./plugins.ts";

const opened: GymnasiumEnvironment[] = [];
afterEach(() => opened.splice(0).forEach((environment) => environment.close()));

function open(mode: FakeMode, more: object = {}): GymnasiumEnvironment {
  const environment = gymnasium({ ...fake(mode), ...more });
  opened.push(environment);
  return environment;
}

function errorOf(run: () => unknown): WorldwiseError {
  try {
    run();
  } catch (error) {
    if (WorldwiseError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("steps block until they are answered", () => {
  const environment = open("good", { spaces: { observation: discrete(5), action: discrete(3) } });
  expect(environment["~worldwise"]).toMatchObject({ role: "environment", name: "Fake-v0", package: "@worldwise/env-gymnasium" });
  expect(environment.reset()).toEqual({ observation: 2, info: { lane: 0 } });
  expect(environment.step(2)).toEqual({ observation: 3, reward: 7, terminated: false, truncated: false, info: { lane: 0 } });
  expect(environment.reset({ seed: 5 }).observation).toBe(2);
  environment.step(0);
  expect(environment.step(0)).toMatchObject({ observation: 0, reward: 5, terminated: true });
});

test("closing twice is fine, calls afterwards are not", () => {
  const environment = open("good");
  environment.close();
  environment.close();
  expect(errorOf(() => environment.reset()).code).toBe("closed");
});

describe("a child that misbehaves", () => {
  test.each([
    ["garbage", "bad-frame", /bytes that are none: "hello, I"/u],
    ["huge", "bad-frame", /at most 67108864 bytes/u],
    ["damaged", "bad-frame", /a body in MessagePack/u],
    ["partial", "python-died", /exit status 3 in the middle of an answer; the last it said:\nthe rest is lost/u],
    ["kill", "python-died", /its end by SIGKILL/u],
    ["hang", "python-hung", /an answer within 200 ms\n.*none; the last it said:\nI wait/u],
  ] as const)("%s", (mode, code, message) => {
    const environment = open(mode, { callLimit: 200 });
    environment.reset();
    const error = errorOf(() => environment.step(1));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(errorOf(() => environment.step(1))).toBe(error);
  });

  test("no Python", () => {
    expect(errorOf(() => open("good", { python: "/no/such/python" })).code).toBe("python-missing");
  });
});

describe("as a plugin", () => {
  const [plugin] = plugins;

  test("keyword arguments are JSON", () => {
    const rest = { id: "a", seed: 0, discount: 1, python: "/no/such/python" };
    const create = (options: string): unknown => plugin!.create({ ...rest, options }, undefined);
    expect(errorOf(() => create("{")).message).toMatch(/a record in JSON/u);
    expect(errorOf(() => create("[1]")).message).toMatch(/a record in JSON/u);
    expect(errorOf(() => create("{}")).code).toBe("python-missing");
  });
});
