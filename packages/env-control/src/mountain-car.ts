import type { Discrete } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkDiscount } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { controlWorld } from "./control-world.ts";
import { mountainCarScene } from "./mountain-car-scene.ts";
import { packageName } from "./package-name.ts";
import { clip, uniformBetween } from "./real-line.ts";

/** Options of the mountain car. */
export interface MountainCarOptions {
  /** γ in [0, 1], by default 1: episodes end. */
  readonly discount?: number;
}

const [leftWall, rightEnd, goal] = [-1.2, 0.6, 0.5];
const maximalSpeed = 0.07;
const [push, gravity] = [0.001, 0.0025];
const isAtGoal = (position: number, velocity: number): boolean => position >= goal && velocity >= 0;

const drawn = mountainCarScene(goal);

const task = batchTask({
  stateSize: 2, actionSize: 1,
  reward: () => -1,
  terminated: (next, s) => isAtGoal(next[s]!, next[s + 1]!),
});

/** −1 at every step, the last one too. Rows of (p, v). */
export const mountainCarReward: BatchTask["reward"] = task.reward;

/** Whether p' ≥ 0.5 and v' ≥ 0. Rows of (p, v), states or observations. */
export const mountainCarTermination: BatchTask["termination"] = task.termination;

/**
 * MountainCar: a car too weak for the hill must first swing back.
 *
 *   v' = clip(v + (a − 1) · 0.001 − 0.0025 cos(3p), −0.07, 0.07),   p' = clip(p + v', −1.2, 0.6)
 *
 * The wall on the left stops the car: v' = 0. Actions: 0 left, 1 nothing, 2 right. Reward −1; ends where p' ≥ 0.5 and v' ≥ 0.
 * Start: p from [−0.6, −0.4), v = 0. The observation is the state in float32. Customary limit: 200 steps.
 *
 * Source: Moore (1990), in the form of Gymnasium's MountainCar-v0: the same start for the same seed.
 * Differs from Sutton and Barto (2018), example 10.1, where p stays below 0.5 and there is no limit.
 * Throws `bad-options` on a discount outside [0, 1].
 */
export function mountainCar({ discount = 1 }: MountainCarOptions = {}): ControlWorld<Discrete> {
  checkDiscount(discount);
  return controlWorld({
    name: "mountainCar", package: packageName, discount, maxEpisodeSteps: 200, task,
    state: box("float64", [leftWall, -maximalSpeed], [rightEnd, maximalSpeed]),
    observation: box("float32", [leftWall, -maximalSpeed], [rightEnd, maximalSpeed]), action: discrete(3),
    start(random, { state }) {
      state[0] = uniformBetween(random, -0.6, -0.4);
      state[1] = 0;
    },
    step([position, velocity], action, _random, out) {
      const pull = (action - 1) * push + Math.cos(3 * position) * -gravity;
      const speed = clip(velocity + pull, -maximalSpeed, maximalSpeed);
      const next = clip(position + speed, leftWall, rightEnd);
      out.state[0] = next;
      out.state[1] = next === leftWall && speed < 0 ? 0 : speed;
      out.reward = -1;
      out.terminated = isAtGoal(next, out.state[1]);
    },
    scene: ([position, velocity]) => drawn(position, velocity),
  });
}
