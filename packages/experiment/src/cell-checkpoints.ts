/** What is to happen between two stretches of a cell. */
export interface CellPause {
  /** Whether a checkpoint is taken now. Passed over where the world cannot be restored. */
  readonly save: boolean;
  /** Whether the cell ends here, without a result. */
  readonly stop: boolean;
  /** Real steps until the next pause; at least 1. */
  readonly steps: number;
}

/**
 * Keeps what a cell needs to go on after an interruption.
 *
 * Whoever implements it may look at a clock: results do not depend on when checkpoints are taken, nor on how long the stretches are.
 */
export interface CellCheckpoints {
  /** The bytes that were saved last for this cell; undefined to start anew. */
  load(): Uint8Array | undefined;
  /** Told that what `load` gave is damaged, or does not fit: the cell starts anew. */
  refuse(reason: string): void;
  /** Told that the cell goes on from what `load` gave, after so many real steps. */
  resume(steps: number): void;
  save(bytes: Uint8Array): void;
  /** Asked before the first step and after every stretch. @param steps - real steps that the cell has taken */
  pause(steps: number): CellPause | Promise<CellPause>;
}
