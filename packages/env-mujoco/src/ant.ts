import type { BatchTask } from "@worldwise/protocol";
import type { AntOptions } from "./ant-options.ts";
import { settle } from "./ant-options.ts";
import type { AntInfo } from "./ant-task.ts";
import { antObservedTask, antTask } from "./ant-task.ts";
import { geomMargin } from "./contact-margins.ts";
import type { PhysicsEngine } from "./engine.ts";
import { antModel } from "./models/ant-model.ts";
import type { MujocoWorld } from "./mujoco-world.ts";
import { mujocoWorld } from "./mujoco-world.ts";
import type { WithObservedTask } from "./observed-task.ts";
import { withObservedTask } from "./observed-task.ts";
import { officialEngine } from "./official-engine.ts";

/**
 * Ant: walk forward on four legs without turning over.
 *
 *   r = w (x' − x) / Δt + healthy reward − c Σ a² − k Σ clip(f, −1, 1)²,   Δt = frameSkip · 0.01 s
 *
 * x: of the torso; f: torques and forces from outside on all bodies. Eight motors in [−1, 1]: hip and ankle of legs 4, 1, 2, 3.
 * Observation `[105]`: z, orientation as a quaternion and 8 angles (13); 14 velocities; f of the 13 bodies, clipped (78).
 * Healthy where 0.2 ≤ z ≤ 1; ends where not. Start: positions (the quaternion too) with uniform noise of ±0.1, velocities with
 * normal noise of deviation 0.1. Customary limit: 1000 steps.
 *
 * Source: Gymnasium's Ant-v5 (Schulman et al. 2016): the same start for the same seed. x and f are those of MuJoCo's last
 * internal evaluation, as Gymnasium reads them. Actions outside the bounds throw; Gymnasium lets MuJoCo clamp them. Throws
 * `bad-options` on weights that are not finite, ranges that cross, a discount outside [0, 1].
 */
export const ant = (options: AntOptions = {}): MujocoWorld<AntInfo> & WithObservedTask => antIn(officialEngine, options);

/** The same in another engine. */
export function antIn(engine: PhysicsEngine, options: AntOptions): MujocoWorld<AntInfo> & WithObservedTask {
  const settled = settle(options);
  const model = antModel(geomMargin(0.01, settled.contactMargins, engine));
  return withObservedTask(mujocoWorld(antTask(settled, model), engine, settled.seed), antObservedTask(settled));
}

const { reward, termination } = antObservedTask(settle({}));

/** Reward of observations `[B, 105]` and actions `[B, 8]`, with the velocity at the end of a step for its mean over it. */
export const antReward: BatchTask["reward"] = reward;

/** Whether z is not in [0.2, 1]. Rows of observations `[B, 105]`. */
export const antTermination: BatchTask["termination"] = termination;
