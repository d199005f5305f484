import { constants } from "node:os";

/**
 * How a command ends: 0 all is well; 1 some cells failed, the gate found a regression, a repetition differences or the doctor damage;
 * 2 wrong use, or a folder that cannot be used.
 */
export const exitCodes = { cellsFailed: 1, regression: 1, damageFound: 1, differences: 1, wrongUse: 2 } as const;

/** The customary code of a process that a signal ended: 130 for Ctrl-C, 143 for SIGTERM. */
export const signalExit = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
