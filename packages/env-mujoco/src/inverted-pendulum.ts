import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkScale } from "./check-options.ts";
import type { MujocoOptions } from "./mujoco-options.ts";
import { checkCommon, motors } from "./mujoco-options.ts";
import type { PhysicsEngine } from "./engine.ts";
import { invertedPendulumModel } from "./models/inverted-pendulum-model.ts";
import type { MujocoTask } from "./mujoco-task.ts";
import type { MujocoWorld } from "./mujoco-world.ts";
import { mujocoWorld } from "./mujoco-world.ts";
import { addUniform, write } from "./numbers.ts";
import type { WithObservedTask } from "./observed-task.ts";
import { withObservedTask } from "./observed-task.ts";
import { officialEngine } from "./official-engine.ts";

/** Options of the pole on a cart. */
export interface InvertedPendulumOptions extends MujocoOptions {
  /** Half the width of the noise on the first positions and velocities, by default 0.01. */
  readonly resetNoiseScale?: number;
}

/** What Gymnasium tells of a step besides, in our words. 0 on a reset. */
export interface InvertedPendulumInfo {
  readonly rewardSurvive: number;
}

type Settled = Required<InvertedPendulumOptions>;

function settle(options: InvertedPendulumOptions): Settled {
  const settled: Settled = { frameSkip: 2, discount: 0.99, seed: 0, resetNoiseScale: 0.01, ...options };
  checkCommon(settled.frameSkip, settled.discount);
  checkScale("resetNoiseScale", settled.resetNoiseScale);
  return settled;
}

const hasFallen = (row: ArrayLike<number>, s: number): boolean => Math.abs(row[s + 1]!) > 0.2;

/**
 * InvertedPendulum: keep a pole upright on a cart.
 *
 *   r = 1 while |θ'| ≤ 0.2, else 0
 *
 * One motor in [−3, 3]. Observation `[4]`: x, θ and their velocities. Ends where |θ'| \> 0.2 rad. Start: all four with uniform
 * noise of ±0.01. Customary limit: 1000 steps.
 *
 * Source: Gymnasium's InvertedPendulum-v5: the same start for the same seed. Actions outside the bounds throw; Gymnasium lets
 * MuJoCo clamp them. Throws `bad-options` on a noise below 0, a discount outside [0, 1].
 */
export const invertedPendulum = (options: InvertedPendulumOptions = {}): MujocoWorld<InvertedPendulumInfo> & WithObservedTask =>
  invertedPendulumIn(officialEngine, options);

/** The same in another engine. */
export function invertedPendulumIn(
  engine: PhysicsEngine, options: InvertedPendulumOptions,
): MujocoWorld<InvertedPendulumInfo> & WithObservedTask {
  const settled = settle(options);
  return withObservedTask(mujocoWorld(taskOf(settled), engine, settled.seed), observedTask);
}

const taskOf = ({ frameSkip, discount, resetNoiseScale }: Settled): MujocoTask<InvertedPendulumInfo> => ({
  name: "invertedPendulum", model: invertedPendulumModel(), timestep: 0.02, frameSkip, discount, maxEpisodeSteps: 1000,
  action: motors(1, 3), observationSize: 4, trackedSize: 0, needsContactForces: false,
  view: { from: "side", halfWidth: 1.2, bottom: -0.4, top: 0.9, tones: { 1: "agent" } },
  start(random, position, velocity) {
    addUniform(random, resetNoiseScale, position);
    addUniform(random, resetNoiseScale, velocity);
  },
  observe: ({ position, velocity }, out) => void write(out, write(out, 0, position, 0), velocity, 0),
  track: () => undefined,
  tellStart: () => ({ rewardSurvive: 0 }),
  judge({ observation }) {
    const terminated = hasFallen(observation, 0);
    const reward = terminated ? 0 : 1;
    return { reward, terminated, info: { rewardSurvive: reward } };
  },
});

const observedTask = batchTask({
  stateSize: 4, actionSize: 1, reward: (_seen, s, _action, _a, next) => (hasFallen(next, s) ? 0 : 1), terminated: hasFallen,
});

/** 1, and 0 for the step in which the pole falls. Rows of observations `[B, 4]`. */
export const invertedPendulumReward: BatchTask["reward"] = observedTask.reward;

/** Whether |θ| is above 0.2. Rows of observations `[B, 4]`. */
export const invertedPendulumTermination: BatchTask["termination"] = observedTask.termination;
