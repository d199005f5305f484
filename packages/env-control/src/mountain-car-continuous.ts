import type { Box } from "@worldwise/protocol";
import { box } from "@worldwise/protocol";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkDiscount } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { controlWorld } from "./control-world.ts";
import type { NumberPromotion } from "./number-promotion.ts";
import { mountainCarScene } from "./mountain-car-scene.ts";
import { packageName } from "./package-name.ts";
import { clip, uniformBetween } from "./real-line.ts";

/** Options of the continuous mountain car. */
export interface MountainCarContinuousOptions {
  /** Rules of rounding inside a step, by default `numpy-1`. They differ by about one digit of float32. */
  readonly promotion?: NumberPromotion;
  /** γ in [0, 1], by default 0.99; Gymnasium has none. */
  readonly discount?: number;
}

const [leftWall, rightEnd, goal] = [-1.2, 0.6, 0.45];
const maximalSpeed = 0.07;
const [power, gravity] = [0.0015, 0.0025];
const { fround } = Math;
const keep = (x: number): number => x;

const rewardOf = (push: number, isAtGoal: boolean): number => (isAtGoal ? 100 : 0) - push * push * 0.1;
/** States are float32, and so is the goal: 0.45 itself would be missed by a state that was rounded down. */
const isSeenAtGoal = (position: number, velocity: number): boolean => position >= fround(goal) && velocity >= 0;

const drawn = mountainCarScene(goal);

const task = batchTask({
  stateSize: 2, actionSize: 1,
  reward: (_state, s, action, a, next) => rewardOf(action[a]!, isSeenAtGoal(next[s]!, next[s + 1]!)),
  terminated: (next, s) => isSeenAtGoal(next[s]!, next[s + 1]!),
});

/** r = 100 on reaching the goal − 0.1 a², of the action as it was given. Rows of (p, v) and of (a). */
export const mountainCarContinuousReward: BatchTask["reward"] = task.reward;

/** Whether p' ≥ 0.45 (in float32) and v' ≥ 0. Rows of (p, v), states or observations. */
export const mountainCarContinuousTermination: BatchTask["termination"] = task.termination;

/**
 * MountainCar with a push of one's own choice, which costs.
 *
 *   v' = clip(v + 0.0015 clip(a, −1, 1) − 0.0025 cos(3p), −0.07, 0.07),   p' = clip(p + v', −1.2, 0.6)
 *   r  = 100 on reaching the goal − 0.1 a²
 *
 * The wall on the left stops the car: v' = 0. Ends where p' ≥ 0.45 and v' ≥ 0. Start: p from [−0.6, −0.4), v = 0.
 * The state is rounded to float32 after every step, and then it is the observation too. Customary limit: 999 steps.
 *
 * Source: Gymnasium's MountainCarContinuous-v0: the same start for the same seed, and the same float32 numbers under either
 * promotion.
 * Throws `bad-options` on a discount outside [0, 1].
 */
export function mountainCarContinuous(options: MountainCarContinuousOptions = {}): ControlWorld<Box<"float32">> {
  const { discount = 0.99, promotion = "numpy-1" } = options;
  checkDiscount(discount);
  return controlWorld({
    name: "mountainCarContinuous", package: packageName, discount, maxEpisodeSteps: 999, task,
    // A float32 state may lie beyond a bound by its last digit.
    state: box("float64", [fround(leftWall), -fround(maximalSpeed)], [fround(rightEnd), fround(maximalSpeed)]),
    observation: box("float32", [leftWall, -maximalSpeed], [rightEnd, maximalSpeed]), action: box("float32", [-1], [1]),
    start(random, { state }) {
      state[0] = uniformBetween(random, -0.6, -0.4);
      state[1] = 0;
    },
    step([position, velocity], [push], _random, out) {
      const pull = promotion === "numpy-1" ? pullOf(push, position) : pullInFloat32(push, position);
      // Only the state right after a reset is float64; NumPy 2 then goes on in float64.
      const round = promotion === "numpy-2" && position === fround(position) ? fround : keep;
      const speed = clip(round(velocity + round(pull)), round(-maximalSpeed), round(maximalSpeed));
      const next = clip(round(position + speed), round(leftWall), round(rightEnd));
      const stopped = next === round(leftWall) && speed < 0 ? 0 : speed;
      out.terminated = next >= round(goal) && stopped >= 0;
      out.reward = rewardOf(push, out.terminated);
      out.state[0] = fround(next);
      out.state[1] = fround(stopped);
    },
    scene: ([position, velocity]) => drawn(position, velocity),
  });
}

const pullOf = (push: number, position: number): number => clip(push, -1, 1) * power - gravity * Math.cos(3 * position);

/** As NumPy 2 rounds it: a push that was clipped has become a float of Python, and is not rounded. */
function pullInFloat32(push: number, position: number): number {
  const angle = position === fround(position) ? fround(3 * position) : 3 * position;
  const slope = gravity * Math.cos(angle);
  if (Math.abs(push) > 1) return Math.sign(push) * power - slope;
  return fround(fround(push * fround(power)) - fround(slope));
}
