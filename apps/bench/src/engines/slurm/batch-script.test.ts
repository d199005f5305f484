import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { arrayRange, batchScript, shellQuote } from "./batch-script.ts";
import { checkSlurmRequest } from "./slurm-options.ts";

const folder = mkdtempSync(join(tmpdir(), "worldwise-script-"));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const command = { workingFolder: "/w", command: ["node", "main.js"], logs: "/l", processors: 2 };

test("the script asks for what was given, for nothing else, and options of the user come last", () => {
  const script = batchScript({ partition: "short", time: "1:30:00", memory: "4G", extra: ["--account=a b"], setup: ["module load x"] }, command);
  expect(script).toBe([
    "#!/bin/bash", "#SBATCH --no-requeue", "#SBATCH --output=/dev/null", "#SBATCH --nodes=1", "#SBATCH --ntasks=1",
    "#SBATCH --cpus-per-task=2", "#SBATCH --partition=short", "#SBATCH --time=1:30:00", "#SBATCH --mem=4G", "#SBATCH --account=a b",
    `exec >>'/l/'"$SLURM_ARRAY_TASK_ID".txt 2>&1 || exit 1`, "cd -- '/w' || exit 1", "module load x",
    `exec 'node' 'main.js' "$SLURM_ARRAY_TASK_ID"`, "",
  ].join("\n"));
  expect(batchScript({}, command).match(/#SBATCH/g)).toHaveLength(5);
});

test("paths may hold anything: the shell gets them as they are, and runs nothing that stands in them", () => {
  const hostile = join(folder, "a b'\"$(touch planted)`touch planted`%j%%\\n;& é\nline -x #SBATCH --hold");
  const [logs, workingFolder] = [join(hostile, "logs"), join(hostile, "work")];
  for (const path of [logs, workingFolder]) mkdirSync(path, { recursive: true });
  const program = "process.stdout.write(JSON.stringify([process.cwd(), ...process.argv.slice(1)]))";
  const script = batchScript({}, { workingFolder, logs, processors: 1, command: [process.execPath, "-e", program, "--", hostile] });
  execFileSync("/bin/bash", [], { input: script, cwd: folder, env: { ...process.env, SLURM_ARRAY_TASK_ID: "7" } });
  expect(readdirSync(logs)).toEqual(["7.txt"]);
  expect(JSON.parse(readFileSync(join(logs, "7.txt"), "utf8"))).toEqual([workingFolder, hostile, "7"]);
  expect([...readdirSync(folder), ...readdirSync(workingFolder)]).not.toContain("planted");
});

test("a path never stands in a directive of Slurm, where it would be read by other rules", () => {
  const lines = batchScript({}, { ...command, logs: "/x\n#SBATCH --hold", workingFolder: "/%j\\" }).split("\n");
  expect(lines.filter((line) => line.startsWith("#SBATCH"))).toHaveLength(6); // the planted one among them
  // Slurm reads directives up to the first command.
  expect(lines.findIndex((line) => line.startsWith("#SBATCH --hold"))).toBeGreaterThan(lines.findIndex((line) => line.startsWith("exec")));
});

test("words of the shell and ranges of arrays", () => {
  expect([shellQuote(""), shellQuote("a'b")]).toEqual(["''", `'a'\\''b'`]);
  expect([arrayRange(1), arrayRange(10, 2)]).toEqual(["0-0", "0-9%2"]);
});

describe("options", () => {
  test.each([
    { partition: "short,long-1.x" }, { time: "90" }, { time: "2-0" }, { time: "1-12:30:00" }, { memory: "4G" }, { extra: ["--account=x y", "-C gpu"] }, {},
  ])("takes %j", (request) => { expect(() => { checkSlurmRequest(request); }).not.toThrow(); });

  test.each([
    { partition: "a b" }, { partition: "a\n" }, { time: "1h" }, { time: "" }, { memory: "4 G" }, { memory: "-1" },
    { extra: ["account=x"] }, { extra: ["--account=x\ntouch planted"] }, { extra: ["--x=\r"] }, { extra: [""] },
  ])("refuses %j", (request) => { expect(() => { checkSlurmRequest(request); }).toThrow(expect.objectContaining({ code: "bad-slurm-option" })); });
});
