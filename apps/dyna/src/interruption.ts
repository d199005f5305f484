/** Whether somebody asked the process to stop. Asking twice stops it at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Leaves the signals of the process alone again. */
  release(): void;
}

/** Listens for Ctrl-C and for the request to terminate. */
export function interruption(): Interruption {
  const controller = new AbortController();
  const ask = (): void => controller.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, ask);
  return {
    signal: controller.signal,
    release() {
      for (const signal of signals) process.off(signal, ask);
    },
  };
}
