import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Reads what others append to a file of lines. */
export interface LineTail {
  /** The whole lines since the last call; all of them again, with `fromStart`, where the file was replaced. */
  read(): { readonly lines: readonly string[]; readonly fromStart: boolean };
}

/** More than this is read by the next call. */
const mostBytes = 1 << 22;

const nothing = { lines: [], fromStart: false };

/** Follows a file. A line that is still being written is left for later. */
export function lineTail(file: string): LineTail {
  let [offset, identity] = [0, -1];
  return Object.freeze({
    read() {
      const handle = tryOpen(file);
      if (handle === undefined) return nothing;
      try {
        const { size, ino } = fstatSync(handle);
        const fromStart = ino !== identity || size < offset;
        if (fromStart) offset = 0;
        identity = ino;
        const bytes = Buffer.alloc(Math.min(size - offset, mostBytes));
        const text = bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, offset));
        const end = text.lastIndexOf("\n") + 1;
        offset += end === 0 && text.length === mostBytes ? mostBytes : end; // no line of ours is as long
        return { lines: text.toString("utf8", 0, end).split("\n").slice(0, -1), fromStart };
      } catch {
        return nothing; // a folder, or a disk that has gone
      } finally {
        closeSync(handle);
      }
    },
  } satisfies LineTail);
}

function tryOpen(file: string): number | undefined {
  try {
    return openSync(file, "r");
  } catch {
    return undefined; // not there yet, or not ours to read
  }
}
