import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isRecord } from "../component-id.ts";
import { installedFolder, readManifest } from "./packages.ts";

/** SHA-256, hexadecimal. */
export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** The packages behind some results. */
export interface CodeDigest {
  /** SHA-256 over names, versions and built files. */
  readonly digest: string;
  /** Version of every package, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * The digest of the code of packages and of all that they depend on: names, versions, and every file under `dist` where there is one.
 *
 * @param folders - of the packages that run
 */
export function codeDigest(folders: readonly string[]): CodeDigest {
  const found = new Map<string, { version: string; text: string }>();
  for (const folder of folders) collect(folder, found);
  const entries = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    digest: sha256(entries.map(([name, { text }]) => `${name}\n${text}`).join("\n")),
    packages: Object.fromEntries(entries.map(([name, { version }]) => [name, version])),
  };
}

function collect(folder: string, found: Map<string, { version: string; text: string }>): void {
  const manifest = readManifest(folder);
  if (!manifest || typeof manifest.name !== "string" || found.has(manifest.name)) return;
  const version = String(manifest.version);
  found.set(manifest.name, { version, text: `${version}\n${filesUnder(join(folder, "dist")).join("\n")}` });
  for (const name of isRecord(manifest.dependencies) ? Object.keys(manifest.dependencies) : []) {
    const dependency = installedFolder(folder, name);
    if (dependency !== undefined) collect(dependency, found);
  }
}

/** Path and hash of every file that runs. */
function filesUnder(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(js|mjs|cjs|wasm|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)).sort()
      .map((file) => `${relative(folder, file)} ${sha256(readFileSync(file))}`);
  } catch {
    return []; // packages without `dist` are told apart by their version
  }
}
