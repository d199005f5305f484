import type { Box } from "@worldwise/protocol";
import { boxOnly, checkLength, checkPositive } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import type { RealBox } from "./real-box.ts";
import { realBox } from "./real-box.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, StateOf, World, Wrapped } from "./world.ts";

/** Statistics of a world, and bounds of what becomes of them. */
export interface NormalizeOptions {
  /** `[O]` Subtracted from observations; by default 0. */
  readonly mean?: readonly number[];
  /** `[O]` Observations are divided by it: above 0; by default 1. */
  readonly deviation?: readonly number[];
  /** Largest absolute value of a normalized observation, above 0; by default none. */
  readonly clip?: number;
  /** Rewards are divided by it: above 0; by default 1. */
  readonly rewardDeviation?: number;
}

/**
 * The same world in other units: observations and rewards divided by fixed statistics.
 *
 *   x̃ = clip((x − mean) / deviation, −clip, clip),   r̃ = r / rewardDeviation
 *
 * Fixed, so it is stateless; `runningNormalization` finds statistics as it goes. Bounds are changed alike; float32 stays
 * float32. Forwards discount, `maxEpisodeSteps` and `scene`, and `legalActions` where nothing is clipped; drops `grid`, `mdp`,
 * and `encode`, which would be exact to rounding only. Throws `wrong-space` on finitely many observations, `bad-options` on
 * statistics of another length or deviations that are not above 0.
 */
export function normalize<W extends World>(
  world: W, options: NormalizeOptions = {},
): Wrapped<W, RealBox, ActionOf<W>, StateOf<W>> {
  const space = boxOnly("observation", world.observation, "wrap it in `flatten` first");
  const { rewardDeviation = 1, clip = Infinity } = options;
  const units = unitsOf(space, options);
  const { mean, deviation } = units;
  checkPositive("rewardDeviation", rewardDeviation);
  return wrap<W, RealBox>(world, {
    name: "normalize", package: packageName, observation: normalizedBox(space, units),
    observe(seen, _memory, outObservation) {
      for (let i = 0; i < seen.length; i++) outObservation[i] = clipped((seen[i]! - mean[i]!) / deviation[i]!, clip);
    },
    ...(clip === Infinity && {
      reveal(observation: Float64Array, outSeen: Float64Array): void {
        for (let i = 0; i < outSeen.length; i++) outSeen[i] = observation[i]! * deviation[i]! + mean[i]!;
      },
    }),
    after(lane) { lane.reward /= rewardDeviation; },
  });
}

interface Units {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly clip: number;
}

function unitsOf({ size }: Box, { mean, deviation, clip = Infinity }: NormalizeOptions): Units {
  const units = { mean: mean ?? new Array<number>(size).fill(0), deviation: deviation ?? new Array<number>(size).fill(1), clip };
  checkLength("mean", units.mean, size);
  checkLength("deviation", units.deviation, size);
  units.deviation.forEach((unit, i) => checkPositive(`deviation[${i}]`, unit));
  if (clip !== Infinity) checkPositive("clip", clip);
  return units;
}

function normalizedBox(space: Box, { mean, deviation, clip }: Units): RealBox {
  const inUnits = (bounds: readonly number[]): number[] =>
    bounds.map((bound, i) => clipped((bound - mean[i]!) / deviation[i]!, clip));
  return realBox(space, { low: inUnits(space.low), high: inUnits(space.high) });
}

const clipped = (value: number, limit: number): number => Math.min(Math.max(value, -limit), limit);
