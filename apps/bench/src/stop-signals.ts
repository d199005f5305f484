import { signalExit } from "./exit-codes.ts";

/** A run that can be ended from outside. */
export interface StopSignals {
  /** Aborted by the first Ctrl-C, or the first SIGTERM. */
  readonly signal: AbortSignal;
  /** The exit code of a run that was stopped; undefined while nobody did. */
  exitCode(): number | undefined;
  /** Listens no more. */
  release(): void;
}

const names = ["SIGINT", "SIGTERM"] as const;

/** The first signal asks the run to stop cleanly, and tells; the second one ends the process at once. Its children end with it. */
export function stopSignals(onStop: () => void): StopSignals {
  const controller = new AbortController();
  let code: number | undefined;
  function heed(name: NodeJS.Signals): void {
    if (code !== undefined) process.exit(code);
    code = signalExit(name);
    onStop();
    controller.abort();
  }
  for (const name of names) process.on(name, heed);
  return {
    signal: controller.signal, exitCode: () => code,
    release() { for (const name of names) process.off(name, heed); },
  };
}
