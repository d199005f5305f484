import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "./code-digest.ts";

/** Where a folder under git stands. */
export interface SourceState {
  /** Hexadecimal. */
  readonly commit: string;
  /** SHA-256 of the difference between the commit and the files it tracks; missing where there is none. */
  readonly changes?: string;
}

/** Where code and settings came from, as far as that can be had. Nothing here names a place, a person or a machine. */
export interface Provenance {
  /** Of the folder that the run was started in. */
  readonly working?: SourceState;
  /** Of the harness, where that runs from a repository. */
  readonly code?: SourceState;
  /** The nearest list of installed versions. */
  readonly lockfile?: { readonly name: string; readonly sha256: string };
}

/**
 * Where code and settings came from.
 *
 * Files that git does not track are not in it: those that run are in the digest of the code.
 *
 * @param working - the folder that the run is started in
 * @param harness - the folder of the package that runs it
 */
export function provenance(working: string, harness: string): Provenance {
  const [workingState, code] = [sourceState(working), isTracked(harness) ? sourceState(harness) : undefined];
  const lockfile = lockfileAbove(working) ?? lockfileAbove(harness);
  return { ...(workingState && { working: workingState }), ...(code && { code }), ...(lockfile && { lockfile }) };
}

function sourceState(folder: string): SourceState | undefined {
  const commit = git(folder, "rev-parse", "--verify", "HEAD")?.toString().trim();
  const changes = git(folder, "diff", "--binary", "--no-ext-diff", "--no-textconv", "--no-color", "HEAD");
  if (commit === undefined || changes === undefined) return undefined;
  return { commit, ...(changes.length > 0 && { changes: sha256(changes) }) };
}

/** A package that is installed inside somebody's repository is not of its commit. */
const isTracked = (folder: string): boolean => git(folder, "ls-files", "--error-unmatch", "package.json") !== undefined;

/** What git prints; undefined where there is no git, no repository or no commit. It is told to start no other programs. */
function git(folder: string, ...commandArguments: readonly string[]): Buffer | undefined {
  try {
    return execFileSync("git", ["-C", folder, "-c", "core.fsmonitor=false", ...commandArguments], {
      stdio: ["ignore", "pipe", "ignore"], maxBuffer: 2 ** 30, timeout: 60_000, env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" },
    });
  } catch {
    return undefined;
  }
}

const lockfiles = ["pnpm-lock.yaml", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "bun.lock"] as const;

function lockfileAbove(folder: string): Provenance["lockfile"] {
  const name = lockfiles.find((each) => existsSync(join(folder, each)));
  if (name !== undefined) return { name, sha256: sha256(readFileSync(join(folder, name))) };
  return dirname(folder) === folder ? undefined : lockfileAbove(dirname(folder));
}
