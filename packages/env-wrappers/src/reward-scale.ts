import { WorldwiseError } from "@worldwise/protocol";
import { checkFinite } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import { withRewards } from "./with-rewards.ts";
import { wrap } from "./wrap.ts";
import type { ActionOf, ObservationOf, StateOf, World, Wrapped } from "./world.ts";

/** Options of `rewardScale`. */
export interface RewardScaleOptions {
  /** Factor, by default 1. */
  readonly scale?: number;
  /** Added to each reward after scaling, by default 0. */
  readonly shift?: number;
  /** Bounds of the result, by default none. */
  readonly clip?: readonly [low: number, high: number];
}

/**
 * The same world with scaled, shifted and clipped rewards.
 *
 *   r' = clip(scale · r + shift, low, high)
 *
 * A positive scale alone changes no optimal policy. A shift does where episodes end by themselves, and clipping may anywhere.
 * Forwards all that the inner world provides, with the `mdp` changed exactly. Throws `bad-options` on numbers that are not finite
 * or bounds that cross.
 */
export function rewardScale<W extends World>(
  world: W, { scale = 1, shift = 0, clip: [low, high] = [-Infinity, Infinity] }: RewardScaleOptions,
): Wrapped<W, ObservationOf<W>, ActionOf<W>, StateOf<W>> {
  checkFinite("scale", scale);
  checkFinite("shift", shift);
  if (!(low <= high)) throw crossed(low, high);
  const change = (reward: number): number => Math.min(Math.max(scale * reward + shift, low), high);
  return wrap(world, {
    name: "rewardScale", package: packageName,
    after(lane) { lane.reward = change(lane.reward); },
    mdp: (inner) => withRewards(inner, change),
  });
}

const crossed = (low: number, high: number): WorldwiseError =>
  new WorldwiseError("bad-options", { expected: "clip: low ≤ high", got: `${low} and ${high}`, todo: "swap or correct them" });
