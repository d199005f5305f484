// @ts-check
import { spawn } from "node:child_process";

/**
 * @typedef {object} ProcessResult
 * @property {number} status  exit status; 1 when a signal or the time limit ended it
 * @property {string} stdout
 * @property {string} stderr
 * @property {string} output  both streams, as they came
 */

/**
 * Runs a command to its end and keeps what it printed.
 *
 * @param {string} command
 * @param {readonly string[]} argumentList
 * @param {{ cwd: string, environment?: NodeJS.ProcessEnv, timeLimit?: number, stream?: boolean }} options
 *   `timeLimit` in milliseconds; with `stream` the output is also shown at once
 * @returns {Promise<ProcessResult>}
 */
export function runProcess(command, argumentList, { cwd, environment = {}, timeLimit = 600_000, stream = false }) {
  return new Promise((finish) => {
    const child = spawn(command, argumentList, { cwd, env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
    // Not spawn's own time limit: its clock runs on, and keeps this process alive, when the command does not exist.
    const clock = setTimeout(() => child.kill(), timeLimit);
    const result = { status: 1, stdout: "", stderr: "", output: "" };
    const end = (/** @type {number} */ status, /** @type {string} */ note) => {
      clearTimeout(clock);
      finish({ ...result, status, output: result.output + note });
    };
    for (const name of /** @type {const} */ (["stdout", "stderr"])) {
      child[name].setEncoding("utf8").on("data", (text) => {
        result[name] += text;
        result.output += text;
        if (stream) process[name].write(text);
      });
    }
    child.on("error", (error) => end(1, `${error.message}\n`));
    child.on("close", (status, signal) => {
      end(status ?? 1, signal === null ? "" : `\nended by ${signal} (the time limit is ${timeLimit / 1000} s)\n`);
    });
  });
}

/**
 * Like `runProcess`, but a non-zero status is an error that carries the output.
 *
 * @param {Parameters<typeof runProcess>} parameters
 */
export async function mustRun(...parameters) {
  const result = await runProcess(...parameters);
  if (result.status === 0) return result;
  const [command, argumentList] = parameters;
  throw new Error(`${command} ${argumentList.join(" ")} ended with status ${result.status}\n${result.output}`);
}

/**
 * Maps `items` with at most `width` pieces of work under way at once; results keep the order of the items.
 *
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {number} width
 * @param {(item: Item, index: number) => Promise<Result>} work
 * @returns {Promise<Result[]>}
 */
export async function mapInParallel(items, width, work) {
  /** @type {Result[]} */
  const results = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}
