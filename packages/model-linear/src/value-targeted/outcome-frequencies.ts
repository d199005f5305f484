import type { Backup } from "./backward-induction.ts";

/** How often each outcome came. Outcome N of a row is the end of the episode, worth 0. */
export type FrequencyState = {
  /** `[N·M, N+1]` */
  outcomes: Float64Array;
  /** `[N·M]` */
  visits: Float64Array;
};

/** What counts outcomes. */
export interface OutcomeFrequencies {
  /** Nothing yet. */
  init(): FrequencyState;
  /** Counts one. */
  observe(state: FrequencyState, row: number, next: number, terminated: boolean): void;
}

/** Counts of N states and M actions. */
export function outcomeFrequencies(stateCount: number, actionCount: number): OutcomeFrequencies {
  const rowCount = stateCount * actionCount;
  return {
    init: () => ({ outcomes: new Float64Array(rowCount * (stateCount + 1)), visits: new Float64Array(rowCount) }),
    observe({ outcomes, visits }, row, next, terminated) {
      outcomes[row * (stateCount + 1) + (terminated ? stateCount : next)]!++;
      visits[row]!++;
    },
  };
}

/** r + P̂ V; a row that was never tried is worth its reward. */
export const frequencyBackup = ({ outcomes, visits }: FrequencyState, reward: Float64Array): Backup => (value, outActionValue) => {
  const stateCount = value.length;
  for (let row = 0; row < outActionValue.length; row++) {
    let sum = 0;
    for (let y = 0; y < stateCount; y++) sum += outcomes[row * (stateCount + 1) + y]! * value[y]!;
    outActionValue[row] = reward[row]! + sum / Math.max(1, visits[row]!);
  }
};

/**
 * r + max \{ pᵀV : ‖p − p̂‖₁ ≤ radius, p a distribution \}: mass moves from the worst outcomes to the best one.
 *
 * @param radiusOf - by the visits of a row; a row without any gets the best outcome for certain
 */
export function ballBackup({ outcomes, visits }: FrequencyState, reward: Float64Array, radiusOf: (visits: number) => number): Backup {
  return (value, outActionValue) => {
    const width = value.length + 1;
    const worth = Float64Array.from({ length: width }, (_, y) => value[y] ?? 0);
    const ascending = Array.from(worth.keys()).sort((a, b) => worth[a]! - worth[b]!);
    for (let row = 0; row < outActionValue.length; row++) {
      const counts = outcomes.subarray(row * width, (row + 1) * width);
      outActionValue[row] = reward[row]! + mostInBall(counts, visits[row]!, worth, ascending, radiusOf(visits[row]!));
    }
  };
}

function mostInBall(counts: Float64Array, visits: number, worth: Float64Array, ascending: readonly number[], radius: number): number {
  const best = ascending.at(-1)!;
  if (visits === 0) return worth[best]!;
  const added = Math.min(radius / 2, 1 - counts[best]! / visits);
  let total = worth[best]! * added;
  for (let y = 0; y < worth.length; y++) total += worth[y]! * counts[y]! / visits;
  let surplus = added;
  for (const y of ascending) {
    if (y === best || surplus <= 0) break;
    const taken = Math.min(surplus, counts[y]! / visits);
    total -= taken * worth[y]!;
    surplus -= taken;
  }
  return total;
}
