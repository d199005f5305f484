import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { vectorStep, WorldwiseError } from "@worldwise/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { standIn } from "./fixtures/stand-in.ts";
import { gymnasium } from "./gymnasium.ts";
import type { GymnasiumVectorOptions } from "./gymnasium-vector.ts";
import { gymnasiumVector } from "./gymnasium-vector.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const environment of opened.splice(0)) await environment.close();
});

interface Trouble {
  readonly trouble: string;
  readonly code: string;
  readonly message: RegExp;
}

const troubles: readonly Trouble[] = [
  {
    trouble: "raise_error", code: "environment-failed",
    message: /expected step of lane 0 to succeed\n.*RuntimeError: the wheel came off\nTraceback[^]*worlds\.py[^]*in raise_error/u,
  },
  { trouble: "exit", code: "python-died", message: /exit status 7; the last it said:\nlast words/u },
  { trouble: "leave", code: "python-died", message: /exit status 5/u },
  { trouble: "kill", code: "python-died", message: /its end by SIGKILL/u },
  { trouble: "crash", code: "python-died", message: /its end by SIGSEGV; the last it said:[^]*worlds\.py", line \d+ in crash/u },
  { trouble: "hang", code: "python-hung", message: /within 400 ms[^]*worlds\.py", line \d+ in wait_forever[^]* in hang/u },
  { trouble: "spin", code: "python-hung", message: /within 400 ms[^]*worlds\.py", line \d+ in spin/u },
  { trouble: "hold_lock", code: "python-hung", message: /within 400 ms[^]*worlds\.py", line \d+ in hold_lock/u },
  { trouble: "wrong_shape", code: "bad-observation", message: /shape \(3,\)/u },
  { trouble: "no_tuple", code: "environment-failed", message: /not enough values to unpack/u },
  { trouble: "no_reward", code: "bad-reward", message: /must be real number/u },
];

describe("what goes wrong in Python is an error here", () => {
  test.each(troubles)("$trouble, blocking", ({ trouble, code, message }) => {
    const environment = gymnasium({ id: "Troubled-v0", ...standIn, options: { trouble }, callLimit: 400 });
    opened.push(environment);
    environment.reset();
    environment.step(0);
    environment.step(0);
    const error = thrown(() => environment.step(0));
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(message);
    expect(thrown(() => environment.reset())).toBe(error);
  });

  test.each(troubles)("$trouble, in lanes", async ({ trouble, code, message }) => {
    const { step } = await inTrouble(trouble, { callLimit: 400 });
    const error: unknown = await step().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(String(error)).toMatch(message);
    await expect(step()).rejects.toBe(error);
  });

  test("a reply that is too large", async () => {
    const { step } = await inTrouble("large_info", { maxFrameSize: 100_000, info: true });
    await expect(step()).rejects.toMatchObject({ code: "frame-too-large" });
  });
});

describe("what is harmless", () => {
  test("stray prints, of the environment, of its descriptors and of its children; an empty standard input", async () => {
    const { step } = await inTrouble("print_much");
    for (let k = 0; k < 5; k++) await step();
  });

  test("stray prints while this thread is blocked", () => {
    const environment = gymnasium({ id: "Troubled-v0", ...standIn, options: { trouble: "print_much" } });
    opened.push(environment);
    environment.reset();
    for (let k = 0; k < 5; k++) expect(environment.step(0).reward).toBe(1);
  });

  test("an environment that cannot be closed", async () => {
    await (await gymnasiumVector({ id: "BadClose-v0", ...standIn, lanes: 2 })).close();
    gymnasium({ id: "BadClose-v0", ...standIn }).close();
  });

  test("an environment that hangs while it is closed", { timeout: 30_000 }, async () => {
    await (await gymnasiumVector({ id: "BadClose-v0", ...standIn, options: { how: "hang" }, lanes: 1 })).close();
    gymnasium({ id: "BadClose-v0", ...standIn, options: { how: "hang" } }).close();
  });
});

describe("no orphan is left", () => {
  /** A Node that opens an environment in a trouble, says the process of its Python, and is stuck in the third step. */
  const program = (face: string, trouble: string, python = standIn.python): string => `
    import { readdirSync, readFileSync, writeSync } from "node:fs";
    import { gymnasium, gymnasiumVector } from ${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)};
    const standIn = ${JSON.stringify({ ...standIn, python })};
    const options = { id: "Troubled-v0", ...standIn, options: { trouble: "${trouble}" }, lanes: 1 };
    const environment = "${face}" === "blocking" ? gymnasium(options) : await gymnasiumVector(options);
    const parent = (id) => Number(readFileSync("/proc/" + id + "/stat", "utf8").replace(/.*\\) /u, "").split(" ")[1]);
    const ids = readdirSync("/proc").filter((id) => /^\\d+$/u.test(id));
    const isOwn = (id) => { try { return id > 1 && (parent(id) === process.pid || isOwn(parent(id))); } catch { return false; } };
    const own = ids.filter(isOwn);
    const observation = new Float32Array(4);
    const out = { observation, reward: new Float64Array(1), terminated: new Uint8Array(1), truncated: new Uint8Array(1) };
    "${face}" === "blocking" ? environment.reset() : await environment.reset(Uint8Array.of(1), observation);
    const step = () => ("${face}" === "blocking" ? environment.step(0) : environment.step(new Int32Array(1), out));
    await step();
    await step();
    writeSync(1, own.join(" ") + "\\n");
    if ("${trouble}" === "idle") setInterval(() => undefined, 1000); else await step();`;

  /** Kills Node when its environment is in trouble; whether all that it started is gone 2 seconds later. */
  async function leavesNobody(script: string, started: number): Promise<void> {
    const node = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    const line = await new Promise<string>((resolve) => node.stdout.on("data", (text) => resolve(String(text).trim())));
    const processes = line.split(" ");
    expect(processes.filter(isAlive)).toHaveLength(started);
    await wait(100);
    node.kill("SIGKILL");
    for (let k = 0; k < 40 && processes.some(isAlive); k++) await wait(50);
    expect(processes.filter(isAlive)).toEqual([]);
  }

  test.each([
    ["vector", "idle"], ["vector", "hang"], ["vector", "spin"], ["vector", "hold_lock"],
    ["blocking", "idle"], ["blocking", "spin"], ["blocking", "hold_lock"],
  ])("%s, %s: Python is gone soon after Node was killed", { timeout: 30_000 }, async (face, trouble) => {
    await leavesNobody(program(face, trouble), 1);
  });

  test.each(["idle", "spin"])("%s, behind a launcher that lives on", { timeout: 30_000 }, async (trouble) => {
    await leavesNobody(program("vector", trouble, ["/bin/sh", "-c", '"$0" "$@"; true', String(standIn.python)]), 2);
  });

  test("a Node that forgets to close ends by itself, and so does Python", async () => {
    const forgetful = `
      import { gymnasium, gymnasiumVector } from ${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)};
      const options = { id: "Trivial-v0", ...${JSON.stringify(standIn)}, lanes: 1 };
      gymnasium(options);
      await gymnasiumVector(options);`;
    const node = spawn(process.execPath, ["--input-type=module", "-e", forgetful], { stdio: ["ignore", "ignore", "inherit"] });
    expect(await new Promise((resolve) => node.on("exit", resolve))).toBe(0);
  });
});

/** Neither gone nor a zombie. */
function isAlive(id: string): boolean {
  try {
    const [state] = readFileSync(`/proc/${id}/stat`, "utf8").replace(/.*\) /u, "").split(" ");
    return state !== "Z" && state !== "X";
  } catch {
    return false;
  }
}

async function inTrouble(
  trouble: string, more: Partial<GymnasiumVectorOptions> = {},
): Promise<{ step: () => Promise<undefined> }> {
  const environment = await gymnasiumVector({ id: "Troubled-v0", ...standIn, options: { trouble }, lanes: 2, ...more });
  opened.push(environment);
  const out = vectorStep(environment.observation, 2);
  await environment.reset(Uint8Array.of(1, 1), out.observation);
  const step = (): Promise<undefined> => environment.step(new Int32Array(2), out);
  await step();
  await step();
  return { step };
}

function thrown(run: () => unknown): WorldwiseError {
  try {
    run();
  } catch (error) {
    if (WorldwiseError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
