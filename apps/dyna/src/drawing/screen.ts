import type { Output } from "../shell.ts";

/** Where frames are shown. */
export interface Screen {
  show(frame: readonly string[]): void;
  /** Gives the terminal back as it was, and leaves the last frame on it. */
  close(): void;
}

/** Frames in the same place, on a page of their own: no scrolling, no cursor, long lines cut. */
export function terminalScreen(out: Output): Screen {
  let last: readonly string[] = [];
  out.write("\u001b[?1049h\u001b[?25l\u001b[?7l");
  return {
    show(frame) {
      last = frame;
      const visible = frame.slice(0, Math.max(1, (out.rows ?? 24) - 1));
      out.write(`\u001b[H${visible.map((line) => `${line}\u001b[K\r\n`).join("")}\u001b[J`);
    },
    close() {
      out.write(`\u001b[?7h\u001b[?25h\u001b[?1049l${last.map((line) => `${line}\n`).join("")}`);
    },
  };
}

/** Frames one after another, with an empty line between. */
export function plainScreen(out: Output): Screen {
  let isFirst = true;
  return {
    show(frame) {
      out.write(`${isFirst ? "" : "\n"}${frame.join("\n")}\n`);
      isFirst = false;
    },
    close: () => undefined,
  };
}
