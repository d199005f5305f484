import type { Box, Discrete } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import type { BatchTask } from "./batch-task.ts";
import { batchTask } from "./batch-task.ts";
import { angleLimit, hasFallen, positionLimit, startCartPole, stepCartPole } from "./cart-pole-physics.ts";
import { checkDiscount, checkInterval } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { controlWorld, showState } from "./control-world.ts";
import { clip } from "./real-line.ts";

/** Options of the cart and its pole, discrete or continuous. */
export interface CartPoleOptions {
  /** γ in [0, 1], by default 0.99; Gymnasium has none. */
  readonly discount?: number;
  /** Bounds of all four numbers of the first state, by default [−0.05, 0.05]. */
  readonly start?: readonly [low: number, high: number];
}

/** Options of Gymnasium's cart and pole. */
export interface DiscreteCartPoleOptions extends CartPoleOptions {
  /** Customary time limit: 500 steps of `v1`, the default, or 200 of `v0`. The physics are the same. */
  readonly version?: "v0" | "v1";
  /** `alive`: 1 at every step. `failure`: 0, and −1 on falling, as Sutton and Barto have it. By default `alive`. */
  readonly rewards?: "alive" | "failure";
}

const maximalForce = 10;
const secondsPerStep = 0.02;
const state = box(
  "float64", [-Infinity, -Infinity, -Infinity, -Infinity], [Infinity, Infinity, Infinity, Infinity],
);
const observation = box(
  "float32", [-2 * positionLimit, -Infinity, -2 * angleLimit, -Infinity], [2 * positionLimit, Infinity, 2 * angleLimit, Infinity],
);

const taskOf = (alive: number, fallen: number): BatchTask => batchTask({
  stateSize: 4, actionSize: 1,
  reward: (_state, s, _action, _a, next) => (hasFallen(next[s]!, next[s + 2]!) ? fallen : alive),
  terminated: (next, s) => hasFallen(next[s]!, next[s + 2]!),
});

const alive = taskOf(1, 1);

/** 1 at every step, the last one too. Rows of (x, v, θ, ω). */
export const cartPoleReward: BatchTask["reward"] = alive.reward;

/** Whether |x'| is above 2.4 m or |θ'| above 12°. Rows of (x, v, θ, ω), states or observations. */
export const cartPoleTermination: BatchTask["termination"] = alive.termination;

/**
 * CartPole: push a cart left or right so that the pole on it stays upright.
 *
 * State and observation (x, v, θ, ω); the observation is the state in float32. Actions: 0 left, 1 right, with 10 N for 0.02 s.
 * Physics: {@link stepCartPole}. Ends where |x'| \> 2.4 or |θ'| \> 12°. Start: four draws from [−0.05, 0.05).
 *
 * Source: Barto, Sutton and Anderson (1983), in the form of Gymnasium's CartPole-v0 and v1: the same start for the same seed.
 * Throws `bad-options` on a discount outside [0, 1] or bounds that cross.
 */
export function cartPole(options: DiscreteCartPoleOptions = {}): ControlWorld<Discrete> {
  const { discount = 0.99, start: [low, high] = [-0.05, 0.05], version = "v1", rewards = "alive" } = options;
  checkDiscount(discount);
  checkInterval("start", low, high);
  const [onAlive, onFailure] = rewards === "alive" ? [1, 1] : [0, -1];
  return controlWorld({
    name: "cartPole", observation, state, action: discrete(2), discount, maxEpisodeSteps: version === "v1" ? 500 : 200,
    task: taskOf(onAlive, onFailure), observationIsState: true, observe: showState,
    start: (random, out) => startCartPole(random, low, high, out.state),
    step(from, action, _random, out) {
      stepCartPole(from, action === 1 ? maximalForce : -maximalForce, secondsPerStep, out.state);
      out.terminated = hasFallen(out.state[0], out.state[2]);
      out.reward = out.terminated ? onFailure : onAlive;
    },
  });
}

/**
 * CartPole with a force of its own choice: F = 10 · clip(a, −1, 1).
 *
 * As {@link cartPole}, but for one action in [−1, 1] and a customary limit of 200 steps; reward 1 at every step.
 *
 * Source: the variant of the model-based literature, from memory.
 */
export function continuousCartPole(options: CartPoleOptions = {}): ControlWorld<Box<"float32">> {
  const { discount = 0.99, start: [low, high] = [-0.05, 0.05] } = options;
  checkDiscount(discount);
  checkInterval("start", low, high);
  return controlWorld({
    name: "continuousCartPole", observation, state, action: box("float32", [-1], [1]), discount, maxEpisodeSteps: 200,
    task: alive, observationIsState: true, observe: showState,
    start: (random, out) => startCartPole(random, low, high, out.state),
    step(from, [push], _random, out) {
      stepCartPole(from, maximalForce * clip(push, -1, 1), secondsPerStep, out.state);
      out.terminated = hasFallen(out.state[0], out.state[2]);
      out.reward = 1;
    },
  });
}
