import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { slurmCommands } from "./slurm-commands.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Commands by the names of Slurm's: each writes down how it was called, and answers as the file `<name>.answer` says. */
const pretended = `#!/bin/bash
here=$(dirname "$0")
name=$(basename "$0")
printf '%s\\n' "$@" >"$here/$name.arguments"
if [[ $name == sbatch ]]; then cat >"$here/input"; fi
env >"$here/$name.environment"
source "$here/$name.answer"
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "worldwise-commands-"));
  for (const name of ["sbatch", "squeue", "scontrol", "scancel"]) {
    writeFileSync(join(folder, name), pretended);
    chmodSync(join(folder, name), 0o755);
    answer(name, "");
  }
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
  vi.stubEnv("SQUEUE_FORMAT", "%all");
  vi.stubEnv("SCANCEL_INTERACTIVE", "true");
  vi.stubEnv("SBATCH_WAIT", "1");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const answer = (name: string, text: string): void => { writeFileSync(join(folder, `${name}.answer`), text); };
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const argumentsOf = (name: string): readonly string[] => read(`${name}.arguments`).trimEnd().split("\n");

test("sbatch gets the script through its input, the names as arguments, and answers with the number of the job", async () => {
  answer("sbatch", "echo '17;cluster'");
  expect(await slurmCommands.submit({ name: "worldwise-0-001", range: "0-9%2", script: "#!/bin/bash\n:\n" })).toBe("17");
  expect([argumentsOf("sbatch"), read("input")]).toEqual([
    ["--parsable", "--job-name=worldwise-0-001", "--array=0-9%2", "--chdir=/"], "#!/bin/bash\n:\n",
  ]);
});

test("squeue is asked for every own task, whatever the environment says", async () => {
  answer("squeue", "printf '17_0|RUNNING|a\\n17_1|PENDING|a\\n'");
  expect((await slurmCommands.tasks()).map(({ job, state }) => [job, state])).toEqual([["17_0", "RUNNING"], ["17_1", "PENDING"]]);
  expect(argumentsOf("squeue")).toEqual(["--me", "--array", "--noheader", "--states=all", "--format=%i|%T|%j"]);
  expect(read("squeue.environment")).not.toMatch(/^(SQUEUE_|SCANCEL_|SBATCH_WAIT)/m);
});

test("scontrol and scancel are asked for what is meant, and for nothing where nothing is meant", async () => {
  answer("scontrol", "if [[ $1 == show ]]; then echo 'MaxArraySize            = 11'; else echo 'JobState=TIMEOUT ExitCode=0:15 NodeList=n2'; fi");
  expect(await slurmCommands.maxArraySize()).toBe(11);
  expect(await slurmCommands.record("17_0")).toEqual({ state: "TIMEOUT", exitCode: "0:15", node: "n2" });
  expect(argumentsOf("scontrol")).toEqual(["--oneliner", "show", "job", "17_0"]);
  answer("scontrol", "");
  expect(await slurmCommands.maxArraySize()).toBe(1001);
  await slurmCommands.cancelNamed("worldwise-0-001");
  expect(argumentsOf("scancel")).toEqual(["--quiet", "--me", "--name=worldwise-0-001"]);
  await slurmCommands.cancel(["17_0", "17_1"]);
  await slurmCommands.cancel([]);
  expect(argumentsOf("scancel")).toEqual(["--quiet", "17_0", "17_1"]);
});

test("a command that fails, or is not there, rejects with what it said", async () => {
  answer("sbatch", "echo 'sbatch: error: Invalid partition name specified' >&2; exit 1");
  await expect(slurmCommands.submit({ name: "a", range: "0-0", script: "x".repeat(1 << 20) })).rejects.toThrow("Invalid partition name specified");
  vi.stubEnv("PATH", "/nowhere");
  await expect(slurmCommands.tasks()).rejects.toThrow("squeue: spawn squeue ENOENT");
});
