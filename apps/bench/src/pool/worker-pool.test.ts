import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { isRunning, until } from "../fixtures/bench-project.ts";
import type { PoolOptions, WorkerPool } from "./worker-pool.ts";
import { workerPool } from "./worker-pool.ts";

/** Answers with its process id and what it was sent, after so many milliseconds; or ends, or hangs. */
const program = `
process.on("message", ({ wait = 0, exit, hang, ...rest }) => {
  if (hang) for (;;);
  if (exit !== undefined) process.exit(exit);
  setTimeout(() => process.send({ ...rest, processId: process.pid, childArguments: process.argv.slice(2) }), wait);
});
process.once("disconnect", () => process.exit());
process.on("SIGTERM", () => undefined);
process.send("ready");
`;
// Every test starts processes, and other tests may keep the machine busy.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "worldwise-pool-"));
writeFileSync(join(folder, "child.mjs"), program);
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

let pool: WorkerPool;
afterEach(() => pool.close());
const open = (options: Partial<PoolOptions> = {}): WorkerPool => {
  pool = workerPool({ module: pathToFileURL(join(folder, "child.mjs")), childArguments: ["a", "b"], size: 1, ...options });
  return pool;
};

interface Answer { readonly processId: number; readonly value: unknown; readonly childArguments: readonly string[] }
const ask = async (message: object): Promise<Answer> => await pool.run(message) as Answer; // as the program answers

test("children are reused, get their arguments, and numbers that are not finite cross as they are", async () => {
  open();
  const first = await ask({ value: [Number.NaN, -0, Infinity] });
  expect(first).toMatchObject({ value: [Number.NaN, -0, Infinity], childArguments: ["a", "b"] });
  expect((await ask({})).processId).toBe(first.processId);
});

test("as many run at once as there are slots, and each answer goes to its own message", async () => {
  open({ size: 2 });
  const answers = await Promise.all([60, 10, 30, 0, 20].map((wait, value) => ask({ wait, value })));
  expect(answers.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(answers.map(({ processId }) => processId)).size).toBe(2);
});

test("a child that ends takes its own task with it; the others, and those that wait, go on in a new one", async () => {
  open();
  const settled = await Promise.allSettled([ask({ value: 1 }), ask({ exit: 7 }), ask({ value: 2 }), ask({ exit: 0 }), ask({ value: 3 })]);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"]);
  expect(settled.map((each) => (each.status === "rejected" ? String(each.reason) : ""))).toEqual([
    "", expect.stringContaining("exited with code 7"), "", expect.stringContaining("exited with code 0"), "",
  ]);
});

test("a task that takes too long fails, its child is killed though it would not end, and the next one runs", async () => {
  open({ timeLimit: 1500 });
  const { processId } = await ask({});
  await expect(ask({ hang: true })).rejects.toThrow("longer than the time limit of 1.5 s");
  expect(isRunning(processId)).toBe(false);
  expect(await ask({ value: 5 })).toMatchObject({ value: 5 });
});

test("a child that died while nothing ran is replaced", async () => {
  open();
  const { processId } = await ask({});
  process.kill(processId, "SIGKILL");
  await until(() => !isRunning(processId));
  await new Promise((resume) => setTimeout(resume, 20));
  expect((await ask({})).processId).not.toBe(processId);
});

test("closing kills every child, however busy, and rejects what was not answered", async () => {
  open({ size: 2 });
  const processIds = (await Promise.all([ask({ wait: 20 }), ask({ wait: 20 })])).map(({ processId }) => processId);
  const unanswered = [ask({ hang: true }), ask({ hang: true }), ask({ value: "waiting" })].map((answer) => answer.catch(String));
  await new Promise((resume) => setTimeout(resume, 50));
  await pool.close();
  const killed = expect.stringContaining("SIGKILL") as string;
  expect(await Promise.all(unanswered)).toEqual([killed, killed, "Error: the pool is closed"]);
  expect(processIds.map(isRunning)).toEqual([false, false]);
});

test("the start of a child does not count against the time limit", async () => {
  writeFileSync(join(folder, "slow.mjs"), `await new Promise((resume) => setTimeout(resume, 1300));\n${program}`);
  open({ module: pathToFileURL(join(folder, "slow.mjs")), timeLimit: 1000 });
  expect(await ask({ value: 1 })).toMatchObject({ value: 1 });
});

test("a module that ends before it is ready fails every task, and nobody waits for ever", async () => {
  writeFileSync(join(folder, "early.mjs"), "process.exit(3);");
  open({ module: pathToFileURL(join(folder, "early.mjs")), size: 2 });
  const settled = await Promise.allSettled([ask({}), ask({}), ask({})]);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
});
