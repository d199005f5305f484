import { checkFinite, checkScale } from "./check-options.ts";
import type { MujocoOptions, ControlCostOptions } from "./mujoco-options.ts";
import { checkCommon, checkPromotion, motors } from "./mujoco-options.ts";
import { controlCost } from "./control-cost.ts";
import type { PhysicsEngine } from "./engine.ts";
import { swimmerModel } from "./models/swimmer-model.ts";
import type { MujocoTask } from "./mujoco-task.ts";
import type { MujocoWorld } from "./mujoco-world.ts";
import { mujocoWorld } from "./mujoco-world.ts";
import { addUniform, write } from "./numbers.ts";
import { officialEngine } from "./official-engine.ts";

/** Options of the swimmer. */
export interface SwimmerOptions extends MujocoOptions, ControlCostOptions {
  /** Of the forward velocity in m/s, by default 1. */
  readonly forwardRewardWeight?: number;
  /** Of the sum of squared actions, by default 0.0001. */
  readonly controlCostWeight?: number;
  /** Half the width of the noise on the first positions and velocities, by default 0.1. */
  readonly resetNoiseScale?: number;
  /** Whether the position in the plane stays hidden, by default true. */
  readonly excludePositions?: boolean;
}

/** What Gymnasium tells of a step besides, in our words. Velocities and rewards are 0 on a reset. */
export interface SwimmerInfo {
  readonly xPosition: number;
  readonly yPosition: number;
  readonly distanceFromOrigin: number;
  readonly xVelocity: number;
  readonly yVelocity: number;
  readonly rewardForward: number;
  readonly rewardControl: number;
}

const timestep = 0.01;
const size = 5;

type Settled = Required<SwimmerOptions>;

function settle(options: SwimmerOptions): Settled {
  const settled: Settled = {
    frameSkip: 4, discount: 0.99, seed: 0, promotion: "float64", forwardRewardWeight: 1, controlCostWeight: 1e-4,
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
 * Swimmer: swim along x in a viscous fluid, by bending at two joints.
 *
 *   r = w (x' − x) / Δt − c Σ a²,   Δt = frameSkip · 0.01 s
 *
 * Two motors in [−1, 1]. Observation `[8]`: the angles of the first link and of the joints; then the velocities of x, y and the
 * angles. Never ends; customary limit 1000 steps. Start: all positions and velocities with uniform noise of ±0.1.
 *
 * Source: Gymnasium's Swimmer-v5 (Coulom 2002): the same start for the same seed. Actions outside the bounds throw; Gymnasium
 * lets MuJoCo clamp them. Throws `bad-options` on weights that are not finite, a discount outside [0, 1].
 */
export const swimmer = (options: SwimmerOptions = {}): MujocoWorld<SwimmerInfo> => swimmerIn(officialEngine, options);

/** The same in another engine. */
export function swimmerIn(engine: PhysicsEngine, options: SwimmerOptions): MujocoWorld<SwimmerInfo> {
  const settled = settle(options);
  return mujocoWorld(taskOf(settled), engine, settled.seed);
}

const still = { xVelocity: 0, yVelocity: 0, rewardForward: 0, rewardControl: 0 };

const placeOf = (x: number, y: number): Pick<SwimmerInfo, "xPosition" | "yPosition" | "distanceFromOrigin"> =>
  ({ xPosition: x, yPosition: y, distanceFromOrigin: Math.hypot(x, y) });

function taskOf(settled: Settled): MujocoTask<SwimmerInfo> {
  const { frameSkip, discount, forwardRewardWeight, resetNoiseScale, excludePositions } = settled;
  const costOf = controlCost(settled.controlCostWeight, 2, settled.promotion);
  const firstShown = excludePositions ? 2 : 0;
  const seconds = timestep * frameSkip;
  return {
    name: "swimmer", model: swimmerModel(), timestep, frameSkip, discount, maxEpisodeSteps: 1000, action: motors(2, 1),
    observationSize: 2 * size - firstShown, trackedSize: 2, needsContactForces: false,
    view: { from: "top", halfWidth: 3, bottom: -2, top: 2, follow: 1 },
    start(random, position, velocity) {
      addUniform(random, resetNoiseScale, position);
      addUniform(random, resetNoiseScale, velocity);
    },
    observe: ({ position, velocity }, out) => void write(out, write(out, 0, position, firstShown), velocity, 0),
    track({ position }, out) {
      out[0] = position[0]!;
      out[1] = position[1]!;
    },
    tellStart: ({ position }) => ({ ...placeOf(position[0]!, position[1]!), ...still }),
    judge({ before, after, action }) {
      const xVelocity = (after[0]! - before[0]!) / seconds;
      const yVelocity = (after[1]! - before[1]!) / seconds;
      const [rewardForward, rewardControl] = [forwardRewardWeight * xVelocity, -costOf(action, 0)];
      const info = { ...placeOf(after[0]!, after[1]!), xVelocity, yVelocity, rewardForward, rewardControl };
      return { reward: rewardForward + rewardControl, terminated: false, info };
    },
  };
}
