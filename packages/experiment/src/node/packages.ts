import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { isRecord } from "../component-id.ts";

/** The fields of a `package.json` that are looked at. */
export interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly dependencies?: unknown;
  readonly devDependencies?: unknown;
  readonly exports?: unknown;
  readonly worldwise?: unknown;
}

/** The `package.json` of a folder, undefined where there is none. */
export function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  return isRecord(parsed) ? parsed : undefined;
}

/** Where Node would find a package from a folder: the nearest `node_modules` above. */
export function installedFolder(from: string, name: string): string | undefined {
  const folder = join(from, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return realpathSync(folder);
  const above = dirname(from);
  return above === from ? undefined : installedFolder(above, name);
}
