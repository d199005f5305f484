import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeTree } from "@worldwise/data";
import type { Contract } from "../contract.ts";
import { treeDifference } from "../tree-comparison.ts";
import { contractViolation } from "../violation.ts";
import type { ResumeJob } from "./resume-child.ts";

/** What is resumed, and how. */
export interface ResumeOptions {
  /** Built JavaScript that makes the run: a file URL, or the name of a package that the working directory can import. */
  readonly module: string;
  /**
   * Name of its exported function, without arguments, that makes the run anew: a `driver`, or an agent recipe and an environment.
   * `make` when not given.
   */
  readonly make?: string;
  /** Steps before the pause, and again after it. */
  readonly steps: number;
  /** Milliseconds that a process may take before it is killed. 30,000 when not given. */
  readonly timeLimit?: number;
  /** Where package names are looked up. The working directory when not given. */
  readonly directory?: string;
}

/**
 * The contract of exact resuming across processes: a child process makes the run, takes n steps, saves to a file and ends; a
 * second one makes the run anew, loads, and takes n steps. What it saves then is, byte for byte, what a third process saves after
 * 2n steps.
 *
 * Each child has a time limit and is killed when it exceeds it; what it wrote to its error stream is part of the error.
 */
export function resumesInNewProcess(options: ResumeOptions): Contract {
  const { steps } = options;
  return {
    subject: `resuming of ${options.module}`,
    checks: [
      {
        name: `${2 * steps} steps are the same in two processes`,
        run: () => inFolder(async (file) => {
          await Promise.all(["once", "again"].map((name) => runChild(options, { steps: 2 * steps, to: file(name) })));
          await ensureSameBytes(
            file("once"), file("again"), "the same bytes from two processes",
            "derive everything from seeds: no clocks, no hidden randomness",
          );
        }),
      },
      {
        name: `${steps} steps, save, load in a new process, ${steps} steps equal ${2 * steps} steps, byte for byte`,
        run: () => inFolder(async (file) => {
          await Promise.all(
            [runChild(options, { steps: 2 * steps, to: file("through") }), runChild(options, { steps, to: file("half") })],
          );
          await runChild(options, { steps, from: file("half"), to: file("resumed") });
          await ensureSameBytes(
            file("through"), file("resumed"), "the same bytes as without a pause", "save all that a step reads",
          );
        }),
      },
    ],
  };
}

/** Gives a folder that is gone afterwards. */
async function inFolder(body: (file: (name: string) => string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "worldwise-resume-"));
  try {
    await body((name) => join(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The script is JavaScript: the built one, also where this file is run from its source. */
const childScript = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/node/resume-child.js" : "./resume-child.js", import.meta.url,
).href;

/** Evaluated in the child, so that package names are looked up where it runs. */
const program = `
  const { script, module, job } = JSON.parse(process.argv[1]);
  const { runJob } = await import(script);
  await runJob(await import(module), job);
`;

function runChild(
  { module, make = "make", timeLimit = 30_000, directory = process.cwd() }: ResumeOptions, job: Omit<ResumeJob, "make">,
): Promise<void> {
  const given = JSON.stringify({ script: childScript, module, job: { make, ...job } });
  const settings = { cwd: directory, timeout: timeLimit, killSignal: "SIGKILL" as const, encoding: "utf8" as const };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["--input-type=module", "--eval", program, given], settings, (error, _, stderr) => {
      if (!error) return resolve();
      const ended = error.killed === true
        ? `it was killed after ${timeLimit} ms`
        : `it ended with ${error.signal ?? error.code ?? "an error"}`;
      reject(contractViolation({
        expected: `a process that makes the run of ${module} and takes ${job.steps} steps`,
        got: `${ended}\n${stderr.trim() || "(it wrote no error)"}`,
        todo: "see what it wrote; the module is built JavaScript that can be imported alone",
      }, { module, steps: job.steps }));
    });
  });
}

async function ensureSameBytes(one: string, other: string, expected: string, todo: string): Promise<void> {
  const [first, second] = [await readFile(one), await readFile(other)];
  if (first.equals(second)) return;
  const difference = treeDifference(decodeTree(first), decodeTree(second));
  throw contractViolation({ expected, got: difference ?? "the same values in other bytes", todo });
}
