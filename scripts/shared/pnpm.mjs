// @ts-check
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { mustRun, runProcess } from "./processes.mjs";

/**
 * An environment in which `pnpm` is on the path: the one at hand when its version is ours, else the one that npx keeps.
 * Turbo starts each package's task through it.
 *
 * @param {string} root
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function environmentWithPnpm(root) {
  const wanted = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager;
  const atHand = await runProcess("pnpm", ["--version"], { cwd: root });
  const environment = { TURBO_TELEMETRY_DISABLED: "1" };
  if (atHand.status === 0 && `pnpm@${atHand.stdout.trim()}` === wanted) return environment;
  const found = await mustRun("npx", ["-y", "-p", wanted, "-c", "command -v pnpm"], { cwd: root });
  return { ...environment, PATH: `${dirname(found.stdout.trim())}${delimiter}${process.env.PATH ?? ""}` };
}
