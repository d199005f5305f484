// @ts-check
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The root of this repository. */
export const repositoryRoot = resolve(import.meta.dirname, "../..");

/**
 * One package of the workspace.
 *
 * @typedef {object} WorkspacePackage
 * @property {string} name       as imported, `@worldwise/math`
 * @property {string} shortName  the folder's name, `math`
 * @property {"package" | "app"} kind
 * @property {string} folder     from the root, `packages/math`
 * @property {string} directory  absolute
 * @property {Record<string, any>} manifest  its package.json
 */

/**
 * Every package under `packages/` and `apps/`, sorted by folder.
 *
 * @param {string} root
 * @returns {WorkspacePackage[]}
 */
export function readWorkspace(root) {
  return [...readGroup(root, "apps", "app"), ...readGroup(root, "packages", "package")];
}

/**
 * @param {string} root
 * @param {string} group
 * @param {"package" | "app"} kind
 * @returns {WorkspacePackage[]}
 */
function readGroup(root, group, kind) {
  if (!existsSync(join(root, group))) return [];
  return readdirSync(join(root, group)).sort().flatMap((shortName) => {
    const directory = join(root, group, shortName);
    const file = join(directory, "package.json");
    if (!existsSync(file)) return [];
    const manifest = JSON.parse(readFileSync(file, "utf8"));
    return [{ name: manifest.name, shortName, kind, folder: `${group}/${shortName}`, directory, manifest }];
  });
}

/**
 * The packages that `start` needs at run time, itself not included.
 *
 * @param {WorkspacePackage[]} workspace
 * @param {WorkspacePackage} start
 * @returns {WorkspacePackage[]}
 */
export function dependencyClosure(workspace, start) {
  const byName = new Map(workspace.map((entry) => [entry.name, entry]));
  /** @type {Set<WorkspacePackage>} */
  const found = new Set();
  const visit = (/** @type {WorkspacePackage} */ entry) => {
    for (const name of Object.keys({ ...entry.manifest.dependencies, ...entry.manifest.peerDependencies })) {
      const dependency = byName.get(name);
      if (dependency === undefined || found.has(dependency)) continue;
      found.add(dependency);
      visit(dependency);
    }
  };
  visit(start);
  found.delete(start);
  return [...found];
}

const skippedFolders = new Set(["node_modules", "dist", "build", "generated", ".turbo", "coverage"]);

/**
 * All files below a folder, sorted, without what is installed, built or generated.
 *
 * @param {string} directory
 * @returns {string[]}
 */
export function filesBelow(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (!entry.isDirectory()) return [path];
      return skippedFolders.has(entry.name) ? [] : filesBelow(path);
    });
}
