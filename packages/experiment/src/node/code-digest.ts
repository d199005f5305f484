import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { installedFolder, namesIn, readManifest } from "./packages.ts";

/** SHA-256, hexadecimal. */
export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** The packages behind some results. */
export interface CodeDigest {
  /** SHA-256 over names, versions and built files. */
  readonly digest: string;
  /** Version of every package, by name; several, with commas, where several are installed. */
  readonly packages: Readonly<Record<string, string>>;
  /** SHA-256 of every module of WebAssembly among the files, by package and path. */
  readonly wasm: Readonly<Record<string, string>>;
}

interface PackageCode {
  readonly name: string;
  readonly version: string;
  /** Path and hash of every file. */
  readonly files: readonly string[];
}

/**
 * The digest of the code of packages and of all that they depend on: names, versions and built files.
 *
 * Built files are those under `dist`. A package without `dist` that was installed is told by its version; one that is only linked,
 * such as the project that somebody is working in, by all its files. Times of files do not count.
 *
 * @param folders - of the packages that run
 */
export function codeDigest(folders: readonly string[]): CodeDigest {
  const found = new Map<string, PackageCode>();
  for (const folder of folders) collect(folder, found);
  const texts = [...found.values()].map(({ name, version, files }) => [name, version, ...files].join("\n")).sort();
  const packages = [...found.values()];
  return { digest: sha256(texts.join("\n\n")), packages: versionsOf(packages), wasm: wasmOf(packages) };
}

function wasmOf(packages: readonly PackageCode[]): Readonly<Record<string, string>> {
  const hashes = packages.flatMap(({ name, version, files }) => files.flatMap((file) => {
    const [, path, hash] = /^(.*\.wasm) (\w+)$/.exec(file) ?? [];
    return path === undefined || hash === undefined ? [] : [[`${name}@${version}/${path}`, hash] as const];
  }));
  return Object.fromEntries(hashes.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function versionsOf(packages: readonly PackageCode[]): Readonly<Record<string, string>> {
  const names = [...new Set(packages.map(({ name }) => name))].sort();
  const versions = (wanted: string): readonly string[] => packages.filter(({ name }) => name === wanted).map(({ version }) => version);
  return Object.fromEntries(names.map((name) => [name, [...new Set(versions(name))].sort().join(", ")]));
}

function collect(at: string, found: Map<string, PackageCode>): void {
  const manifest = readManifest(at);
  if (!manifest || typeof manifest.name !== "string") return;
  const folder = realpathSync(at);
  if (found.has(folder)) return;
  found.set(folder, { name: manifest.name, version: String(manifest.version), files: filesThatRun(folder) });
  for (const name of namesIn(manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies)) {
    const dependency = installedFolder(folder, name);
    if (dependency !== undefined) collect(dependency, found);
  }
}

function filesThatRun(folder: string): readonly string[] {
  const built = join(folder, "dist");
  if (existsSync(built)) return filesUnder(built);
  return folder.split(sep).includes("node_modules") ? [] : filesUnder(folder);
}

/** Path and hash of every file that may run. What is installed inside, or hidden, or belongs to a run folder, is passed over. */
function filesUnder(folder: string): readonly string[] {
  return pathsUnder(folder).map((file) => `${relative(folder, file).split(sep).join("/")} ${sha256(readFileSync(file))}`).sort();
}

function pathsUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isQuiet(entry.name, path) ? [] : pathsUnder(path);
    return /\.(js|mjs|cjs|wasm|json)$/.test(entry.name) ? [path] : [];
  });
}

const isQuiet = (name: string, path: string): boolean => name === "node_modules" || name.startsWith(".") || isRunFolder(path);

/** Results that lie in the project are not its code: otherwise a run would change the digest under which it was planned. */
function isRunFolder(folder: string): boolean {
  const has = (name: string): boolean => existsSync(join(folder, name));
  return has("coordinators") || (has("manifest.json") && has("cells"));
}
