import { allocate, discrete, vectorStep, WorldwiseError } from "@worldwise/protocol";
import { afterEach, describe, expect, test } from "vitest";
import type { FakeMode } from "./fixtures/fake-bridge.ts";
import { fake } from "./fixtures/fake-bridge.ts";
import type { GymnasiumVector, GymnasiumVectorOptions } from "./gymnasium-vector.ts";
import { gymnasiumVector } from "./gymnasium-vector.ts";

const opened: GymnasiumVector[] = [];
afterEach(async () => {
  for (const environment of opened.splice(0)) await environment.close();
});

async function open(mode: FakeMode, more: Partial<GymnasiumVectorOptions> = {}): Promise<GymnasiumVector> {
  const environment = await gymnasiumVector({ ...fake(mode), lanes: 3, ...more });
  opened.push(environment);
  return environment;
}

async function errorOf(run: () => Promise<unknown>): Promise<WorldwiseError> {
  try {
    await run();
  } catch (error) {
    if (WorldwiseError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** The error of the first step. */
async function failing(mode: FakeMode, more: Partial<GymnasiumVectorOptions> = {}): Promise<WorldwiseError> {
  const environment = await open(mode, more);
  const out = vectorStep(environment.observation, 3);
  await environment.reset(Uint8Array.of(1, 1, 1), out.observation);
  const error = await errorOf(() => environment.step(new Int32Array(3), out));
  expect(await errorOf(() => environment.step(new Int32Array(3), out))).toBe(error);
  return error;
}

test("lanes are started by a mask, stepped at once, and end each by itself", async () => {
  const environment = await open("good", { spaces: { observation: discrete(5), action: discrete(3) }, info: true } as object);
  expect(environment).toMatchObject({ id: "Fake-v0", lanes: 3, discount: 0.99, maxEpisodeSteps: 20,
    versions: { gymnasium: "fake" } });
  const out = vectorStep(environment.observation, 3);
  out.observation.fill(-1);
  await environment.reset(Uint8Array.of(1, 1, 0), out.observation);
  expect([...out.observation]).toEqual([2, 2, -1]);
  await environment.reset(Uint8Array.of(0, 0, 1), out.observation);
  expect(environment.info(2)).toEqual({ lane: 2 });
  await environment.step(Int32Array.of(2, 1, 0), out);
  await environment.reset(Uint8Array.of(0, 1, 0), allocate(environment.observation, 3), [undefined, 42]);
  await environment.step(Int32Array.of(2, 1, 1), out);
  expect([...out.observation]).toEqual([4, 2, 1]);
  expect([...out.reward]).toEqual([7, 42, 9]);
  expect([...out.terminated]).toEqual([1, 0, 0]);
  await environment.reset(Uint8Array.of(1, 0, 0), out.observation);
  await environment.step(Int32Array.of(1, 1, 1), out);
  expect([...out.reward]).toEqual([107, 42, 9]);
});

test("answers that come byte by byte are put together", async () => {
  const environment = await open("slow-pieces");
  const out = vectorStep(environment.observation, 3);
  await environment.reset(Uint8Array.of(1, 1, 1), out.observation);
  await environment.step(Int32Array.of(1, 1, 2), out);
  expect([...out.observation]).toEqual([2, 2, 3]);
});

describe("wrong use costs nothing", () => {
  test("steps out of order, actions outside the space, foreign arrays, empty masks, bad seeds", async () => {
    const environment = await open("good");
    const out = vectorStep(environment.observation, 3);
    const code = async (run: () => Promise<unknown>): Promise<string> => (await errorOf(run)).code;
    expect(await code(() => environment.step(new Int32Array(3), out))).toBe("step-before-reset");
    expect(await code(() => environment.reset(new Uint8Array(3), out.observation))).toBe("wrong-array");
    expect(await code(() => environment.reset(new Uint8Array(2).fill(1), out.observation))).toBe("wrong-array");
    expect(await code(() => environment.reset(Uint8Array.of(1, 1, 1), new Float32Array(3)))).toBe("wrong-array");
    expect(await code(() => environment.reset(Uint8Array.of(1, 1, 1), out.observation, [-1]))).toBe("bad-options");
    await environment.reset(Uint8Array.of(1, 1, 1), out.observation);
    expect(await code(() => environment.step(Int32Array.of(0, 3, 0), out))).toBe("outside-space");
    await environment.step(Int32Array.of(0, 1, 1), out);
    await environment.step(Int32Array.of(0, 1, 1), out);
    expect(await code(() => environment.step(Int32Array.of(1, 1, 1), out))).toBe("step-after-end");
    await environment.reset(Uint8Array.of(1, 0, 0), out.observation);
    await environment.step(Int32Array.of(1, 1, 1), out);
  });

  test("a second call before the first is answered", async () => {
    const environment = await open("good");
    const out = vectorStep(environment.observation, 3);
    const first = environment.reset(Uint8Array.of(1, 1, 1), out.observation);
    expect((await errorOf(() => environment.step(new Int32Array(3), out))).code).toBe("step-before-reset");
    expect((await errorOf(() => environment.reset(Uint8Array.of(1, 1, 1), out.observation))).code).toBe("still-running");
    await first;
  });

  test("closing twice, and calls afterwards", async () => {
    const environment = await open("good");
    await environment.close();
    await environment.close();
    expect((await errorOf(() => environment.reset(Uint8Array.of(1, 1, 1), new Int32Array(3)))).code).toBe("closed");
  });
});

describe("a child that misbehaves", () => {
  test.each([
    ["garbage", "bad-frame", /bytes that are none: "hello, I"/u],
    ["huge", "bad-frame", /at most 67108864 bytes\n.*2147483647/u],
    ["damaged", "bad-frame", /a body in MessagePack/u],
    ["other", "bad-frame", /the reply "stepped"\n.*"started"/u],
    ["short", "bad-frame", /expected 3 numbers of int32\n.*1 in a Int32Array/u],
    ["partial", "python-died", /exit status 3 in the middle of an answer; the last it said:\nthe rest is lost/u],
    ["kill", "python-died", /its end by SIGKILL/u],
  ] as const)("%s", async (mode, code, message) => {
    const error = await failing(mode);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test("an answer that nobody asked for", async () => {
    const environment = await open("twice");
    const out = vectorStep(environment.observation, 3);
    await environment.reset(Uint8Array.of(1, 1, 1), out.observation);
    await environment.step(Int32Array.of(1, 1, 1), out);
    const error = await errorOf(() => environment.step(Int32Array.of(1, 1, 1), out));
    expect(error.message).toMatch(/silence until the next request/u);
  });

  test("no answer in time", async () => {
    const error = await failing("hang", { callLimit: 200 });
    expect(error.code).toBe("python-hung");
    expect(error.message).toMatch(/an answer within 200 ms\n.*none; the last it said:\nI wait/u);
  });

  test("another version", async () => {
    expect((await errorOf(() => open("version"))).message).toMatch(/version 1 of the protocol\n.*2/u);
  });
});

describe("what cannot be opened", () => {
  test("no Python", async () => {
    const error = await errorOf(() => open("good", { python: "/no/such/python" }));
    expect(error.code).toBe("python-missing");
    expect(error.message).toMatch(/a Python under the command `\/no\/such\/python`\n.*ENOENT/u);
  });

  test("something that is no Python", async () => {
    const error = await errorOf(() => open("good", { python: process.execPath }));
    expect(error.code).toBe("python-died");
    expect(error.message).toMatch(/SyntaxError|ERR_UNKNOWN_FILE_EXTENSION/u);
  });

  test("other spaces than were counted on", async () => {
    const spaces = { observation: discrete(5), action: discrete(4) };
    const error = await errorOf(() => gymnasiumVector({ ...fake("good"), lanes: 2, spaces }));
    expect(error.message).toMatch(/action in discrete\(4\)\n.*discrete\(3\)/u);
  });

  test.each([
    [{ lanes: 0 }, "bad-lanes"], [{ seed: -1 }, "bad-options"], [{ seed: 0.5 }, "bad-options"], [{ id: "" }, "bad-options"],
    [{ discount: 1.5 }, "bad-options"], [{ callLimit: 0 }, "bad-options"], [{ startLimit: Number.NaN }, "bad-options"],
    [{ maxFrameSize: 10 }, "bad-options"], [{ python: [] }, "bad-options"],
  ])("%o", async (options, code) => {
    expect((await errorOf(() => open("good", options))).code).toBe(code);
  });
});
