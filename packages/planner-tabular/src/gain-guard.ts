import type { PidMemory } from "./pid-value-iteration.ts";

/** Keeps adapted gains from making the iteration diverge. It looks at one call of `plan`; nothing of it is saved. */
export interface GainGuard {
  /** A new call. */
  begin(): void;
  /** The step size of the adaptation now; 0 while it is in retreat. In retreat it overwrites gains and integral. */
  stepSize(outMemory: Pick<PidMemory, "gains" | "integral">, residual: Float64Array): number;
}

/** How far ‖BR‖∞ may rise above its lowest: what stable gains may do on their way. */
const largestGrowth = 10;

/**
 * A retreat to value iteration, which converges from anywhere where γ \< 1.
 *
 *   ‖BR‖∞ \> 10 · lowest ‖BR‖∞ so far:   κ ← (1, 0, 0),  z ← 0,  η ← η/2,   until ‖BR‖∞ ≤ the lowest again
 *
 * Each retreat gives back at least what was lost, and the steps of the gains become so small that one retreat is the last.
 */
export function gainGuard(adaptation: number): GainGuard {
  let lowest = Infinity, stepSize = adaptation, isRetreating = false;
  return {
    begin() { [lowest, stepSize, isRetreating] = [Infinity, adaptation, false]; },
    stepSize({ gains, integral }, residual) {
      const size = largest(residual);
      if (isRetreating) isRetreating = size > lowest;
      else if (size > largestGrowth * lowest) {
        isRetreating = true;
        stepSize /= 2;
        gains.set([1, 0, 0]);
        integral.fill(0);
      }
      lowest = Math.min(lowest, size);
      return isRetreating ? 0 : stepSize;
    },
  };
}

function largest(vector: Float64Array): number {
  let size = 0;
  for (const entry of vector) size = Math.max(size, Math.abs(entry));
  return size;
}
