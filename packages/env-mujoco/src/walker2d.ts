import type { BatchTask } from "@worldwise/protocol";
import type { PhysicsEngine } from "./engine.ts";
import { walker2dModel } from "./models/walker2d-model.ts";
import type { MujocoWorld } from "./mujoco-world.ts";
import { mujocoWorld } from "./mujoco-world.ts";
import type { WithObservedTask } from "./observed-task.ts";
import { withObservedTask } from "./observed-task.ts";
import { officialEngine } from "./official-engine.ts";
import type { UprightRunner, UprightRunnerInfo, UprightRunnerOptions } from "./upright-runner.ts";
import { settle, uprightRunnerObservedTask, uprightRunnerTask } from "./upright-runner.ts";

/** Options of the walker. Healthy by default: heights between 0.8 and 2 m, angles between −1 and 1. */
export type Walker2dOptions = UprightRunnerOptions;

const runner: UprightRunner = {
  name: "walker2d", model: walker2dModel(), motorCount: 6, size: 9,
  healthyStates: [-Infinity, Infinity], healthyHeights: [0.8, 2], healthyAngles: [-1, 1],
};

/**
 * Walker2d: walk forward on two legs without falling.
 *
 *   r = w (x' − x) / Δt + healthy reward − c Σ a²,   Δt = frameSkip · 0.002 s
 *
 * Six motors in [−1, 1]: thigh, leg and foot, right and left. Observation `[17]`: z and the angles of torso and joints; then
 * the velocities of x, z and the angles, clipped to ±10. Healthy where height and angle lie strictly inside their ranges; ends
 * where not. Start: all positions and velocities with uniform noise of ±0.005. Customary limit: 1000 steps.
 *
 * Source: Gymnasium's Walker2d-v5: the same start for the same seed. Actions outside the bounds throw; Gymnasium lets MuJoCo
 * clamp them.
 * Throws `bad-options` on weights that are not finite, ranges that cross, a discount outside [0, 1].
 */
export const walker2d = (options: Walker2dOptions = {}): MujocoWorld<UprightRunnerInfo> & WithObservedTask =>
  walker2dIn(officialEngine, options);

/** The same in another engine. */
export function walker2dIn(
  engine: PhysicsEngine, options: Walker2dOptions,
): MujocoWorld<UprightRunnerInfo> & WithObservedTask {
  const settled = settle(runner, options);
  const world = mujocoWorld(uprightRunnerTask(settled), engine, settled.seed);
  return withObservedTask(world, uprightRunnerObservedTask(settled));
}

const { reward, termination } = uprightRunnerObservedTask(settle(runner, {}));

/** Reward of observations `[B, 17]` and actions `[B, 6]`, with the velocity at the end of a step for its mean over it. */
export const walker2dReward: BatchTask["reward"] = reward;

/** Whether z is not inside (0.8, 2) or the angle not inside (−1, 1). Rows of observations `[B, 17]`. */
export const walker2dTermination: BatchTask["termination"] = termination;
