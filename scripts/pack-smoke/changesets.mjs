// @ts-check
import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "../shared/processes.mjs";
import { readWorkspace } from "../shared/workspace.mjs";

/**
 * @typedef {import("../shared/workspace.mjs").WorkspacePackage} WorkspacePackage
 *
 * @typedef {"major" | "minor" | "patch"} Bump  the greatest first
 */

/** The package whose minor release is tried. */
const released = "@worldwise/math";

/** @type {readonly Bump[]} */
const bumps = ["major", "minor", "patch"];

/**
 * Writes a changeset in a clone of the repository, lets it make the versions, and compares each with what the release
 * policy says: a minor release below 1.0 leaves the range of its dependents, which get a patch; nothing else moves.
 * Changesets that wait in the repository are put aside: they would move the other packages too.
 *
 * @param {string} root
 * @param {string} work  a folder that exists
 */
export async function tryChangesets(root, work) {
  const clone = await cloneInto(join(work, "changesets"), root);
  for (const file of pendingFiles(clone)) rmSync(file);
  const before = readWorkspace(clone);
  writeFileSync(join(clone, ".changeset/trial.md"), `---\n"${released}": minor\n---\n\nA trial.\n`);
  await makeVersions(root, clone);
  const expected = versionLines(before.map((entry) => [entry.name, versionAfterRelease(entry)]));
  compare(expected, versionLines(readWorkspace(clone).map(({ name, manifest }) => [name, manifest.version])));
}

/**
 * Lets the changesets that wait in the repository make a release in a clone: every package that they name must move by what
 * they say, and none of them may be left over.
 *
 * @param {string} root
 * @param {string} work  a folder that exists
 */
export async function tryPendingChangesets(root, work) {
  const clone = await cloneInto(join(work, "pending-changesets"), root);
  const pending = pendingFiles(clone);
  if (pending.length === 0) return;
  const wanted = bumpsOf(pending.map((file) => readFileSync(file, "utf8")));
  const before = readWorkspace(clone);
  await makeVersions(root, clone);
  const left = pendingFiles(clone);
  if (left.length > 0) throw new Error(`these changesets were not used:\n${left.join("\n")}`);
  const expected = before.filter(({ name }) => wanted.has(name))
    .map(({ name, manifest }) => /** @type {const} */ ([name, bumped(manifest.version, wanted.get(name) ?? "patch")]));
  const got = readWorkspace(clone).filter(({ name }) => wanted.has(name))
    .map(({ name, manifest }) => /** @type {const} */ ([name, manifest.version]));
  compare(versionLines(expected), versionLines(got));
}

/**
 * @param {string} clone  where to
 * @param {string} root
 */
async function cloneInto(clone, root) {
  await mustRun("git", ["clone", "--quiet", "--no-hardlinks", root, clone], { cwd: root });
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"), "dir");
  return clone;
}

/** @param {string} clone */
function pendingFiles(clone) {
  const folder = join(clone, ".changeset");
  return readdirSync(folder).filter((file) => file.endsWith(".md") && file !== "README.md").map((file) => join(folder, file));
}

/**
 * @param {string} root
 * @param {string} clone
 */
async function makeVersions(root, clone) {
  await mustRun(process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), "version"], { cwd: clone });
}

/**
 * What changesets say, the greatest bump of each package.
 *
 * @param {readonly string[]} texts
 * @returns {Map<string, Bump>}
 */
export function bumpsOf(texts) {
  /** @type {Map<string, Bump>} */
  const wanted = new Map();
  for (const text of texts) {
    const [, front = ""] = text.split(/^---$/m);
    for (const [, name = "", word] of front.matchAll(/^["']?([^"'\n:]+)["']?: *(\w+)/gm)) {
      const bump = bumps.find((each) => each === word || each === wanted.get(name));
      if (bump !== undefined) wanted.set(name, bump);
    }
  }
  return wanted;
}

/**
 * @param {WorkspacePackage} entry
 * @returns {string}
 */
export function versionAfterRelease({ name, manifest }) {
  if (name === released) return bumped(manifest.version, "minor");
  const isDependent = Object.hasOwn(manifest.dependencies ?? {}, released);
  return isDependent ? bumped(manifest.version, "patch") : manifest.version;
}

/**
 * @param {string} version  `1.2.3`
 * @param {Bump} bump
 */
export function bumped(version, bump) {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  if (bump === "major") return `${major + 1}.0.0`;
  return bump === "minor" ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** @param {(readonly [string, string])[]} versions */
function versionLines(versions) {
  return versions.map(([name, version]) => `  ${name} ${version}`).join("\n");
}

/**
 * @param {string} expected
 * @param {string} got
 */
function compare(expected, got) {
  if (got !== expected) throw new Error(`expected versions\n${expected}\ngot\n${got}`);
}
