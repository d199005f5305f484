// @ts-check
// What `npm test` runs once the workspace is installed and built: every check that needs neither a browser nor a network.
// Each step runs even when an earlier one failed; its output is shown only then, or always with --verbose.
import { join } from "node:path";
import { environmentWithPnpm } from "./shared/pnpm.mjs";
import { runProcess } from "./shared/processes.mjs";
import { closingLine, readClosingLine } from "./shared/tally.mjs";
import { repositoryRoot } from "./shared/workspace.mjs";

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} command
 * @property {string[]} argumentList
 */

/** @param {string} name */
const tool = (name) => join(repositoryRoot, "node_modules/.bin", name);

/** @type {Step[]} */
const steps = [
  turbo("build"),
  { name: "lint", command: tool("eslint"), argumentList: [".", "--max-warnings=0"] },
  turbo("typecheck"),
  script("layers", "check-layers.mjs"),
  turbo("api", "api reports"),
  script("components", "component-metadata.mjs", "--check"),
  script("vitest", "run-vitest.mjs", "--project", "node"),
  script("examples", "run-examples.mjs"),
];

/**
 * @param {string} task
 * @param {string} [name]
 * @returns {Step}
 */
function turbo(task, name = task) {
  return { name, command: tool("turbo"), argumentList: ["run", task, "--continue", "--output-logs=errors-only"] };
}

/**
 * @param {string} name
 * @param {string} file
 * @param {...string} argumentList
 * @returns {Step}
 */
function script(name, file, ...argumentList) {
  return { name, command: process.execPath, argumentList: [join(repositoryRoot, "scripts", file), ...argumentList] };
}

/**
 * @param {Step} step
 * @param {NodeJS.ProcessEnv} environment
 * @param {boolean} verbose
 * @returns {Promise<Counts>}
 */
async function runStep(step, environment, verbose) {
  const start = Date.now();
  const result = await runProcess(step.command, step.argumentList, { cwd: repositoryRoot, environment, stream: verbose });
  const counts = countsOf(result);
  const seconds = ((Date.now() - start) / 1000).toFixed(1).padStart(6);
  console.log(`${counts.failed === 0 ? "ok  " : "FAIL"}  ${step.name.padEnd(12)} ${seconds} s  ${describe(counts)}`);
  if (counts.failed > 0 && !verbose) console.log(result.output);
  return counts;
}

/** @param {Counts} counts */
function describe({ passed, failed, skipped }) {
  return closingLine(passed, failed) + (skipped > 0 ? `, ${skipped} skipped` : "");
}

/**
 * The step's own count where it gives one, else one check for the whole step. A step that ends badly never counts as passed.
 *
 * @param {{ status: number, stdout: string }} result
 * @returns {Counts}
 */
function countsOf({ status, stdout }) {
  const own = readClosingLine(stdout) ?? { passed: status === 0 ? 1 : 0, failed: 0 };
  const failed = status !== 0 && own.failed === 0 ? 1 : own.failed;
  return { passed: own.passed, failed, skipped: Number(/^(\d+) skipped$/m.exec(stdout)?.[1] ?? 0) };
}

async function main() {
  const verbose = process.argv.includes("--verbose");
  const environment = await environmentWithPnpm(repositoryRoot);
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps) {
    const counts = await runStep(step, environment, verbose);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  if (total.skipped > 0) console.log(`${total.skipped} skipped`);
  console.log(closingLine(total.passed, total.failed));
  process.exitCode = total.failed > 0 ? 1 : 0;
}

await main();
