// @ts-check
// What `npm test` runs once the workspace is installed and built: every check that needs neither a browser nor a network.
// Each step runs even when an earlier one failed; its output is shown only then, or always with --verbose.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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
 * @property {string} [report]  where the step writes Vitest's JSON report
 */

/** @param {string} name */
const tool = (name) => join(repositoryRoot, "node_modules/.bin", name);

/** @param {string} report */
const stepsWith = (report) => /** @type {Step[]} */ ([
  turbo("build"),
  { name: "lint", command: tool("eslint"), argumentList: [".", "--max-warnings=0"] },
  turbo("typecheck"),
  script("layers", "check-layers.mjs"),
  turbo("api", "api reports"),
  script("components", "component-metadata.mjs", "--check"),
  {
    name: "vitest",
    command: tool("vitest"),
    argumentList: ["run", "--project", "node", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    report,
  },
  script("examples", "run-examples.mjs"),
]);

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
  const counts = countsOf(step, result);
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
 * @param {Step} step
 * @param {{ status: number, stdout: string }} result
 * @returns {Counts}
 */
function countsOf(step, { status, stdout }) {
  const single = { passed: status === 0 ? 1 : 0, failed: 0 };
  const own = step.report === undefined ? { ...(readClosingLine(stdout) ?? single), skipped: 0 } : readVitestReport(step.report);
  return status !== 0 && own.failed === 0 ? { ...own, failed: 1 } : own;
}

/**
 * @param {string} file
 * @returns {Counts}
 */
function readVitestReport(file) {
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    const skipped = report.numPendingTests + report.numTodoTests;
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function main() {
  const verbose = process.argv.includes("--verbose");
  const environment = await environmentWithPnpm(repositoryRoot);
  const work = mkdtempSync(join(tmpdir(), "check-"));
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const step of stepsWith(join(work, "vitest.json"))) {
    const counts = await runStep(step, environment, verbose);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  rmSync(work, { recursive: true, force: true });
  if (total.skipped > 0) console.log(`${total.skipped} skipped`);
  if (total.skipped > 0 && process.env.CI === "true") {
    console.log("FAIL  a test may not be skipped where CI=true");
    total.failed += 1;
  }
  console.log(closingLine(total.passed, total.failed));
  process.exitCode = total.failed > 0 ? 1 : 0;
}

await main();
