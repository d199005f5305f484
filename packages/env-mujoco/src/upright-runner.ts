import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import type { Interval } from "./check-options.ts";
import { checkFinite, checkIntervals, checkScale } from "./check-options.ts";
import type { MujocoOptions, ControlCostOptions } from "./mujoco-options.ts";
import { checkCommon, checkPromotion, motors } from "./mujoco-options.ts";
import { controlCost } from "./control-cost.ts";
import type { Judgement, MujocoTask, Transition } from "./mujoco-task.ts";
import { addUniform, areInside, isInside, write, writeClipped } from "./numbers.ts";

/** Options of a runner in a plane that must stay upright. */
export interface UprightRunnerOptions extends MujocoOptions, ControlCostOptions {
  /** Of the forward velocity in m/s, by default 1. */
  readonly forwardRewardWeight?: number;
  /** Of the sum of squared actions, by default 0.001. */
  readonly controlCostWeight?: number;
  /** For every step that leaves it healthy, by default 1. */
  readonly healthyReward?: number;
  /** Whether the episode ends when it is not healthy, by default true. */
  readonly terminateWhenUnhealthy?: boolean;
  /** Heights of the torso, in meters, between which it is healthy. */
  readonly healthyHeights?: Interval;
  /** Angles of the torso, in radians, between which it is healthy. */
  readonly healthyAngles?: Interval;
  /** Half the width of the noise on the first positions and velocities, by default 0.005. */
  readonly resetNoiseScale?: number;
  /** Whether the position along the plane stays hidden, by default true. */
  readonly excludePositions?: boolean;
}

/** What Gymnasium tells of a step besides, in our words. Velocities and rewards are 0 on a reset. */
export interface UprightRunnerInfo {
  readonly xPosition: number;
  /** Height of the torso over where the model has it, in meters; Gymnasium's z_distance_from_origin. */
  readonly heightGained: number;
  readonly xVelocity: number;
  readonly rewardForward: number;
  readonly rewardControl: number;
  readonly rewardSurvive: number;
}

/** What is different from one to the other. */
export interface UprightRunner {
  readonly name: string;
  readonly model: string;
  readonly motorCount: number;
  /** Of positions, and of velocities. */
  readonly size: number;
  /** Bounds of all numbers of the state but the first two. */
  readonly healthyStates: Interval;
  readonly healthyHeights: Interval;
  readonly healthyAngles: Interval;
}

const timestep = 0.002;
const startHeight = 1.25;

type Settled = Required<UprightRunnerOptions> & UprightRunner;

/** Options with all defaults. Throws `bad-options` on those that make no sense. */
export function settle(runner: UprightRunner, options: UprightRunnerOptions): Settled {
  const settled: Settled = {
    ...runner, frameSkip: 4, discount: 0.99, seed: 0, promotion: "float64", forwardRewardWeight: 1, controlCostWeight: 1e-3,
    healthyReward: 1, terminateWhenUnhealthy: true, resetNoiseScale: 5e-3, excludePositions: true, ...options,
  };
  const { frameSkip, discount, promotion, forwardRewardWeight, controlCostWeight, healthyReward, resetNoiseScale } = settled;
  checkCommon(frameSkip, discount);
  checkPromotion(promotion);
  checkFinite({ forwardRewardWeight, controlCostWeight, healthyReward });
  checkScale("resetNoiseScale", resetNoiseScale);
  const { healthyHeights, healthyAngles, healthyStates } = settled;
  checkIntervals({ healthyHeights, healthyAngles, healthyStates });
  return settled;
}

/** r = w x-velocity + healthy reward − c Σ a² */
export function uprightRunnerTask(settled: Settled): MujocoTask<UprightRunnerInfo> {
  const { name, model, motorCount, size, frameSkip, discount, resetNoiseScale, excludePositions } = settled;
  const firstShown = excludePositions ? 1 : 0;
  return {
    name, model, timestep, frameSkip, discount, maxEpisodeSteps: 1000, action: motors(motorCount, 1),
    observationSize: 2 * size - firstShown, trackedSize: 1, needsContactForces: false,
    view: { from: "side", halfWidth: 2, bottom: -0.3, top: 2.2, follow: 1 },
    start(random, position, velocity) {
      addUniform(random, resetNoiseScale, position);
      addUniform(random, resetNoiseScale, velocity);
    },
    observe({ position, velocity }, out) {
      writeClipped(out, write(out, 0, position, firstShown), velocity, 0, 10);
    },
    track: ({ position }, out) => { out[0] = position[0]!; },
    tellStart: ({ position }) => ({
      xPosition: position[0]!, heightGained: position[1]! - startHeight, xVelocity: 0,
      rewardForward: 0, rewardControl: 0, rewardSurvive: 0,
    }),
    judge: judgeOf(settled),
  };
}

function judgeOf(settled: Settled): (transition: Transition) => Judgement<UprightRunnerInfo> {
  const { motorCount, size, frameSkip, forwardRewardWeight, healthyReward, terminateWhenUnhealthy } = settled;
  const costOf = controlCost(settled.controlCostWeight, motorCount, settled.promotion);
  const isHealthy = healthOf(settled);
  const seconds = timestep * frameSkip;
  return ({ before, action, physics: { position, velocity } }) => {
    const xVelocity = (position[0]! - before[0]!) / seconds;
    const healthy = isHealthy(position, 0) && areInside(velocity, 0, size, settled.healthyStates);
    const rewardForward = forwardRewardWeight * xVelocity;
    const [rewardControl, rewardSurvive] = [-costOf(action, 0), healthy ? healthyReward : 0];
    return {
      reward: rewardForward + rewardSurvive + rewardControl, terminated: terminateWhenUnhealthy && !healthy,
      info: {
        xPosition: position[0]!, heightGained: position[1]! - startHeight, xVelocity, rewardForward, rewardControl, rewardSurvive,
      },
    };
  };
}

/** Of positions only; `x` is the place of the position along the plane. */
function healthOf({ size, healthyStates, healthyHeights, healthyAngles }: Settled) {
  return (row: ArrayLike<number>, x: number): boolean =>
    isInside(row[x + 1]!, healthyHeights) && isInside(row[x + 2]!, healthyAngles)
      && areInside(row, x + 2, size - 2, healthyStates);
}

/**
 * Reward and termination of batches of observations.
 *
 * Where the position is hidden, the velocity at the end of the step stands for its mean over the step, clipped to ±10 as it is
 * shown.
 */
export function uprightRunnerObservedTask(settled: Settled): BatchTask {
  const { motorCount, size, frameSkip, excludePositions, forwardRewardWeight, healthyReward, terminateWhenUnhealthy } = settled;
  const costOf = controlCost(settled.controlCostWeight, motorCount, settled.promotion);
  const isHealthyPosition = healthOf(settled);
  const seconds = timestep * frameSkip;
  const hidden = excludePositions ? 1 : 0;
  const velocities = size - hidden;
  const isHealthy = (row: ArrayLike<number>, s: number): boolean =>
    isHealthyPosition(row, s - hidden) && areInside(row, s + velocities, size, settled.healthyStates);
  return batchTask({
    stateSize: 2 * size - hidden, actionSize: motorCount,
    reward(seen, s, action, a, next) {
      const xVelocity = excludePositions ? next[s + velocities]! : (next[s]! - seen[s]!) / seconds;
      return forwardRewardWeight * xVelocity + (isHealthy(next, s) ? healthyReward : 0) - costOf(action, a);
    },
    terminated: (next, s) => terminateWhenUnhealthy && !isHealthy(next, s),
  });
}
