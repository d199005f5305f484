/** What is compared. `structure`: sizes, next states and flags of a transition table. `end`: terminated and truncated. */
export type ComparedQuantity = "observation" | "state" | "reward" | "end" | "probability" | "tableReward" | "structure";

/** One number that is not the recorded one. */
export interface Mismatch {
  readonly quantity: ComparedQuantity;
  /** For example `trajectory 3, step 17, dimension 2`. Steps count from 0; the reset is step −1. */
  readonly place: string;
  readonly recorded: number;
  readonly got: number;
}

/** Keeps count of comparisons. */
export interface Tally {
  /** The largest absolute difference so far; infinite where one of the two is no number. */
  readonly largest: Readonly<Record<ComparedQuantity, number>>;
  readonly mismatchCount: number;
  readonly firstMismatch: Mismatch | undefined;
  /**
   * Compares one number; whether it agrees within the tolerance.
   *
   * @param tolerance - 0 for what must be equal
   */
  compare(quantity: ComparedQuantity, recorded: number, got: number, tolerance: number, place: string): boolean;
}

/** An empty tally. */
export function createTally(): Tally {
  const largest: Record<ComparedQuantity, number> = {
    observation: 0, state: 0, reward: 0, end: 0, probability: 0, tableReward: 0, structure: 0,
  };
  let mismatchCount = 0;
  let firstMismatch: Mismatch | undefined;
  return {
    largest,
    get mismatchCount() { return mismatchCount; },
    get firstMismatch() { return firstMismatch; },
    compare(quantity, recorded, got, tolerance, place) {
      const deviation = deviationOf(recorded, got);
      largest[quantity] = Math.max(largest[quantity], deviation);
      if (deviation <= tolerance) return true;
      mismatchCount += 1;
      firstMismatch ??= { quantity, place, recorded, got };
      return false;
    },
  };
}

/** The absolute difference; 0 for the same infinity or twice NaN, infinite for one NaN. */
function deviationOf(recorded: number, got: number): number {
  if (recorded === got || (Number.isNaN(recorded) && Number.isNaN(got))) return 0;
  const difference = Math.abs(recorded - got);
  return Number.isNaN(difference) ? Infinity : difference;
}
