import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkFinite, checkScale } from "./check-options.ts";
import type { MujocoOptions, ControlCostOptions } from "./mujoco-options.ts";
import { checkCommon, checkPromotion, motors } from "./mujoco-options.ts";
import { controlCost } from "./control-cost.ts";
import type { PhysicsEngine } from "./engine.ts";
import { halfCheetahModel } from "./models/half-cheetah-model.ts";
import type { MujocoTask } from "./mujoco-task.ts";
import type { MujocoWorld } from "./mujoco-world.ts";
import { mujocoWorld } from "./mujoco-world.ts";
import { addNormal, addUniform, write } from "./numbers.ts";
import type { WithObservedTask } from "./observed-task.ts";
import { withObservedTask } from "./observed-task.ts";
import { officialEngine } from "./official-engine.ts";

/** Options of the cheetah. */
export interface HalfCheetahOptions extends MujocoOptions, ControlCostOptions {
  /** Of the forward velocity in m/s, by default 1. */
  readonly forwardRewardWeight?: number;
  /** Of the sum of squared actions, by default 0.1. */
  readonly controlCostWeight?: number;
  /** Of the noise on the first state: half the width for positions, standard deviation for velocities; by default 0.1. */
  readonly resetNoiseScale?: number;
  /** Whether the position along the plane stays hidden, by default true. */
  readonly excludePositions?: boolean;
}

/** What Gymnasium tells of a step besides, in our words. Velocity and rewards are 0 on a reset. */
export interface HalfCheetahInfo {
  readonly xPosition: number;
  readonly xVelocity: number;
  readonly rewardForward: number;
  readonly rewardControl: number;
}

const timestep = 0.01;
const [size, motorCount] = [9, 6];

type Settled = Required<HalfCheetahOptions>;

function settle(options: HalfCheetahOptions): Settled {
  const settled: Settled = {
    frameSkip: 5, discount: 0.99, seed: 0, promotion: "float64", forwardRewardWeight: 1, controlCostWeight: 0.1,
    resetNoiseScale: 0.1, excludePositions: true, ...options,
  };
  const { frameSkip, discount, promotion, forwardRewardWeight, controlCostWeight, resetNoiseScale } = settled;
  checkCommon(frameSkip, discount);
  checkPromotion(promotion);
  checkFinite({ forwardRewardWeight, controlCostWeight });
  checkScale("resetNoiseScale", resetNoiseScale);
  return settled;
}

/**
 * HalfCheetah: run forward on a back leg and a front leg.
 *
 *   r = w (x' − x) / Δt − c Σ a²,   Δt = frameSkip · 0.01 s
 *
 * Six motors in [−1, 1]: thigh, shin and foot, back and front. Observation `[17]`: z and the angles of torso and joints; then
 * the velocities of x, z and the angles. Never ends; customary limit 1000 steps. Start: positions with uniform noise of ±0.1,
 * velocities with normal noise of deviation 0.1.
 *
 * Source: Gymnasium's HalfCheetah-v5 (Wawrzyński 2009): the same start for the same seed. Actions outside the bounds throw;
 * Gymnasium lets MuJoCo clamp them. Throws `bad-options` on weights that are not finite, a discount outside [0, 1].
 */
export const halfCheetah = (options: HalfCheetahOptions = {}): MujocoWorld<HalfCheetahInfo> & WithObservedTask =>
  halfCheetahIn(officialEngine, options);

/** The same in another engine. */
export function halfCheetahIn(
  engine: PhysicsEngine, options: HalfCheetahOptions,
): MujocoWorld<HalfCheetahInfo> & WithObservedTask {
  const settled = settle(options);
  return withObservedTask(mujocoWorld(taskOf(settled), engine, settled.seed), observedTaskOf(settled));
}

function taskOf(settled: Settled): MujocoTask<HalfCheetahInfo> {
  const { frameSkip, discount, forwardRewardWeight, resetNoiseScale, excludePositions } = settled;
  const costOf = controlCost(settled.controlCostWeight, motorCount, settled.promotion);
  const firstShown = excludePositions ? 1 : 0;
  const seconds = timestep * frameSkip;
  return {
    name: "halfCheetah", model: halfCheetahModel(), timestep, frameSkip, discount,
    maxEpisodeSteps: 1000, action: motors(motorCount, 1),
    observationSize: 2 * size - firstShown, trackedSize: 1, needsContactForces: false,
    view: { from: "side", halfWidth: 2, bottom: -0.3, top: 1.7, follow: 1 },
    start(random, position, velocity) {
      addUniform(random, resetNoiseScale, position);
      addNormal(random, resetNoiseScale, velocity);
    },
    observe: ({ position, velocity }, out) => void write(out, write(out, 0, position, firstShown), velocity, 0),
    track: ({ position }, out) => { out[0] = position[0]!; },
    tellStart: ({ position }) => ({ xPosition: position[0]!, xVelocity: 0, rewardForward: 0, rewardControl: 0 }),
    judge({ before, action, physics: { position } }) {
      const xVelocity = (position[0]! - before[0]!) / seconds;
      const [rewardForward, rewardControl] = [forwardRewardWeight * xVelocity, -costOf(action, 0)];
      const info = { xPosition: position[0]!, xVelocity, rewardForward, rewardControl };
      return { reward: rewardForward + rewardControl, terminated: false, info };
    },
  };
}

function observedTaskOf({ frameSkip, forwardRewardWeight, controlCostWeight, promotion, excludePositions }: Settled): BatchTask {
  const costOf = controlCost(controlCostWeight, motorCount, promotion);
  const seconds = timestep * frameSkip;
  const velocities = size - 1;
  return batchTask({
    stateSize: 2 * size - (excludePositions ? 1 : 0), actionSize: motorCount, terminated: () => false,
    reward(seen, s, action, a, next) {
      const xVelocity = excludePositions ? next[s + velocities]! : (next[s]! - seen[s]!) / seconds;
      return forwardRewardWeight * xVelocity - costOf(action, a);
    },
  });
}

const { reward, termination } = observedTaskOf(settle({}));

/** Reward of observations `[B, 17]` and actions `[B, 6]`, with the velocity at the end of a step for its mean over it. */
export const halfCheetahReward: BatchTask["reward"] = reward;

/** Never: 0 for every row. */
export const halfCheetahTermination: BatchTask["termination"] = termination;
