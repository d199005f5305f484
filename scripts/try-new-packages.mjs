// @ts-check
// Proves that `pnpm new-package` writes packages which pass every check: one of each kind, in a clone of the repository.
//
//   node scripts/try-new-packages.mjs            checks
//   node scripts/try-new-packages.mjs --update   also copies fresh API reports and component metadata into the templates
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kinds } from "./new-package.mjs";
import { environmentWithPnpm } from "./shared/pnpm.mjs";
import { mustRun } from "./shared/processes.mjs";
import { tally } from "./shared/tally.mjs";
import { repositoryRoot } from "./shared/workspace.mjs";

/**
 * @typedef {{ kind: string, name: string, folder: string }} Trial
 *
 * @typedef {(command: string, ...argumentList: string[]) => Promise<unknown>} Run  in the clone; throws when it fails
 */

const templates = join(repositoryRoot, "scripts/templates");

/** @type {Trial[]} */
const trials = kinds.map((kind) => {
  const { prefix } = JSON.parse(readFileSync(join(templates, kind, "kind.json"), "utf8"));
  const name = `${prefix}trial-${kind}`;
  return { kind, name, folder: `packages/${name}` };
});

/**
 * What a new package must pass, each as a command.
 *
 * @type {{ name: string, command: (trial: Trial) => [string, ...string[]] }[]}
 */
const checks = [
  { name: "build", command: ({ name }) => ["turbo", "run", "build", `--filter=@worldwise/${name}`] },
  { name: "typecheck", command: ({ name }) => ["turbo", "run", "typecheck", `--filter=@worldwise/${name}`] },
  { name: "lint", command: ({ folder }) => ["eslint", folder, "--max-warnings=0"] },
  { name: "vitest", command: ({ folder }) => ["vitest", "run", "--project", "node", folder] },
  { name: "api report", command: ({ name }) => ["turbo", "run", "api", `--filter=@worldwise/${name}`] },
  { name: "components", command: ({ name }) => ["node", "scripts/component-metadata.mjs", "--check", name] },
  { name: "examples", command: ({ folder }) => ["node", "scripts/run-examples.mjs", `${folder}/`] },
  { name: "pack-smoke", command: ({ name }) => ["node", "scripts/pack-smoke.mjs", name] },
];

/**
 * A clone with one new package of each kind, installed and built with what they need.
 *
 * @param {string} work
 * @returns {Promise<{ clone: string, run: Run }>}
 */
async function prepareClone(work) {
  const clone = join(work, "clone");
  await mustRun("git", ["clone", "--quiet", "--no-hardlinks", repositoryRoot, clone], { cwd: work });
  const environment = await environmentWithPnpm(repositoryRoot);
  environment.PATH = `${join(clone, "node_modules/.bin")}:${environment.PATH ?? process.env.PATH}`;
  /** @type {Run} */
  const run = (command, ...argumentList) => mustRun(command, argumentList, { cwd: clone, environment });
  for (const { kind, name } of trials) await run("node", "scripts/new-package.mjs", kind, name);
  await run("pnpm", "install", "--no-frozen-lockfile", "--prefer-offline");
  await run("turbo", "run", "build", "--output-logs=errors-only", ...trials.map(({ name }) => `--filter=@worldwise/${name}`));
  return { clone, run };
}

/**
 * Copies what is made from a package's code back into its template.
 *
 * @param {string} clone
 * @param {Run} run
 */
async function updateTemplates(clone, run) {
  await run("node", "scripts/component-metadata.mjs", ...trials.map(({ name }) => name));
  for (const { kind, name, folder } of trials) {
    mkdirSync(join(clone, folder, "etc"), { recursive: true });
    await run("turbo", "run", "api:update", `--filter=@worldwise/${name}`);
    const report = readFileSync(join(clone, folder, `etc/${name}.api.md`), "utf8");
    mkdirSync(join(templates, kind, "etc"), { recursive: true });
    writeFileSync(join(templates, kind, "etc/__name__.api.md"), unfilled(report, kind, name));
    const { worldwise } = JSON.parse(readFileSync(join(clone, folder, "package.json"), "utf8"));
    if (worldwise !== undefined) writeMetadata(kind, name, worldwise);
  }
}

/**
 * @param {string} kind
 * @param {string} name
 * @param {object} worldwise
 */
function writeMetadata(kind, name, worldwise) {
  const file = join(templates, kind, "kind.json");
  const definition = JSON.parse(readFileSync(file, "utf8"));
  const manifest = { ...definition.manifest, worldwise: JSON.parse(unfilled(JSON.stringify(worldwise), kind, name)) };
  writeFileSync(file, `${JSON.stringify({ ...definition, manifest }, null, 2)}\n`);
}

/**
 * Puts the placeholders back.
 *
 * @param {string} text
 * @param {string} kind
 * @param {string} name
 */
function unfilled(text, kind, name) {
  const capital = kind.charAt(0).toUpperCase() + kind.slice(1);
  return text
    .replaceAll(name, "__name__")
    .replaceAll(`trial-${kind}`, "__concept__")
    .replaceAll(`trial${capital}`, "__factory__")
    .replaceAll(`Trial${capital}`, "__Factory__");
}

/**
 * @param {ReturnType<typeof tally>} counts
 * @param {string} label
 * @param {() => Promise<unknown>} work
 */
async function attempt(counts, label, work) {
  try {
    await work();
    counts.pass(label);
  } catch (error) {
    counts.fail(label, error instanceof Error ? error.message : String(error));
  }
}

async function main() {
  const work = mkdtempSync(join(tmpdir(), "new-packages-"));
  const counts = tally();
  try {
    const { clone, run } = await prepareClone(work);
    if (process.argv.includes("--update")) await updateTemplates(clone, run);
    for (const trial of trials) {
      for (const { name, command } of checks) await attempt(counts, `${trial.kind} ${name}`, () => run(...command(trial)));
    }
    await attempt(counts, "all kinds layers", () => run("node", "scripts/check-layers.mjs"));
  } catch (error) {
    counts.fail("preparing the clone", error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  process.exitCode = counts.close().failed > 0 ? 1 : 0;
}

await main();
