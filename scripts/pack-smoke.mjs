// @ts-check
// Packs the publishable packages and proves that each works alone, outside the workspace.
//
//   node scripts/pack-smoke.mjs [--changesets] [package …]
//
// Contents, publint, attw, an installation of its own closure only, an import of every export, a strict type check of a
// consumer, `--help` of the apps. With --changesets also that releases move the right versions: one made up for the trial,
// and the one that the changesets of the repository would make.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { tryChangesets, tryPendingChangesets } from "./pack-smoke/changesets.mjs";
import { askForHelp, checkTypes, importEverything, install } from "./pack-smoke/consumer.mjs";
import { checkContents } from "./pack-smoke/contents.mjs";
import { packAll } from "./pack-smoke/tarballs.mjs";
import { environmentWithPnpm } from "./shared/pnpm.mjs";
import { mapInParallel, mustRun } from "./shared/processes.mjs";
import { tally } from "./shared/tally.mjs";
import { readWorkspace, repositoryRoot } from "./shared/workspace.mjs";

/**
 * @typedef {import("./pack-smoke/tarballs.mjs").Packed} Packed
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {(packed: Packed, home: string) => Promise<unknown>} run
 */

/** @param {string} name */
const tool = (name) => join(repositoryRoot, "node_modules/.bin", name);

/** @type {Check[]} */
const checksOfAll = [
  { name: "contents", run: checkContents },
  { name: "publint", run: ({ tarball }, home) => mustRun(tool("publint"), ["run", tarball, "--strict"], { cwd: home }) },
  { name: "install alone", run: install },
];

/** @type {Check[]} */
const checksOfPackages = [
  { name: "import", run: importEverything },
  { name: "types", run: checkTypes },
  { name: "attw", run: ({ tarball }, home) => mustRun(tool("attw"), [tarball, ...attwOptions], { cwd: home }) },
];

/** @type {Check[]} */
const checksOfApps = [{ name: "--help", run: askForHelp }];

const attwOptions = ["--profile", "esm-only", "--no-emoji", "--no-color", "--exclude-entrypoints", "./math.wasm"];

/**
 * @param {Packed} packed
 * @param {string} work
 * @param {ReturnType<typeof tally>} counts
 */
async function checkPackage(packed, work, counts) {
  const home = join(work, packed.entry.folder.replace("/", "-"));
  mkdirSync(home);
  const own = packed.entry.kind === "app" ? checksOfApps : checksOfPackages;
  for (const { name, run } of [...checksOfAll, ...own]) {
    await attempt(counts, `${packed.entry.name} ${name}`, () => run(packed, home));
  }
}

/**
 * @param {ReturnType<typeof tally>} counts
 * @param {string} label
 * @param {() => Promise<unknown>} run
 */
async function attempt(counts, label, run) {
  try {
    await run();
    counts.pass(label);
  } catch (error) {
    counts.fail(label, error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {ReturnType<typeof readWorkspace>} workspace
 * @param {readonly string[]} names  short or whole; none means all
 */
function publishable(workspace, names) {
  const unknown = names.filter((name) => !workspace.some((entry) => [entry.name, entry.shortName].includes(name)));
  if (unknown.length > 0) throw new Error(`no such package: ${unknown.join(", ")}; name a folder of packages/ or apps/`);
  return workspace.filter(({ name, shortName, manifest }) =>
    manifest.private !== true && (names.length === 0 || names.includes(name) || names.includes(shortName)));
}

async function main() {
  const { values, positionals } = parseArgs({ options: { changesets: { type: "boolean" } }, allowPositionals: true });
  const workspace = readWorkspace(repositoryRoot);
  const wanted = publishable(workspace, positionals);
  const work = mkdtempSync(join(tmpdir(), "pack-smoke-"));
  const counts = tally();
  try {
    const packed = await packAll(workspace, wanted, work, await environmentWithPnpm(repositoryRoot));
    await mapInParallel(packed, 2, (one) => checkPackage(one, work, counts));
    if (values.changesets) {
      await attempt(counts, "a minor release of math", () => tryChangesets(repositoryRoot, work));
      await attempt(counts, "a release of the pending changesets", () => tryPendingChangesets(repositoryRoot, work));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  process.exitCode = counts.close().failed > 0 ? 1 : 0;
}

await main();
