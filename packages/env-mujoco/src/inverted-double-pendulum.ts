import { checkFinite, checkScale } from "./check-options.ts";
import type { MujocoOptions } from "./mujoco-options.ts";
import { checkCommon, motors } from "./mujoco-options.ts";
import type { PhysicsArrays, PhysicsEngine } from "./engine.ts";
import { invertedDoublePendulumModel } from "./models/inverted-double-pendulum-model.ts";
import type { Judgement, MujocoTask } from "./mujoco-task.ts";
import type { MujocoWorld } from "./mujoco-world.ts";
import { mujocoWorld } from "./mujoco-world.ts";
import { addNormal, addUniform, clip, writeClipped } from "./numbers.ts";
import { officialEngine } from "./official-engine.ts";

/** Options of the two poles on a cart. */
export interface InvertedDoublePendulumOptions extends MujocoOptions {
  /** For every step after which the tip is up, by default 10. */
  readonly healthyReward?: number;
  /** Of the noise on the first state: half the width for positions, standard deviation for velocities; by default 0.1. */
  readonly resetNoiseScale?: number;
}

/** What Gymnasium tells of a step besides, in our words: three parts of the reward. 0 on a reset. */
export interface InvertedDoublePendulumInfo {
  readonly rewardSurvive: number;
  /** −(0.01 x² + (z − 2)²) of the tip. */
  readonly distancePenalty: number;
  /** −(0.001 ω1² + 0.005 ω2²) */
  readonly velocityPenalty: number;
}

type Settled = Required<InvertedDoublePendulumOptions>;

function settle(options: InvertedDoublePendulumOptions): Settled {
  const settled: Settled = { frameSkip: 5, discount: 0.99, seed: 0, healthyReward: 10, resetNoiseScale: 0.1, ...options };
  checkCommon(settled.frameSkip, settled.discount);
  checkFinite({ healthyReward: settled.healthyReward });
  checkScale("resetNoiseScale", settled.resetNoiseScale);
  return settled;
}

/**
 * InvertedDoublePendulum: keep two poles upright, one on the other, on a cart.
 *
 *   r = 10 while z \> 1 − (0.01 x² + (z − 2)²) − (0.001 ω1² + 0.005 ω2²),   (x, z): the tip
 *
 * One motor in [−1, 1]. Observation `[9]`: position of the cart, sines of the two angles, their cosines, the three velocities
 * clipped to ±10, the force of the rail's end on the cart clipped to ±10. Ends where the tip is at z ≤ 1. Start: positions with
 * uniform noise of ±0.1, velocities with normal noise of deviation 0.1. Customary limit: 1000 steps.
 *
 * Source: Gymnasium's InvertedDoublePendulum-v5: the same start for the same seed. The tip is where MuJoCo's last internal
 * evaluation had it, as Gymnasium reads it. Actions outside the bounds throw; Gymnasium lets MuJoCo clamp them. Throws
 * `bad-options` on a noise below 0, a discount outside [0, 1].
 */
export const invertedDoublePendulum = (options: InvertedDoublePendulumOptions = {}): MujocoWorld<InvertedDoublePendulumInfo> =>
  invertedDoublePendulumIn(officialEngine, options);

/** The same in another engine. */
export function invertedDoublePendulumIn(
  engine: PhysicsEngine, options: InvertedDoublePendulumOptions,
): MujocoWorld<InvertedDoublePendulumInfo> {
  const settled = settle(options);
  return mujocoWorld(taskOf(settled), engine, settled.seed);
}

const taskOf = ({ frameSkip, discount, healthyReward, resetNoiseScale }: Settled): MujocoTask<InvertedDoublePendulumInfo> => ({
  name: "invertedDoublePendulum", model: invertedDoublePendulumModel(), timestep: 0.01, frameSkip, discount,
  maxEpisodeSteps: 1000, action: motors(1, 1), observationSize: 9, trackedSize: 0, needsContactForces: false,
  view: { from: "side", halfWidth: 1.6, bottom: -0.5, top: 1.5, tones: { 2: "agent" } },
  start(random, position, velocity) {
    addUniform(random, resetNoiseScale, position);
    addNormal(random, resetNoiseScale, velocity);
  },
  observe,
  track: () => undefined,
  tellStart: () => ({ rewardSurvive: 0, distancePenalty: 0, velocityPenalty: 0 }),
  judge: ({ physics }) => judge(physics, healthyReward),
});

function observe({ position, velocity, constraintForce }: PhysicsArrays, out: Float64Array): void {
  const [cart, lower, upper] = [position[0]!, position[1]!, position[2]!];
  out[0] = cart;
  out[1] = Math.sin(lower);
  out[2] = Math.sin(upper);
  out[3] = Math.cos(lower);
  out[4] = Math.cos(upper);
  writeClipped(out, 5, velocity, 0, 10);
  out[8] = clip(constraintForce[0]!, -10, 10);
}

function judge({ sitePosition, velocity }: PhysicsArrays, healthyReward: number): Judgement<InvertedDoublePendulumInfo> {
  const [x, z] = [sitePosition[0]!, sitePosition[2]!];
  const [lower, upper] = [velocity[1]!, velocity[2]!];
  const terminated = z <= 1;
  const rewardSurvive = terminated ? 0 : healthyReward;
  const distancePenalty = -(0.01 * (x * x) + (z - 2) * (z - 2));
  const velocityPenalty = -(1e-3 * (lower * lower) + 5e-3 * (upper * upper));
  const info = { rewardSurvive, distancePenalty, velocityPenalty };
  return { reward: rewardSurvive + distancePenalty + velocityPenalty, terminated, info };
}
