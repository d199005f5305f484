import type { BatchTask } from "@worldwise/protocol";
import type { Interval } from "./check-options.ts";
import { checkWord } from "./check-options.ts";
import type { ContactMargins } from "./contact-margins.ts";
import { geomMargin } from "./contact-margins.ts";
import type { PhysicsEngine } from "./engine.ts";
import { hopperModel } from "./models/hopper-model.ts";
import type { MujocoWorld } from "./mujoco-world.ts";
import { mujocoWorld } from "./mujoco-world.ts";
import type { WithObservedTask } from "./observed-task.ts";
import { withObservedTask } from "./observed-task.ts";
import { officialEngine } from "./official-engine.ts";
import type { UprightRunner, UprightRunnerInfo, UprightRunnerOptions } from "./upright-runner.ts";
import { settle, uprightRunnerObservedTask, uprightRunnerTask } from "./upright-runner.ts";

/** Options of the hopper. Healthy by default: heights above 0.7 m, angles between −0.2 and 0.2. */
export interface HopperOptions extends UprightRunnerOptions {
  /** Between which all numbers of the state but the first two are healthy, by default −100 and 100. */
  readonly healthyStates?: Interval;
  /** Whose contact margins, by default `published`. */
  readonly contactMargins?: ContactMargins;
}

const runner: Omit<UprightRunner, "model"> = {
  name: "hopper", motorCount: 3, size: 6,
  healthyStates: [-100, 100], healthyHeights: [0.7, Infinity], healthyAngles: [-0.2, 0.2],
};

/**
 * Hopper: hop forward on one leg without falling.
 *
 *   r = w (x' − x) / Δt + healthy reward − c Σ a²,   Δt = frameSkip · 0.002 s
 *
 * Three motors in [−1, 1]. Observation `[11]`: z and the angles of torso, thigh, leg and foot; then the velocities of x, z and
 * the angles, clipped to ±10. Healthy where height, angle and all other numbers of the state lie strictly inside their ranges;
 * ends where not. Start: all positions and velocities with uniform noise of ±0.005. Customary limit: 1000 steps.
 *
 * Source: Gymnasium's Hopper-v5 (Erez, Tassa and Todorov 2012): the same start for the same seed. Actions outside the bounds
 * throw; Gymnasium lets MuJoCo clamp them. Throws `bad-options` on weights that are not finite, ranges that cross, a discount
 * outside [0, 1].
 */
export const hopper = (options: HopperOptions = {}): MujocoWorld<UprightRunnerInfo> & WithObservedTask =>
  hopperIn(officialEngine, options);

/** The same in another engine. */
export function hopperIn(
  engine: PhysicsEngine, options: HopperOptions,
): MujocoWorld<UprightRunnerInfo> & WithObservedTask {
  const { contactMargins = "published" } = options;
  checkWord("contactMargins", contactMargins, ["published", "3.9"]);
  const settled = settle({ ...runner, model: hopperModel(geomMargin(0.001, contactMargins, engine)) }, options);
  const world = mujocoWorld({ ...uprightRunnerTask(settled), contactMargins }, engine, settled.seed);
  return withObservedTask(world, uprightRunnerObservedTask(settled));
}

const { reward, termination } = uprightRunnerObservedTask(settle({ ...runner, model: "" }, {}));

/** Reward of observations `[B, 11]` and actions `[B, 3]`, with the velocity at the end of a step for its mean over it. */
export const hopperReward: BatchTask["reward"] = reward;

/** Whether z ≤ 0.7, |angle| ≥ 0.2 or another number is 100 or more. Rows of observations `[B, 11]`. */
export const hopperTermination: BatchTask["termination"] = termination;
