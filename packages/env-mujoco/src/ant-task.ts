import type { AntOptions } from "./ant-options.ts";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import type { Interval } from "./check-options.ts";
import { motors } from "./mujoco-options.ts";
import { controlCost } from "./control-cost.ts";
import type { Judgement, MujocoTask, Transition } from "./mujoco-task.ts";
import { addNormal, addUniform, clip, write } from "./numbers.ts";

/** What Gymnasium tells of a step besides, in our words. Velocities and rewards are 0 on a reset. */
export interface AntInfo {
  readonly xPosition: number;
  readonly yPosition: number;
  readonly distanceFromOrigin: number;
  readonly xVelocity: number;
  readonly yVelocity: number;
  readonly rewardForward: number;
  readonly rewardControl: number;
  readonly rewardContact: number;
  readonly rewardSurvive: number;
}

type Settled = Required<AntOptions>;

const timestep = 0.01;
const [positionSize, velocitySize, motorCount] = [15, 14, 8];
/** Of 14 bodies, six each; those of the world come first and are not shown. */
const [worldForceSize, shownForceSize] = [6, 78];
/** Where the torso is in an array of body positions. */
const torso = 3;

const still = { xVelocity: 0, yVelocity: 0, rewardForward: 0, rewardControl: 0, rewardContact: 0, rewardSurvive: 0 };

const placeOf = (position: Float64Array): Pick<AntInfo, "xPosition" | "yPosition" | "distanceFromOrigin"> =>
  ({ xPosition: position[0]!, yPosition: position[1]!, distanceFromOrigin: Math.hypot(position[0]!, position[1]!) });

const isHealthyHeight = (height: number, [low, high]: Interval): boolean => low <= height && height <= high;

/** Of numbers from `from` on, `count` of them: Σ clip(f)² */
function clippedSquares(forces: ArrayLike<number>, from: number, count: number, [low, high]: Interval): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) {
    const force = clip(forces[i]!, low, high);
    sum += force * force;
  }
  return sum;
}

/** The ant with a model whose margins are right for the engine. */
export function antTask(settled: Settled, model: string): MujocoTask<AntInfo> {
  const { frameSkip, discount, resetNoiseScale, excludePositions, includeContactForces, contactForces: [low, high] } = settled;
  const firstShown = excludePositions ? 2 : 0;
  return {
    name: "ant", model, timestep, frameSkip, discount, maxEpisodeSteps: 1000, action: motors(motorCount, 1),
    observationSize: positionSize - firstShown + velocitySize + (includeContactForces ? shownForceSize : 0),
    trackedSize: 2, needsContactForces: true, contactMargins: settled.contactMargins,
    view: { from: "top", halfWidth: 2, bottom: -1.5, top: 1.5, follow: 1, tones: { 1: "agent" } },
    start(random, position, velocity) {
      addUniform(random, resetNoiseScale, position);
      addNormal(random, resetNoiseScale, velocity);
    },
    observe({ position, velocity, contactForce }, out) {
      let at = write(out, write(out, 0, position, firstShown), velocity, 0);
      if (!includeContactForces) return;
      for (let i = worldForceSize; i < contactForce.length; i++) out[at++] = clip(contactForce[i]!, low, high);
    },
    track({ bodyPosition }, out) {
      out[0] = bodyPosition[torso]!;
      out[1] = bodyPosition[torso + 1]!;
    },
    tellStart: ({ position }) => ({ ...placeOf(position), ...still }),
    judge: judgeOf(settled),
  };
}

function judgeOf(settled: Settled): (transition: Transition) => Judgement<AntInfo> {
  const { frameSkip, forwardRewardWeight, contactCostWeight, healthyReward, healthyHeights, terminateWhenUnhealthy } = settled;
  const costOf = controlCost(settled.controlCostWeight, motorCount, settled.promotion);
  const seconds = timestep * frameSkip;
  return ({ before, after, action, physics: { position, contactForce } }) => {
    const xVelocity = (after[0]! - before[0]!) / seconds;
    const yVelocity = (after[1]! - before[1]!) / seconds;
    const isHealthy = isHealthyHeight(position[2]!, healthyHeights);
    const [rewardForward, rewardSurvive] = [forwardRewardWeight * xVelocity, isHealthy ? healthyReward : 0];
    const contactCost = contactCostWeight * clippedSquares(contactForce, 0, contactForce.length, settled.contactForces);
    const controlCosts = costOf(action, 0);
    return {
      reward: rewardForward + rewardSurvive - (controlCosts + contactCost), terminated: terminateWhenUnhealthy && !isHealthy,
      info: {
        ...placeOf(position), xVelocity, yVelocity, rewardForward, rewardSurvive,
        rewardControl: -controlCosts, rewardContact: -contactCost,
      },
    };
  };
}

/**
 * Reward and termination of batches of observations.
 *
 * Where the position is hidden, the velocity at the end of the step stands for its mean over the step; where forces are not
 * shown, their cost is left out.
 */
export function antObservedTask(settled: Settled): BatchTask {
  const { frameSkip, forwardRewardWeight, contactCostWeight, healthyReward, healthyHeights, terminateWhenUnhealthy } = settled;
  const costOf = controlCost(settled.controlCostWeight, motorCount, settled.promotion);
  const hidden = settled.excludePositions ? 2 : 0;
  const velocities = positionSize - hidden;
  const forceSize = settled.includeContactForces ? shownForceSize : 0;
  const seconds = timestep * frameSkip;
  const isHealthy = (row: ArrayLike<number>, s: number): boolean => isHealthyHeight(row[s + 2 - hidden]!, healthyHeights);
  return batchTask({
    stateSize: velocities + velocitySize + forceSize, actionSize: motorCount,
    reward(seen, s, action, a, next) {
      const xVelocity = hidden > 0 ? next[s + velocities]! : (next[s]! - seen[s]!) / seconds;
      const contacts = clippedSquares(next, s + velocities + velocitySize, forceSize, settled.contactForces);
      const costs = costOf(action, a) + contactCostWeight * contacts;
      return forwardRewardWeight * xVelocity + (isHealthy(next, s) ? healthyReward : 0) - costs;
    },
    terminated: (next, s) => terminateWhenUnhealthy && !isHealthy(next, s),
  });
}
