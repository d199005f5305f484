// @ts-check
// Copies what the plugins of a package say of themselves into its package.json, so that listing components imports nothing.
//
//   node scripts/component-metadata.mjs [package …]           writes
//   node scripts/component-metadata.mjs --check [package …]   compares, and ends with 1 when a package.json is stale
//
// The single source is the code: the list `plugins` that the built main entry of a package with the keyword
// `worldwise-plugin` exports. A runner finds a plugin under the export that is named here, or by its own name in that list.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { tally } from "./shared/tally.mjs";
import { readWorkspace, repositoryRoot } from "./shared/workspace.mjs";

/**
 * @typedef {import("./shared/workspace.mjs").WorkspacePackage} WorkspacePackage
 *
 * @typedef {object} ComponentMetadata
 * @property {string} export       the plugin's own export; `plugins` when it is exported in that list alone
 * @property {string} role
 * @property {string} description  one line
 * @property {unknown} options     JSON Schema
 */

const keyword = "worldwise-plugin";

/**
 * Brings `worldwise.components` of every plugin package up to date, or says which are not.
 *
 * @param {string} root
 * @param {{ check: boolean, only?: readonly string[], print?: (line: string) => void }} options
 *   `only`: folders of packages; none means all
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function synchronizeComponents(root, { check, only = [], print = console.log }) {
  const counts = tally({ print });
  for (const entry of readWorkspace(root)) {
    if (only.length > 0 && !only.includes(entry.shortName)) continue;
    const isPluginPackage = entry.manifest.keywords?.includes(keyword) ?? false;
    if (!isPluginPackage && entry.manifest.worldwise === undefined) continue;
    try {
      if (!isPluginPackage) throw new Error(`lists components, but lacks the keyword ${keyword}`);
      const count = await synchronizePackage(entry, check);
      counts.pass(`${entry.name} ${count} components`);
    } catch (error) {
      counts.fail(entry.name, error instanceof Error ? error.message : String(error));
    }
  }
  return counts.close();
}

/**
 * @param {WorkspacePackage} entry
 * @param {boolean} check
 * @returns {Promise<number>} how many components it has
 */
async function synchronizePackage(entry, check) {
  const components = await readComponents(entry);
  const file = join(entry.directory, "package.json");
  const before = readFileSync(file, "utf8");
  const after = `${JSON.stringify({ ...entry.manifest, worldwise: { ...entry.manifest.worldwise, components } }, null, 2)}\n`;
  if (before === after) return Object.keys(components).length;
  if (check) throw new Error(`${staleness(entry, components)}\nrun \`pnpm components\` and commit package.json`);
  writeFileSync(file, after);
  return Object.keys(components).length;
}

/**
 * @param {WorkspacePackage} entry
 * @returns {Promise<Record<string, ComponentMetadata>>} by name, sorted
 */
async function readComponents(entry) {
  const file = join(entry.directory, "dist/index.js");
  if (!existsSync(file)) throw new Error("is not built: run `pnpm build`");
  const exported = await import(pathToFileURL(file).href);
  if (!Array.isArray(exported.plugins)) throw new Error(`has the keyword ${keyword}, but exports no list \`plugins\``);
  /** @type {Map<string, ComponentMetadata>} */
  const described = new Map();
  for (const plugin of exported.plugins) {
    const { name, ...rest } = describePlugin(plugin);
    const own = Object.keys(exported).find((key) => exported[key] === plugin) ?? "plugins";
    if (described.has(name)) throw new Error(`has two plugins named ${name}`);
    described.set(name, { export: own, ...rest });
  }
  const sorted = [...described].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.parse(JSON.stringify(Object.fromEntries(sorted))); // As a file holds it: without what is undefined.
}

/**
 * What a plugin record says of itself. The one place that knows the shape of `Plugin` in `@worldwise/protocol`.
 *
 * @param {any} plugin
 * @returns {{ name: string, role: string, description: string, options: unknown }}
 */
function describePlugin(plugin) {
  const marker = plugin?.["~worldwise-plugin"];
  if (typeof marker?.name !== "string" || typeof marker.role !== "string") {
    throw new Error("has an entry in `plugins` that is no plugin: make it with definePlugin");
  }
  if (plugin.options?.jsonSchema === undefined) throw new Error(`plugin ${marker.name} has no options.jsonSchema`);
  checkDefaultParts(marker.name, plugin.options.jsonSchema);
  return { name: marker.name, role: marker.role, description: plugin.about, options: plugin.options.jsonSchema };
}

/**
 * Throws where the default of a part is no component id: whoever reads package.json could not find the part.
 *
 * @param {string} name
 * @param {any} schema
 */
function checkDefaultParts(name, { properties = {} }) {
  for (const [option, { "x-role": role, default: part }] of Object.entries(properties)) {
    if (role === undefined || part === undefined || /[/#]/.test(part.use ?? part)) continue;
    throw new Error(`plugin ${name}: the default of ${option}, ${JSON.stringify(part)}, is no component id such as env-tabular/dynaMaze`);
  }
}

/**
 * The components that differ, as package.json has them (-) and as the code has them (+).
 *
 * @param {WorkspacePackage} entry
 * @param {Record<string, ComponentMetadata>} components
 */
function staleness(entry, components) {
  const listed = entry.manifest.worldwise?.components ?? {};
  const names = [...new Set([...Object.keys(listed), ...Object.keys(components)])].sort();
  const lines = names.flatMap((name) => {
    const [old, current] = [JSON.stringify(listed[name]), JSON.stringify(components[name])];
    if (old === current) return [];
    return [...(old ? [`- ${name}: ${old}`] : []), ...(current ? [`+ ${name}: ${current}`] : [])];
  });
  return lines.join("\n") || "package.json is not in its plain form (sorted components, two spaces, newline at the end)";
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({ options: { check: { type: "boolean" } }, allowPositionals: true });
  const { failed } = await synchronizeComponents(repositoryRoot, { check: values.check ?? false, only: positionals });
  process.exitCode = failed > 0 ? 1 : 0;
}
