import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";
import { isRecord } from "../is-record.ts";

/** The fields of a `package.json` that are looked at. */
export interface PackageManifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly dependencies?: unknown;
  readonly devDependencies?: unknown;
  readonly optionalDependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly exports?: unknown;
  readonly worldwise?: unknown;
}

/** The `package.json` of a folder, undefined where there is none. Throws `bad-package` on one that is damaged. */
export function readManifest(folder: string): PackageManifest | undefined {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  const parsed = parseJson(readFileSync(file, "utf8"));
  if (isRecord(parsed)) return parsed;
  throw new WorldwiseError("bad-package",
    { expected: `a JSON record in ${file}`, got: "something else", todo: "install the package again" }, { file });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names of the packages that a field such as `dependencies` lists. */
export const namesIn = (...fields: readonly unknown[]): readonly string[] =>
  fields.flatMap((declared) => (isRecord(declared) ? Object.keys(declared) : []));

/** Where Node would find a package from a folder: the nearest `node_modules` above. */
export function installedFolder(from: string, name: string): string | undefined {
  const folder = join(from, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return realpathSync(folder);
  const above = dirname(from);
  return above === from ? undefined : installedFolder(above, name);
}
