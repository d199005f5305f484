import type { Progress } from "./run-experiment.ts";

/** Where progress is shown. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows progress: one line that is rewritten on a terminal, a plain line at each tenth elsewhere.
 *
 * @param now - milliseconds, for the remaining time
 */
export function progressLines(terminal: Terminal, now: () => number): (progress: Progress) => void {
  const start = now();
  let [shownTenth, shownAt] = [-1, -Infinity];
  return ({ finished, failed, total, found }) => {
    const settled = finished + failed;
    const tenth = total === 0 ? 10 : Math.floor((10 * settled) / total);
    const [before, broken] = [found > 0 ? ` (${found} found finished)` : "", failed > 0 ? `, ${failed} failed` : ""];
    const line = `${finished} of ${total} cells${before}${broken}${remaining(now() - start, settled - found, total - settled)}`;
    if (terminal.isTTY) {
      if (settled < total && now() - shownAt < 100) return;
      shownAt = now();
      terminal.write(`\r\u001b[K${line}${settled === total ? "\n" : ""}`);
    } else if (tenth !== shownTenth) {
      shownTenth = tenth;
      terminal.write(`${line}\n`);
    }
  };
}

function remaining(elapsed: number, ran: number, left: number): string {
  if (ran <= 0 || left === 0) return "";
  const seconds = Math.ceil((elapsed / ran) * left / 1000);
  return `, about ${seconds} s left`;
}
