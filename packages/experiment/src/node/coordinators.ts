import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";
import { commitOnce } from "./commit-file.ts";
import type { ProcessIdentity } from "./process-state.ts";
import { isAlive, isProcessIdentity, thisProcess } from "./process-state.ts";
import { storing } from "./storage-error.ts";

/** A process that has put its name down as the one that runs a folder. */
export interface Coordinator extends ProcessIdentity {
  /** Path within the run folder. */
  readonly file: string;
  /** Undefined for a process of another machine, which cannot be asked. */
  readonly alive: boolean | undefined;
}

const isName = (name: string): boolean => /^coordinator\..+\.json$/.test(name);

/** Who runs a folder, or did and was killed. */
export function coordinators(path: string): readonly Coordinator[] {
  const files = existsSync(path) ? readdirSync(path).filter(isName).sort() : [];
  return files.flatMap((file) => {
    const owner = ownerIn(join(path, file));
    return owner ? [{ ...owner, file, alive: isAlive(owner) }] : [];
  });
}

/**
 * Puts this process down as the one that runs a folder, until the function that is returned is called.
 *
 * Each writes its own name first and looks for others then, so of two that begin together at least one sees the other. Names of
 * processes of this machine that are gone do not count, and are removed. Throws `folder-in-use` when somebody else runs the folder.
 */
export function holdFolder(path: string): () => void {
  const me = thisProcess();
  const mine = `coordinator.${me.host}.${me.processId}.json`;
  storing(path, () => mkdirSync(path, { recursive: true }));
  for (const { file, alive } of coordinators(path)) if (alive === false) rmSync(join(path, file), { force: true });
  if (!commitOnce(join(path, mine), `${JSON.stringify(me)}\n`)) throw inUse(path, { ...me, file: mine, alive: true });
  const release = (): void => { rmSync(join(path, mine), { force: true }); };
  const other = otherAfterWaiting(path, mine);
  if (!other) return release;
  release();
  throw inUse(path, other);
}

/** Of two that begin together the one whose name comes later gives way, and the other one waits a little for that. */
function otherAfterWaiting(path: string, mine: string): Coordinator | undefined {
  for (let patience = 40; ; patience--) {
    const other = coordinators(path).find(({ file, alive }) => file !== mine && alive !== false);
    if (!other || other.file < mine || patience === 0) return other;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
}

function ownerIn(file: string): ProcessIdentity | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isProcessIdentity(parsed) ? parsed : undefined;
  } catch {
    return undefined; // gone in between, or damaged
  }
}

function inUse(path: string, { host, processId, alive, file }: Coordinator): WorldwiseError {
  return new WorldwiseError("folder-in-use", {
    expected: `${path}: a folder that nobody else runs`, got: `process ${processId} on ${host}`,
    todo: alive === true ? "wait until it has ended, or end it; or choose another folder"
      : `if it is gone, remove ${file} from the folder: this machine cannot ask it`,
  }, { path, host, processId });
}
