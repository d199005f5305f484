/** How far a run is. */
export interface Progress {
  readonly finished: number;
  readonly failed: number;
  readonly total: number;
  /** Cells that were finished before the run began. */
  readonly found: number;
  /** From the times of the cells that finished; absent while none did, and at the end. */
  readonly secondsLeft?: number;
  /** The best of what finished in this run, in words, by the first metric of the first study. */
  readonly best?: string;
}
