import type { Box, Discrete, Lanes, RandomLanes, StepBuffers } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { angleLimit, hasFallen, positionLimit, stepCartPole } from "./cart-pole-physics.ts";
import { cartPoleScene } from "./cart-pole-scene.ts";
import { checkDiscount, checkInterval } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { markWorld, showState } from "./control-world.ts";
import { packageName } from "./package-name.ts";
import { clip, uniformBetween } from "./real-line.ts";

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

const drawn = cartPoleScene({ limit: positionLimit, bottom: -0.45, top: 1.3, leaningLimit: angleLimit });

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
 *   t = (F + m l ω² sin θ) / M,   α = (g sin θ − cos θ t) / (l (4/3 − m cos² θ / M)),   a = t − m l α cos θ / M
 *   x' = x + τ v,   v' = v + τ a,   θ' = θ + τ ω,   ω' = ω + τ α
 *
 * State and observation (x, v, θ, ω); the observation is the state in float32. Actions: F = −10 N (0) or 10 N (1) for τ = 0.02 s;
 * m = 0.1 kg, M = 1.1 kg, l = 0.5 m, g = 9.8. Ends where |x'| \> 2.4 or |θ'| \> 12°. Start: four draws from [−0.05, 0.05).
 *
 * Source: Barto, Sutton and Anderson (1983), in the form of Gymnasium's CartPole-v0 and v1: the same start for the same seed.
 * Throws `bad-options` on a discount outside [0, 1] or bounds that cross.
 */
export function cartPole(options: DiscreteCartPoleOptions = {}): ControlWorld<Discrete> {
  const { version = "v1", rewards = "alive" } = options;
  const values: Rewards = rewards === "alive" ? { onAlive: 1, onFailure: 1 } : { onAlive: 0, onFailure: -1 };
  return markWorld({ name: "cartPole", package: packageName }, {
    ...commonFaces(
      options, taskOf(values.onAlive, values.onFailure)
    ), action: discrete(2), maxEpisodeSteps: version === "v1" ? 500 : 200,
    step(from, action, _random, out) {
      pushLanes(from, action, out.state);
      judgeLanes(out, values);
    },
  });
}

/**
 * CartPole with a force of one's own choice: F = 10 · clip(a, −1, 1).
 *
 * As {@link cartPole}, but for one action in [−1, 1] and a customary limit of 200 steps; reward 1 at every step.
 *
 * Source: the variant of the model-based literature, from memory.
 */
export function continuousCartPole(options: CartPoleOptions = {}): ControlWorld<Box<"float32">> {
  const rewards: Rewards = { onAlive: 1, onFailure: 1 };
  return markWorld({ name: "continuousCartPole", package: packageName }, {
    ...commonFaces(options, alive), action: box("float32", [-1], [1]), maxEpisodeSteps: 200,
    step(from, action, _random, out) {
      pullLanes(from, action, out.state);
      judgeLanes(out, rewards);
    },
  });
}

type Common = Omit<ControlWorld<never>, "~worldwise" | "action" | "step" | "maxEpisodeSteps">;

function commonFaces({ discount = 0.99, start: [low, high] = [-0.05, 0.05] }: CartPoleOptions, task: BatchTask): Common {
  checkDiscount(discount);
  checkInterval("start", low, high);
  return {
    observation, state, discount, task, observedTask: task, ...showState, observe: observeLanes,
    scene: (states: Lanes<Box<"float64">>, lane: number) => drawn(states[4 * lane]!, states[4 * lane + 2]!),
    start(random: RandomLanes, outState: Lanes<Box<"float64">>) {
      for (let b = 0; b < random.lanes; b++) {
        const stream = random.lane(b);
        for (let i = 0; i < 4; i++) outState[4 * b + i] = uniformBetween(stream, low, high);
      }
    },
  };
}

/** Rewards while the pole stands, and on falling. */
interface Rewards {
  readonly onAlive: number;
  readonly onFailure: number;
}

// Lanes by hand: several times as fast as lifting one. Lengths are read once, for asking a typed array for its own
// costs as much as a store.


function pushLanes(from: Float64Array, action: Int32Array, outState: Float64Array): void {
  const lanes = action.length;
  // No branch: which way is anybody's guess.
  for (let b = 0; b < lanes; b++) stepCartPole(from, 4 * b, maximalForce * (2 * action[b]! - 1), secondsPerStep, outState);
}

function pullLanes(from: Float64Array, action: Float32Array, outState: Float64Array): void {
  const lanes = action.length;
  for (let b = 0; b < lanes; b++) stepCartPole(from, 4 * b, maximalForce * clip(action[b]!, -1, 1), secondsPerStep, outState);
}

/** Rows of four, written out: twice as fast as number by number. */
function observeLanes(state: Float64Array, outObservation: Float32Array): void {
  const { length } = state;
  for (let s = 0; s < length; s += 4) {
    outObservation[s] = state[s]!;
    outObservation[s + 1] = state[s + 1]!;
    outObservation[s + 2] = state[s + 2]!;
    outObservation[s + 3] = state[s + 3]!;
  }
}

/** Falls are rare: each lane is written for a pole that stands, and put right where it does not. */
function judgeLanes({ state, reward, terminated }: StepBuffers<Box<"float64">>, { onAlive, onFailure }: Rewards): void {
  const lanes = reward.length;
  for (let b = 0; b < lanes; b++) {
    reward[b] = onAlive;
    terminated[b] = 0;
    if (!hasFallen(state[4 * b]!, state[4 * b + 2]!)) continue;
    reward[b] = onFailure;
    terminated[b] = 1;
  }
}
