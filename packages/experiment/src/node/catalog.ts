import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { JsonSchema, Plugin, Role } from "@worldwise/protocol";
import { isPlugin, WorldwiseError } from "@worldwise/protocol";
import { formatComponentId, parseComponentId } from "../component-id.ts";
import type { LoadPlugin } from "../create-from-spec.ts";
import { isRecord } from "../is-record.ts";
import { installedFolder, namesIn, readManifest } from "./packages.ts";

/** What a package's `package.json` says of one component. Reading it imports nothing. */
export interface CatalogEntry {
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly name: string;
  readonly role: Role;
  readonly description: string;
  readonly options: JsonSchema;
  /** File URL of the module whose `plugins` hold the component. */
  readonly module: string;
  readonly folder: string;
}

/** The components of the packages that some roots depend on. */
export interface Catalog {
  readonly entries: readonly CatalogEntry[];
  /** The entry of an id. Throws, with the nearest ids, when there is none. */
  find(id: string): CatalogEntry;
  /** Imports the package of an id, and nothing else. */
  readonly load: LoadPlugin;
}

/**
 * Reads the catalog of the packages that roots declare as dependencies: a root is a folder with a `package.json`.
 *
 * Only declared dependencies are looked at, never the rest of `node_modules`: what runs is what somebody asked for.
 *
 * @param roots - folders; those without a `package.json` are passed over
 */
export function readCatalog(roots: readonly string[]): Catalog {
  const found = new Map<string, CatalogEntry>();
  for (const entry of roots.flatMap(dependencyFolders).flatMap(entriesOf)) if (!found.has(entry.id)) found.set(entry.id, entry);
  const entries = [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const find = (id: string): CatalogEntry => found.get(id) ?? missing(id, entries);
  return { entries, find, load: (id) => loadPlugin(find(id)) };
}

function missing(id: string, entries: readonly CatalogEntry[]): never {
  const { package: from, name } = parseComponentId(id);
  const isNear = (entry: CatalogEntry): boolean => entry.package === from || entry.name.toLowerCase() === name.toLowerCase();
  const near = entries.filter(isNear).map((entry) => entry.id);
  throw new WorldwiseError("no-such-component", {
    expected: "the id of an installed component", got: id,
    todo: near.length > 0 ? `perhaps one of ${near.join(", ")}`
      : `install ${from} and declare it as a dependency; \`worldwise list\` shows what there is`,
  }, { id });
}

/** Folders of a root's declared dependencies, and the root itself. */
function dependencyFolders(root: string): readonly string[] {
  const manifest = readManifest(root);
  if (!manifest) return [];
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest;
  const names = namesIn(dependencies, devDependencies, optionalDependencies, peerDependencies);
  return [root, ...names.flatMap((name) => installedFolder(root, name) ?? [])];
}

function entriesOf(folder: string): readonly CatalogEntry[] {
  const manifest = readManifest(folder);
  const { components } = isRecord(manifest?.worldwise) ? manifest.worldwise : {};
  if (!isRecord(components) || typeof manifest?.name !== "string") return [];
  const from = manifest.name;
  const module = pathToFileURL(join(folder, entryFile(manifest.exports, from))).href;
  return Object.entries(components).flatMap(([name, component]) => {
    if (!isRecord(component)) return [];
    const { role, description, options } = component;
    return [{
      id: formatComponentId({ package: from, name }), package: from, version: String(manifest.version), name, module, folder,
      role: role as Role, // compared with the plugin's own when it is loaded
      description: typeof description === "string" ? description : "", options: isRecord(options) ? options : {},
    }];
  });
}

/** The file behind `exports["."]` for plain imports. */
function entryFile(exports: unknown, from: string): string {
  const main = isRecord(exports) && "." in exports ? exports["."] : exports;
  const file = isRecord(main) ? (main["import"] ?? main["default"]) : main;
  if (typeof file === "string") return file;
  throw new WorldwiseError("bad-package", {
    expected: `"exports" of ${from} with a "." that names a file`, got: JSON.stringify(exports),
    todo: "publish an ES module with exports",
  }, { package: from });
}

async function loadPlugin({ id, name, role, module }: CatalogEntry): Promise<Plugin> {
  const loaded: unknown = await import(module);
  const { plugins } = isRecord(loaded) ? loaded : {};
  const candidates = Array.isArray(plugins) ? plugins.filter(isPlugin) : [];
  const plugin = candidates.find((candidate) => candidate["~worldwise-plugin"].name === name);
  if (plugin?.["~worldwise-plugin"].role === role) return plugin;
  throw new WorldwiseError("bad-package", {
    expected: `a plugin "${name}" of the role ${role} in the list \`plugins\` of ${module}`,
    got: plugin ? `the role ${plugin["~worldwise-plugin"].role}` : "none",
    todo: `update the "worldwise" field of the package of ${id}`,
  }, { id });
}
