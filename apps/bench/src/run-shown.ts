import type { Experiment } from "@worldwise/experiment";
import { progressDisplay } from "./progress/progress-display.ts";
import type { FinishedRun, RunOptions } from "./run-experiment.ts";
import { runExperiment } from "./run-experiment.ts";
import { stopSignals } from "./stop-signals.ts";

/** A run and, where a signal stopped it, the exit code to end with. */
export interface ShownRun {
  readonly finished: FinishedRun;
  readonly stopped: number | undefined;
}

/** Runs an experiment, shows its progress on standard error, and stops it cleanly at the first Ctrl-C or SIGTERM. */
export async function runShown(experiment: Experiment, options: RunOptions): Promise<ShownRun> {
  const display = progressDisplay(process.stderr, () => performance.now());
  const stop = stopSignals(() => { display.note("stopping (Ctrl-C once more ends at once)"); });
  const ticking = setInterval(() => { display.refresh(); }, 1000);
  try {
    const finished = await runExperiment(experiment, { ...options, signal: stop.signal, onProgress: display.show, onWarning: display.note });
    return { finished, stopped: stop.exitCode() };
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
