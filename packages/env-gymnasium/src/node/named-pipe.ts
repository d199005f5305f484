import { spawnSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";

/** Both ends of a pipe, as file descriptors that block. */
export interface PipeEnds {
  readonly reading: number;
  readonly writing: number;
}

/**
 * Two pipes whose reads and writes block: those that a child process is given by Node never do.
 *
 * Made as named ones, whose names are gone when this returns. Throws `no-named-pipes` where there are none, as on Windows.
 */
export function blockingPipes(): readonly [PipeEnds, PipeEnds] {
  const folder = mkdtempSync(join(tmpdir(), "worldwise-"));
  try {
    const [one, other] = [join(folder, "requests"), join(folder, "answers")];
    const { status, error } = spawnSync("mkfifo", ["-m", "600", one, other]);
    if (status !== 0) throw noPipes(error?.message ?? `mkfifo ended with ${status ?? "a signal"}`);
    return [openEnds(one), openEnds(other)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opening one end waits for the other, unless somebody holds both for a moment. */
function openEnds(path: string): PipeEnds {
  const both = openSync(path, constants.O_RDWR);
  const ends = { reading: openSync(path, constants.O_RDONLY), writing: openSync(path, constants.O_WRONLY) };
  closeSync(both);
  return ends;
}

const noPipes = (got: string): WorldwiseError => new WorldwiseError("no-named-pipes", {
  expected: "a system with named pipes", got, todo: "use gymnasiumVector, which waits without blocking",
});
