import { progressDisplay } from "../progress/progress-display.ts";
import type { FinishedRun, RunOptions } from "../run-experiment.ts";
import { stopSignals } from "../stop-signals.ts";

/** What a run tells, and how it is told to stop. */
export type Attention = Required<Pick<RunOptions, "signal" | "onProgress" | "onWarning">>;

/** How it ended. */
export interface Attended<Outcome> {
  readonly outcome: Outcome;
  /** The exit code of a run that was stopped by a signal; undefined when it came to its end. */
  readonly stoppedWith: number | undefined;
}

/** Shows the progress of a run on standard error, and stops it at Ctrl-C. */
export async function attended<Outcome>(run: (attention: Attention) => Promise<Outcome>): Promise<Attended<Outcome>> {
  const display = progressDisplay(process.stderr, () => performance.now());
  const stop = stopSignals(() => { display.note("stopping (Ctrl-C once more ends at once)"); });
  const ticking = setInterval(() => { display.refresh(); }, 1000);
  try {
    const outcome = await run({ signal: stop.signal, onProgress: display.show, onWarning: display.note });
    return { outcome, stoppedWith: stop.exitCode() };
  } finally {
    clearInterval(ticking);
    display.end();
    stop.release();
  }
}

/** Says how far a run came that was stopped, and how to go on. */
export function showStopped({ progress: { finished, total }, folder: { path } }: FinishedRun, exitCode: number): void {
  console.error(`stopped: ${finished} of ${total} cells are finished, in ${path}\nto go on, give the same command again`);
  process.exitCode = exitCode;
}
