/** Whether somebody asked the process to stop. Asking twice stops it at once. */
export interface Interruption {
  readonly asked: boolean;
  /** Leaves the signals alone again. */
  release(): void;
}

/** Listens for Ctrl-C and for the request to terminate. */
export function interruption(onAsked: () => void = () => undefined): Interruption {
  let asked = false;
  function ask(): void {
    asked = true;
    onAsked();
  }
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, ask);
  return {
    get asked() { return asked; },
    release() {
      for (const signal of signals) process.off(signal, ask);
    },
  };
}
