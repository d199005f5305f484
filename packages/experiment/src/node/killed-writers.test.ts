import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { philox } from "@worldwise/math";
import { afterAll, expect, test } from "vitest";
import { cell } from "../fixtures/results.ts";
import { cellOfText } from "./cell-file.ts";
import { inspectRunFolder } from "./doctor/inspect-folder.ts";
import { removePlanted } from "./fixtures/planted-packages.ts";
import { begunFolder, corridorRun } from "./fixtures/run-folders.ts";
import { readJsonLines } from "./json-lines.ts";

afterAll(removePlanted);

/** Commits cells without end, half of them the same for all writers, and says each that it has committed. */
const program = (source: string): string => `
  const { writeSync } = await import("node:fs");
  const { runFolder } = await import(${JSON.stringify(source)});
  const [path, writer] = process.argv.slice(1);
  const folder = runFolder(path);
  const like = ${JSON.stringify(cell())};
  for (let k = 0; ; k++) {
    const id = k % 2 === 0 ? "shared" + k : "of" + writer + "x" + k;
    const episodes = Array.from({ length: 400 }, (_, index) => ({ episode: index + 1, steps: Number(writer), return: 0.1, terminated: true }));
    const won = folder.commit({ ...like, id }, { episodes, evaluations: [], metrics: {} });
    folder.time({ id, writer });
    writeSync(1, id + " " + (won ? "won" : "lost") + "\\n");
  }`;

test("four writers killed at random moments: no commit is lost or counted twice, no cell is torn, and the rest can be mended", async () => {
  const source = new URL("../../dist/node/index.js", import.meta.url).href;
  expect(existsSync(new URL(source)), "build first").toBe(true);
  const random = philox.streams([1, 2], 1).lane(0);
  const folder = begunFolder();
  const said: (readonly [id: string, won: boolean])[] = [];
  for (let round = 0; round < 2; round++) {
    const writers = [1, 2, 3, 4].map((writer) => (
      spawn(process.execPath, ["--input-type=module", "-e", program(source), folder.path, String(4 * round + writer)], { stdio: "pipe" })));
    said.push(...(await Promise.all(writers.map((writer) => killed(writer, random.uniform())))).flat());
  }
  const won = said.flatMap(([id, isFirst]) => (isFirst ? [id] : []));
  expect(new Set(won).size).toBe(won.length);
  expect(won.length).toBeGreaterThan(12);
  const names = readdirSync(join(folder.path, "cells")).filter((name) => name.endsWith(".jsonl"));
  expect(names).toEqual(expect.arrayContaining(said.map(([id]) => `${id}.jsonl`)));
  for (const name of names) expect(`${cellOfText(readFileSync(join(folder.path, "cells", name), "utf8"))?.id}.jsonl`).toBe(name);
  const timed = new Set(readJsonLines(join(folder.path, "timings.jsonl")).records.map(({ id }) => id));
  expect([...timed]).toEqual(expect.arrayContaining(said.map(([id]) => id)));
  expect(inspectRunFolder(folder.path).filter(({ kind }) => kind.endsWith("cell"))).toEqual([]);
  folder.begin(corridorRun);
  expect(inspectRunFolder(folder.path).filter(({ kind }) => kind === "leftover")).toEqual([]);
}, 60_000);

/** Kills a writer some time after its first commits; what it has said by then. */
async function killed(writer: ChildProcessWithoutNullStreams, share: number): Promise<readonly (readonly [id: string, won: boolean])[]> {
  let text = "";
  writer.stdout.setEncoding("utf8").on("data", (chunk: string) => { text += chunk; });
  const closed = once(writer, "close");
  while (text.split("\n").length <= 5) await once(writer.stdout, "data");
  await new Promise((resume) => setTimeout(resume, 150 * share));
  writer.kill("SIGKILL");
  await closed;
  return text.split("\n").slice(0, -1).map((line) => {
    const [id, outcome] = line.split(" ");
    return [id!, outcome === "won"] as const;
  });
}
