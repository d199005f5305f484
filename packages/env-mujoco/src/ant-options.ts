import type { Interval } from "./check-options.ts";
import { checkFinite, checkIntervals, checkScale, checkWord } from "./check-options.ts";
import type { MujocoOptions, ControlCostOptions } from "./mujoco-options.ts";
import { checkCommon, checkPromotion } from "./mujoco-options.ts";
import type { ContactMargins } from "./contact-margins.ts";

/** Options of the ant. */
export interface AntOptions extends MujocoOptions, ControlCostOptions {
  /** Of the forward velocity in m/s, by default 1. */
  readonly forwardRewardWeight?: number;
  /** Of the sum of squared actions, by default 0.5. */
  readonly controlCostWeight?: number;
  /** Of the sum of squared forces from outside, by default 0.0005. */
  readonly contactCostWeight?: number;
  /** For every step that leaves it healthy, by default 1. */
  readonly healthyReward?: number;
  /** Whether the episode ends when it is not healthy, by default true. */
  readonly terminateWhenUnhealthy?: boolean;
  /** Heights of the torso in meters, the bounds too, at which it is healthy; by default 0.2 and 1. */
  readonly healthyHeights?: Interval;
  /** To which forces from outside are clipped, by default −1 and 1. */
  readonly contactForces?: Interval;
  /** Of the noise on the first state: half the width for positions, standard deviation for velocities; by default 0.1. */
  readonly resetNoiseScale?: number;
  /** Whether the position in the plane stays hidden, by default true. */
  readonly excludePositions?: boolean;
  /** Whether forces from outside are shown, by default true. Without them 27 numbers remain, as in the model-based literature. */
  readonly includeContactForces?: boolean;
  /** Whose contact margins, by default `published`. */
  readonly contactMargins?: ContactMargins;
}

/** Options with all defaults. Throws `bad-options` on those that make no sense. */
export function settle(options: AntOptions): Required<AntOptions> {
  const settled: Required<AntOptions> = {
    frameSkip: 5, discount: 0.99, seed: 0, promotion: "float64", forwardRewardWeight: 1, controlCostWeight: 0.5,
    contactCostWeight: 5e-4, healthyReward: 1, terminateWhenUnhealthy: true, healthyHeights: [0.2, 1], contactForces: [-1, 1],
    resetNoiseScale: 0.1, excludePositions: true, includeContactForces: true, contactMargins: "published", ...options,
  };
  const { forwardRewardWeight, controlCostWeight, contactCostWeight, healthyReward, healthyHeights, contactForces } = settled;
  checkCommon(settled.frameSkip, settled.discount);
  checkPromotion(settled.promotion);
  checkFinite({ forwardRewardWeight, controlCostWeight, contactCostWeight, healthyReward });
  checkScale("resetNoiseScale", settled.resetNoiseScale);
  checkIntervals({ healthyHeights, contactForces });
  checkWord("contactMargins", settled.contactMargins, ["published", "3.9"]);
  return settled;
}
