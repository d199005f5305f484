// @ts-check
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { mapInParallel, mustRun } from "../shared/processes.mjs";
import { dependencyClosure } from "../shared/workspace.mjs";

/**
 * @typedef {import("../shared/workspace.mjs").WorkspacePackage} WorkspacePackage
 *
 * @typedef {object} Packed
 * @property {WorkspacePackage} entry
 * @property {string} tarball  absolute
 * @property {Map<string, string>} closure  the tarball of each package of ours that it needs, by name
 */

/**
 * Packs the wanted packages and all that they need.
 *
 * @param {WorkspacePackage[]} workspace
 * @param {WorkspacePackage[]} wanted
 * @param {string} work  an empty folder
 * @param {NodeJS.ProcessEnv} environment  with pnpm on the path
 * @returns {Promise<Packed[]>}
 */
export async function packAll(workspace, wanted, work, environment) {
  const closures = new Map(wanted.map((entry) => [entry, dependencyClosure(workspace, entry)]));
  const needed = [...new Set([...wanted, ...[...closures.values()].flat()])];
  const destination = join(work, "tarballs");
  mkdirSync(destination);
  const paths = await mapInParallel(needed, 2, (entry) => pack(entry, destination, environment));
  const tarballs = new Map(needed.map((entry, index) => [entry, paths[index] ?? ""]));
  return wanted.map((entry) => ({
    entry,
    tarball: tarballs.get(entry) ?? "",
    closure: new Map((closures.get(entry) ?? []).map((other) => [other.name, tarballs.get(other) ?? ""])),
  }));
}

/**
 * @param {WorkspacePackage} entry
 * @param {string} destination
 * @param {NodeJS.ProcessEnv} environment
 */
async function pack(entry, destination, environment) {
  const argumentList = ["pack", "--json", "--pack-destination", destination];
  const { stdout } = await mustRun("pnpm", argumentList, { cwd: entry.directory, environment });
  return resolve(entry.directory, JSON.parse(stdout).filename);
}
