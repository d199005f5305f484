import type { Random } from "@worldwise/protocol";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkFinite } from "./check-options.ts";
import type { MujocoOptions, ControlCostOptions } from "./mujoco-options.ts";
import { checkCommon, checkPromotion, motors } from "./mujoco-options.ts";
import { controlCost } from "./control-cost.ts";
import type { PhysicsArrays, PhysicsEngine } from "./engine.ts";
import { reacherModel } from "./models/reacher-model.ts";
import type { MujocoTask } from "./mujoco-task.ts";
import type { MujocoWorld } from "./mujoco-world.ts";
import { mujocoWorld } from "./mujoco-world.ts";
import { addUniform } from "./numbers.ts";
import type { WithObservedTask } from "./observed-task.ts";
import { withObservedTask } from "./observed-task.ts";
import { officialEngine } from "./official-engine.ts";

/** Options of the arm. */
export interface ReacherOptions extends MujocoOptions, ControlCostOptions {
  /** Of the distance in meters, by default 1. */
  readonly distanceWeight?: number;
  /** Of the sum of squared actions, by default 1. */
  readonly controlCostWeight?: number;
}

/** What Gymnasium tells of a step besides, in our words. Rewards are 0 on a reset. */
export interface ReacherInfo {
  readonly rewardDistance: number;
  readonly rewardControl: number;
}

const timestep = 0.01;
/** Bodies of the model, three coordinates each. */
const [fingertip, target] = [3 * 3, 3 * 4];
const targetRadius = 0.2;

type Settled = Required<ReacherOptions>;

function settle(options: ReacherOptions): Settled {
  const settled: Settled = {
    frameSkip: 2, discount: 0.99, seed: 0, promotion: "float64", distanceWeight: 1, controlCostWeight: 1, ...options,
  };
  const { frameSkip, discount, promotion, distanceWeight, controlCostWeight } = settled;
  checkCommon(frameSkip, discount);
  checkPromotion(promotion);
  checkFinite({ distanceWeight, controlCostWeight });
  return settled;
}

/**
 * Reacher: bring the fingertip of an arm of two links to a target on a table.
 *
 *   r = −w |fingertip − target| − c Σ a², after the step
 *
 * Two motors in [−1, 1]. Observation `[10]`: cosines of the two angles, their sines, the target's x and y, the two angular
 * velocities, fingertip − target in x and y. Never ends; customary limit 50 steps. Start: angles with uniform noise of ±0.1,
 * their velocities of ±0.005; the target uniform in a disk of 0.2 m, at rest.
 *
 * Source: Gymnasium's Reacher-v5: the same start for the same seed. The fingertip is where MuJoCo's last internal evaluation
 * had it, as Gymnasium reads it. Actions outside the bounds throw; Gymnasium lets MuJoCo clamp them. Throws `bad-options` on
 * weights that are not finite, a discount outside [0, 1].
 */
export const reacher = (options: ReacherOptions = {}): MujocoWorld<ReacherInfo> & WithObservedTask =>
  reacherIn(officialEngine, options);

/** The same in another engine. */
export function reacherIn(engine: PhysicsEngine, options: ReacherOptions): MujocoWorld<ReacherInfo> & WithObservedTask {
  const settled = settle(options);
  return withObservedTask(mujocoWorld(taskOf(settled), engine, settled.seed), observedTaskOf(settled));
}

function taskOf({ frameSkip, discount, distanceWeight, controlCostWeight, promotion }: Settled): MujocoTask<ReacherInfo> {
  const costOf = controlCost(controlCostWeight, 2, promotion);
  return {
    name: "reacher", model: reacherModel(), timestep, frameSkip, discount, maxEpisodeSteps: 50, action: motors(2, 1),
    observationSize: 10, trackedSize: 0, needsContactForces: false,
    view: { from: "top", halfWidth: 0.35, bottom: -0.35, top: 0.35, tones: { 5: "joint", 8: "agent", 9: "goal" } },
    start, observe, track: () => undefined, tellStart: () => ({ rewardDistance: 0, rewardControl: 0 }),
    judge({ action, physics: { bodyPosition } }) {
      const rewardDistance = -distanceBetween(bodyPosition, fingertip, target) * distanceWeight;
      const rewardControl = -costOf(action, 0);
      return { reward: rewardDistance + rewardControl, terminated: false, info: { rewardDistance, rewardControl } };
    },
  };
}

function start(random: Random, position: Float64Array, velocity: Float64Array): void {
  addUniform(random, 0.1, position);
  const goal = position.subarray(2);
  do {
    goal.fill(0);
    addUniform(random, targetRadius, goal);
  } while (Math.sqrt(goal[0]! * goal[0]! + goal[1]! * goal[1]!) >= targetRadius);
  addUniform(random, 0.005, velocity);
  velocity.fill(0, 2);
}

function observe({ position, velocity, bodyPosition }: PhysicsArrays, out: Float64Array): void {
  const [first, second] = [position[0]!, position[1]!];
  out[0] = Math.cos(first);
  out[1] = Math.cos(second);
  out[2] = Math.sin(first);
  out[3] = Math.sin(second);
  out[4] = position[2]!;
  out[5] = position[3]!;
  out[6] = velocity[0]!;
  out[7] = velocity[1]!;
  out[8] = bodyPosition[fingertip]! - bodyPosition[target]!;
  out[9] = bodyPosition[fingertip + 1]! - bodyPosition[target + 1]!;
}

function distanceBetween(positions: Float64Array, a: number, b: number): number {
  const [x, y, z] = [positions[a]! - positions[b]!, positions[a + 1]! - positions[b + 1]!, positions[a + 2]! - positions[b + 2]!];
  return Math.sqrt(x * x + y * y + z * z);
}

function observedTaskOf({ distanceWeight, controlCostWeight, promotion }: Settled): BatchTask {
  const costOf = controlCost(controlCostWeight, 2, promotion);
  return batchTask({
    stateSize: 10, actionSize: 2, terminated: () => false,
    reward(_seen, s, action, a, next) {
      const [x, y] = [next[s + 8]!, next[s + 9]!];
      return -Math.sqrt(x * x + y * y) * distanceWeight - costOf(action, a);
    },
  });
}

const { reward, termination } = observedTaskOf(settle({}));

/** Reward of observations `[B, 10]` and actions `[B, 2]`: of the next observation. */
export const reacherReward: BatchTask["reward"] = reward;

/** Never: 0 for every row. */
export const reacherTermination: BatchTask["termination"] = termination;
