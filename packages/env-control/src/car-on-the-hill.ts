import type { Box, Discrete } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkDiscount } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { controlWorld } from "./control-world.ts";
import { hillScene } from "./hill-scene.ts";
import { packageName } from "./package-name.ts";
import { uniformBetween } from "./real-line.ts";

/** Options of the car on the hill. */
export interface CarOnTheHillOptions {
  /** `rest`: p = −0.5, s = 0, the default. `uniform`: over all p in [−1, 1), s in [−3, 3), as data for fitted Q-iteration. */
  readonly start?: "rest" | "uniform";
  /** γ in [0, 1], by default 0.95. */
  readonly discount?: number;
}

const gravity = 9.81;
const thrust = 4;
const [positionLimit, speedLimit] = [1, 3];
const substeps = 100;
const secondsPerSubstep = 0.001;

/** Height of the hill: H(p) = p² + p for p below 0, else p / √(1 + 5p²). */
const hillHeight = (position: number): number =>
  (position < 0 ? position * (position + 1) : position / Math.sqrt(1 + 5 * position * position));

/** dH/dp of the hill H(p) = p² + p for p below 0, else p / √(1 + 5p²). */
export function hillSlope(position: number): number {
  if (position < 0) return 2 * position + 1;
  const steepness = 1 + 5 * position * position;
  return 1 / (steepness * Math.sqrt(steepness));
}

/** d²H/dp² of the same hill. */
export function hillCurvature(position: number): number {
  if (position < 0) return 2;
  const steepness = 1 + 5 * position * position;
  return -15 * position / (steepness * steepness * Math.sqrt(steepness));
}

/** ds/dt for mass 1: (u − g H' − s² H' H'') / (1 + H'²) */
function accelerationOf(position: number, speed: number, force: number): number {
  const slope = hillSlope(position);
  return (force - gravity * slope - speed * speed * slope * hillCurvature(position)) / (1 + slope * slope);
}

const hasLost = (position: number, speed: number): boolean => position < -positionLimit || Math.abs(speed) > speedLimit;
const hasWon = (position: number, speed: number): boolean => position > positionLimit && Math.abs(speed) <= speedLimit;
const rewardOf = (position: number, speed: number): number =>
  hasLost(position, speed) ? -1 : hasWon(position, speed) ? 1 : 0;

const drawn = hillScene({
  height: hillHeight, slope: hillSlope, left: -1.15, right: 1.2, bottom: -0.55, top: 0.75, goal: positionLimit,
  wall: { position: -positionLimit, tone: "danger" }, speedLimit,
});

const task = batchTask({
  stateSize: 2, actionSize: 1,
  reward: (_state, s, _action, _a, next) => rewardOf(next[s]!, next[s + 1]!),
  terminated: (next, s) => rewardOf(next[s]!, next[s + 1]!) !== 0,
});

/** −1 for p' \< −1 or |s'| \> 3, 1 for p' \> 1 and |s'| ≤ 3, else 0. Rows of (p, s). */
export const carOnTheHillReward: BatchTask["reward"] = task.reward;

/** Whether the reward is not 0. Rows of (p, s). */
export const carOnTheHillTermination: BatchTask["termination"] = task.termination;

/**
 * Car on the hill: reach the top on the right, neither too fast nor off to the left. Full thrust alone does not climb it.
 *
 *   dp/dt = s,   ds/dt = (u − g H'(p) − s² H'(p) H''(p)) / (1 + H'(p)²)
 *
 * Mass 1, g = 9.81, H(p) = p² + p for p \< 0, p / √(1 + 5p²) else. Actions: u = −4 (0) or 4 (1), held for 0.1 s: a hundred Euler
 * steps of 0.001 s. Reward −1 for p' \< −1 or |s'| \> 3, 1 for p' \> 1 and |s'| ≤ 3, else 0; ends where it is not 0.
 * State and observation (p, s). Bounds of the space leave room for where an episode may end.
 *
 * Source: Ernst, Geurts and Wehenkel (2005), from memory. The limits are looked at after the whole step.
 * Throws `bad-options` on a discount outside [0, 1].
 */
export function carOnTheHill(options: CarOnTheHillOptions = {}): ControlWorld<Discrete, Box<"float64">> {
  const { start = "rest", discount = 0.95 } = options;
  checkDiscount(discount);
  const space = box("float64", [-1.5, -6], [1.5, 6]);
  return controlWorld({
    name: "carOnTheHill", package: packageName, state: space, observation: space, action: discrete(2), discount,
    task,
    start(random, { state }) {
      state[0] = start === "rest" ? -0.5 : uniformBetween(random, -positionLimit, positionLimit);
      state[1] = start === "rest" ? 0 : uniformBetween(random, -speedLimit, speedLimit);
    },
    step(from, action, _random, out) {
      const force = action === 1 ? thrust : -thrust;
      let position = from[0];
      let speed = from[1];
      for (let k = 0; k < substeps; k++) {
        const acceleration = accelerationOf(position, speed, force);
        position += secondsPerSubstep * speed;
        speed += secondsPerSubstep * acceleration;
      }
      out.state[0] = position;
      out.state[1] = speed;
      out.reward = rewardOf(position, speed);
      out.terminated = out.reward !== 0;
    },
    scene: ([position, speed]) => drawn(position, speed),
  });
}
