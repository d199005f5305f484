import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { coordinators, holdFolder } from "./coordinators.ts";
import { removePlanted, temporaryFolder } from "./fixtures/planted-packages.ts";
import { isAlive, thisProcess } from "./process-state.ts";

afterAll(removePlanted);

const source = new URL("../../dist/node/index.js", import.meta.url).href;

/** A process that waits for a word, then holds the folder, says whether it does, and stays until it is killed. */
function holder(path: string): ChildProcessWithoutNullStreams {
  expect(existsSync(new URL(source)), "build first").toBe(true);
  const program = `
    const { runFolder } = await import(${JSON.stringify(source)});
    console.log("ready");
    process.stdin.once("data", () => {
      try { runFolder(process.argv[1]).hold(); console.log("holds"); } catch (error) { console.log(error.code); }
    });
    setInterval(() => undefined, 1000);`;
  return spawn(process.execPath, ["--input-type=module", "-e", program, path], { stdio: "pipe" });
}

const said = async ({ stdout }: ChildProcessWithoutNullStreams): Promise<string> =>
  String((await once(stdout, "data"))[0]).trim();

async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  const over = once(child, "exit");
  child.kill("SIGKILL");
  await over;
}

describe("one folder, one coordinator", () => {
  test("of processes that begin together exactly one holds the folder; killed, it no longer does", async () => {
    const path = temporaryFolder();
    for (let round = 0; round < 3; round++) {
      const processes = [holder(path), holder(path), holder(path)];
      await Promise.all(processes.map(said));
      const answers = processes.map(said);
      for (const each of processes) each.stdin.write("go\n");
      expect((await Promise.all(answers)).sort()).toEqual(["folder-in-use", "folder-in-use", "holds"]);
      expect(() => holdFolder(path)).toThrow(/got process \d+ on [^]*to do wait until it has ended/);
      await Promise.all(processes.map(ended));
      expect(coordinators(path)).toMatchObject([{ alive: false }]);
    }
    const release = holdFolder(path);
    expect(coordinators(path)).toMatchObject([{ processId: process.pid, alive: true }]);
    release();
    expect(readdirSync(path)).toEqual([]);
  }, 60_000);

  test("the same process twice is refused, too, until it lets go", () => {
    const path = temporaryFolder();
    const release = holdFolder(path);
    expect(() => holdFolder(path)).toThrow(expect.objectContaining({ code: "folder-in-use" }));
    release();
    holdFolder(path)();
  });

  test("a process of another machine cannot be asked: the words say what to remove", () => {
    const path = temporaryFolder();
    writeFileSync(join(path, "coordinator.elsewhere.7.json"), '{"host":"elsewhere","processId":7}');
    expect(() => holdFolder(path)).toThrow(/process 7 on elsewhere[^]*remove coordinator\.elsewhere\.7\.json/);
    expect(readdirSync(path)).toEqual(["coordinator.elsewhere.7.json"]);
  });

  test("a damaged note of somebody stops nobody", () => {
    const path = temporaryFolder();
    writeFileSync(join(path, "coordinator.elsewhere.7.json"), "{");
    holdFolder(path)();
  });
});

describe("whether a process is alive", () => {
  test("this one is; one of its id that began at another time is gone", () => {
    expect(isAlive(thisProcess())).toBe(true);
    expect(isAlive({ host: hostname(), processId: process.pid })).toBe(true);
    if (thisProcess().began !== undefined) expect(isAlive({ ...thisProcess(), began: "another boot 1" })).toBe(false);
    expect(isAlive({ ...thisProcess(), host: "elsewhere" })).toBeUndefined();
  });

  test("one that has ended is not, though nobody waited for it yet", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    const [{ pid }] = [child];
    await once(child, "exit");
    expect(isAlive({ host: hostname(), processId: pid! })).toBe(false);
  });
});
