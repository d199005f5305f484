import type { Discrete } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import { acrobotIntegrator } from "./acrobot-physics.ts";
import { acrobotScene } from "./acrobot-scene.ts";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkDiscount } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { controlWorld } from "./control-world.ts";
import { packageName } from "./package-name.ts";
import { clip, uniformBetween } from "./real-line.ts";

/** Options of the acrobot. */
export interface AcrobotOptions {
  /** γ in [0, 1], by default 1: episodes end. */
  readonly discount?: number;
}

const secondsPerStep = 0.2;
const [maximalFirst, maximalSecond] = [4 * Math.PI, 9 * Math.PI];

/** Height of the tip above the joint, in lengths of a link: −cos θ1 − cos(θ1 + θ2) */
const heightOf = (firstAngle: number, secondAngle: number): number => -Math.cos(firstAngle) - Math.cos(secondAngle + firstAngle);

/** The same of an observation (cos θ1, sin θ1, cos θ2, sin θ2, …). */
const seenHeight = (cos1: number, sin1: number, cos2: number, sin2: number): number => -cos1 - (cos1 * cos2 - sin1 * sin2);

const task = batchTask({
  stateSize: 4, actionSize: 1,
  reward: (_state, s, _action, _a, next) => (heightOf(next[s]!, next[s + 1]!) > 1 ? 0 : -1),
  terminated: (next, s) => heightOf(next[s]!, next[s + 1]!) > 1,
});

const observedTask = batchTask({
  stateSize: 6, actionSize: 1,
  reward: (_seen, s, _action, _a, next) => (seenHeight(next[s]!, next[s + 1]!, next[s + 2]!, next[s + 3]!) > 1 ? 0 : -1),
  terminated: (next, s) => seenHeight(next[s]!, next[s + 1]!, next[s + 2]!, next[s + 3]!) > 1,
});

/** −1 at every step, 0 at the one that ends the episode. Rows of (θ1, θ2, ω1, ω2). */
export const acrobotReward: BatchTask["reward"] = task.reward;

/** The same of observations: rows of (cos θ1, sin θ1, cos θ2, sin θ2, ω1, ω2). */
export const acrobotObservedReward: BatchTask["reward"] = observedTask.reward;

/** Whether the tip is one link above the joint: −cos θ1' − cos(θ1' + θ2') \> 1. Rows of (θ1, θ2, ω1, ω2). */
export const acrobotTermination: BatchTask["termination"] = task.termination;

/** The same of observations: rows of (cos θ1, sin θ1, cos θ2, sin θ2, ω1, ω2). */
export const acrobotObservedTermination: BatchTask["termination"] = observedTask.termination;

/**
 * Acrobot: two links, a motor between them; swing the tip one link above the joint.
 *
 * State (θ1, θ2, ω1, ω2) in float64; observation (cos θ1, sin θ1, cos θ2, sin θ2, ω1, ω2) in float32. Actions: torque −1, 0, 1.
 * One Runge-Kutta step of 0.2 s; then angles are wrapped to [−π, π], and |ω1| ≤ 4π, |ω2| ≤ 9π. Reward −1, and 0 at the end.
 * Start: four draws from [−0.1, 0.1), rounded to float32. Customary limit: 500 steps.
 *
 * Source: Sutton (1996), in the form of Gymnasium's Acrobot-v1 (the equations of the book): the same start for the same seed.
 * Throws `bad-options` on a discount outside [0, 1].
 */
export function acrobot({ discount = 1 }: AcrobotOptions = {}): ControlWorld<Discrete> {
  checkDiscount(discount);
  const integrate = acrobotIntegrator();
  return controlWorld({
    name: "acrobot", package: packageName, discount, maxEpisodeSteps: 500, task, observedTask, action: discrete(3),
    state: box(
      "float64", [-Math.PI, -Math.PI, -maximalFirst, -maximalSecond], [Math.PI, Math.PI, maximalFirst, maximalSecond],
    ),
    observation: box(
      "float32", [-1, -1, -1, -1, -maximalFirst, -maximalSecond], [1, 1, 1, 1, maximalFirst, maximalSecond],
    ),
    start(random, { state }) {
      for (let i = 0; i < 4; i++) state[i] = Math.fround(uniformBetween(random, -0.1, 0.1));
    },
    step(from, action, _random, out) {
      const { state } = out;
      integrate(from, action - 1, secondsPerStep, state);
      state[0] = turnBack(state[0]);
      state[1] = turnBack(state[1]);
      state[2] = clip(state[2], -maximalFirst, maximalFirst);
      state[3] = clip(state[3], -maximalSecond, maximalSecond);
      out.terminated = heightOf(state[0], state[1]) > 1;
      out.reward = out.terminated ? 0 : -1;
    },
    observe([firstAngle, secondAngle, firstVelocity, secondVelocity], { observation }) {
      observation[0] = Math.cos(firstAngle);
      observation[1] = Math.sin(firstAngle);
      observation[2] = Math.cos(secondAngle);
      observation[3] = Math.sin(secondAngle);
      observation[4] = firstVelocity;
      observation[5] = secondVelocity;
    },
    scene: ([firstAngle, secondAngle]) => acrobotScene(firstAngle, secondAngle),
  });
}

/** An angle in [−π, π], by whole turns one after the other, as Gymnasium does it. */
function turnBack(angle: number): number {
  let turned = angle;
  while (turned > Math.PI) turned -= 2 * Math.PI;
  while (turned < -Math.PI) turned += 2 * Math.PI;
  return turned;
}
