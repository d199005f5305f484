// @ts-check
import { readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "../shared/processes.mjs";
import { readWorkspace } from "../shared/workspace.mjs";

/** The package whose minor release is tried. */
const released = "@worldwise/math";

/**
 * Writes a changeset in a clone of the repository, lets it make the versions, and compares each with what the release
 * policy says: a minor release below 1.0 leaves the range of its dependents, which get a patch; nothing else moves.
 *
 * @param {string} root
 * @param {string} work  a folder that exists
 */
export async function tryChangesets(root, work) {
  const clone = join(work, "changesets");
  await mustRun("git", ["clone", "--quiet", "--no-hardlinks", root, clone], { cwd: work });
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"), "dir");
  for (const file of readdirSync(join(clone, ".changeset"))) {
    if (file.endsWith(".md") && file !== "README.md") rmSync(join(clone, ".changeset", file));
  }
  const before = readWorkspace(clone);
  writeFileSync(join(clone, ".changeset/trial.md"), `---\n"${released}": minor\n---\n\nA trial.\n`);
  await mustRun(process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), "version"], { cwd: clone });
  const expected = versionLines(before.map((entry) => [entry.name, versionAfterRelease(entry)]));
  const got = versionLines(readWorkspace(clone).map(({ name, manifest }) => [name, manifest.version]));
  if (got !== expected) throw new Error(`expected versions\n${expected}\ngot\n${got}`);
}

/**
 * @param {import("../shared/workspace.mjs").WorkspacePackage} entry
 * @returns {string}
 */
export function versionAfterRelease({ name, manifest }) {
  const [major = 0, minor = 0, patch = 0] = manifest.version.split(".").map(Number);
  if (name === released) return `${major}.${minor + 1}.0`;
  const isDependent = Object.hasOwn(manifest.dependencies ?? {}, released);
  return isDependent ? `${major}.${minor}.${patch + 1}` : manifest.version;
}

/** @param {(readonly [string, string])[]} versions */
function versionLines(versions) {
  return versions.map(([name, version]) => `  ${name} ${version}`).join("\n");
}
