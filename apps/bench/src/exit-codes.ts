import { constants } from "node:os";

/** How a command ends: 0 all well, 1 some cells failed or the gate found a regression, 2 wrong use. */
export const exitCodes = { cellsFailed: 1, regression: 1, wrongUse: 2 } as const;

/** The customary code of a process that a signal ended: 130 for Ctrl-C, 143 for SIGTERM. */
export const signalExit = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
