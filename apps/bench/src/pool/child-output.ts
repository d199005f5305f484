import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";

/** What a child prints: passed on, and its end kept. */
export interface ChildOutput {
  /** The last that it wrote, once it has ended. */
  last(): Promise<string>;
}

/** So much of the end is kept. */
const KEPT = 4000;
/** Something that the child started may hold its output open for ever: so long, in milliseconds, is the rest waited for. */
const PATIENCE = 200;

/** Passes what a child prints, on either stream, to `write`. */
export function childOutput(child: ChildProcess, write: (text: string) => void): ChildOutput {
  const closed = once(child, "close").catch(() => undefined);
  let kept = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      kept = (kept + text).slice(-KEPT);
      write(text);
    });
  }
  return {
    async last() {
      await Promise.race([closed, setTimeout(PATIENCE, undefined, { ref: false })]);
      return kept;
    },
  };
}
