// @ts-check
// Runs one Vitest project under the Node that runs this file, and ends with `N passed, N failed`.
//
//   node scripts/run-vitest.mjs --project node
//
// No test is skipped in silence: their number is printed, and with CI=true a skipped test is a failed one.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "./shared/processes.mjs";
import { closingLine } from "./shared/tally.mjs";
import { repositoryRoot } from "./shared/workspace.mjs";

/**
 * @param {string} file  Vitest's JSON report
 * @param {number} status  with which Vitest ended
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
function readReport(file, status) {
  if (!existsSync(file)) return { passed: 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  const skipped = report.numPendingTests + report.numTodoTests;
  // A file that cannot be loaded has no failed test, only the status tells.
  const failed = report.numFailedTests === 0 && status !== 0 ? 1 : report.numFailedTests;
  return { passed: report.numPassedTests, failed, skipped };
}

async function main() {
  const work = mkdtempSync(join(tmpdir(), "vitest-"));
  const file = join(work, "report.json");
  const vitest = join(repositoryRoot, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const argumentList = [vitest, "run", "--passWithNoTests", ...reporters, ...process.argv.slice(2)];
  const { status } = await runProcess(process.execPath, argumentList, { cwd: repositoryRoot, stream: true });
  const { passed, failed, skipped } = readReport(file, status);
  rmSync(work, { recursive: true, force: true });
  const forbidden = process.env.CI === "true" ? skipped : 0;
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(closingLine(passed, failed + forbidden));
  process.exitCode = failed + forbidden > 0 ? 1 : 0;
}

await main();
