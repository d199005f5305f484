import type { Progress } from "./progress.ts";

/** Where progress is shown. */
export interface Terminal {
  readonly isTTY?: boolean;
  /** Width in characters. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows progress: one line that is rewritten on a terminal, plain lines elsewhere. */
export interface ProgressDisplay {
  show(progress: Progress): void;
  /** Shows what was shown last again, so that the time left goes down while cells run. Does nothing where there is no terminal. */
  refresh(): void;
  /** A line of its own that stays. */
  note(text: string): void;
  /** Leaves the line as it is; what is written afterwards begins a new one. */
  end(): void;
}

/** Between two rewritings of the line, in milliseconds. */
const REWRITE_EVERY = 100;
/** Elsewhere a line is written at each tenth, and after so many milliseconds when something has ended. */
const LINE_EVERY = 60_000;
const CLEAR = "\r\u001b[K";

/** @param now - milliseconds */
export function progressDisplay(terminal: Terminal, now: () => number): ProgressDisplay {
  let last: Progress | undefined;
  let [shownTenth, shownAt, isOpen] = [-1, -Infinity, false];
  const write = (progress: Progress): void => {
    shownAt = now();
    isOpen = terminal.isTTY === true;
    const line = lineOf(progress);
    terminal.write(isOpen ? `${CLEAR}${line.slice(0, (terminal.columns ?? Infinity) - 1)}` : `${line}\n`);
  };
  function end(): void {
    if (isOpen) terminal.write("\n");
    isOpen = false;
  }
  return {
    end,
    show(progress) {
      last = progress;
      const settled = progress.finished + progress.failed;
      const isLast = settled === progress.total;
      const tenth = progress.total === 0 ? 10 : Math.floor((10 * settled) / progress.total);
      const isDue = terminal.isTTY ? now() - shownAt >= REWRITE_EVERY : tenth !== shownTenth || now() - shownAt >= LINE_EVERY;
      shownTenth = tenth;
      if (isDue || (isLast && terminal.isTTY)) write(progress);
      if (isLast) end();
    },
    refresh() {
      if (last && isOpen) write(last);
    },
    note(text) {
      terminal.write(`${isOpen ? CLEAR : ""}${text}\n`);
      if (last && isOpen) write(last);
    },
  };
}

function lineOf({ finished, failed, total, found, secondsLeft, best }: Progress): string {
  return [
    `${finished} of ${total} cells${found > 0 ? ` (${found} found finished)` : ""}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(secondsLeft !== undefined ? [`about ${inWords(secondsLeft)} left`] : []),
    ...(best !== undefined ? [best] : []),
  ].join(", ");
}

/** Seconds below two minutes, minutes below two hours, hours. */
function inWords(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}
