import type { Discrete } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { stepCartPole } from "./cart-pole-physics.ts";
import { cartPoleScene } from "./cart-pole-scene.ts";
import { checkAtLeast, checkDiscount } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { controlWorld } from "./control-world.ts";
import { packageName } from "./package-name.ts";
import { clip, positiveRemainder, uniformBetween } from "./real-line.ts";

/** Options of the swing-up. */
export interface CartPoleSwingUpOptions {
  /** cos θ above which the pole counts as upright, by default 0.5. bsuite sweeps k / 20. */
  readonly height?: number;
  /** Distance from the middle, in m, within which it pays, by default 1. bsuite sweeps 1 − k / 20. */
  readonly reach?: number;
  /** Cost of pushing to either side, by default 0.1. */
  readonly moveCost?: number;
  /** γ in [0, 1], by default 0.99. */
  readonly discount?: number;
}

const force = 10;
const secondsPerStep = 0.01;
const [farthest, longest] = [3, 10];
const speedLimit = 1;

/**
 * Cart-pole swing-up: the pole hangs, and must be swung up and held, near the middle.
 *
 * State (x, v, θ, ω, t), θ in [0, 2π), t in s. Actions: 0 left, 1 nothing, 2 right, 10 N for 0.01 s; physics as CartPole's.
 * Observation (x/3, v/3, sin θ, cos θ, ω, t/10, ±1 for |x| \< reach, ±1 for |ω| \< 1).
 *
 *   r = 1[cos θ' \> height and |ω'| \< 1 and |x'| \< reach] − moveCost · |a − 1|
 *
 * Ends where |x'| \> 3 or t' \> 10: time is part of the state, so its end is one of the MDP. Start: x, v, θ − π and ω from
 * [−0.05, 0.05).
 *
 * Source: Osband et al. (2020), bsuite's cartpole_swingup. Differs: the starts are not those of its seeds.
 * Throws `bad-options` on a discount outside [0, 1] or a negative reach or cost.
 */
export function cartPoleSwingUp(options: CartPoleSwingUpOptions = {}): ControlWorld<Discrete> {
  const { height = 0.5, reach = 1, moveCost = 0.1, discount = 0.99 } = options;
  checkDiscount(discount);
  checkAtLeast("reach", reach, 0);
  checkAtLeast("moveCost", moveCost, 0);
  const rules: Rules = { height, reach, moveCost };
  const target = { reach, angle: Math.acos(clip(height, -1, 1)) };
  const drawn = cartPoleScene({ limit: farthest, bottom: -1.3, top: 1.3, target });
  return controlWorld({
    name: "cartPoleSwingUp", package: packageName, action: discrete(3), discount, ...tasksOf(rules),
    state: box("float64", [-Infinity, -Infinity, 0, -Infinity, 0], [Infinity, Infinity, 2 * Math.PI, Infinity, longest + 1]),
    observation: box(
      "float32", [-Infinity, -Infinity, -1, -1, -Infinity, 0, -1, -1], [Infinity, Infinity, 1, 1, Infinity, 1.1, 1, 1],
    ),
    start(random, { state }) {
      for (let i = 0; i < 4; i++) state[i] = uniformBetween(random, -0.05, 0.05);
      state[2] += Math.PI;
      state[4] = 0;
    },
    step(from, action, _random, out) {
      const { state } = out;
      stepCartPole(from, 0, (action - 1) * force, secondsPerStep, state);
      state[2] = positiveRemainder(state[2], 2 * Math.PI);
      state[4] = from[4] + secondsPerStep;
      out.reward = rewardOf(rules, state[0], Math.cos(state[2]), state[3], action);
      out.terminated = isOver(state[0], state[4]);
    },
    observe([position, velocity, angle, angularVelocity, time], { observation }) {
      observation[0] = position / farthest;
      observation[1] = velocity / farthest;
      observation[2] = Math.sin(angle);
      observation[3] = Math.cos(angle);
      observation[4] = angularVelocity;
      observation[5] = time / longest;
      observation[6] = Math.abs(position) < reach ? 1 : -1;
      observation[7] = Math.abs(angularVelocity) < speedLimit ? 1 : -1;
    },
    scene: ([position, , angle]) => drawn(position, angle),
  });
}

type Rules = Required<Pick<CartPoleSwingUpOptions, "height" | "reach" | "moveCost">>;
function rewardOf(
  { height, reach, moveCost }: Rules, position: number, cosine: number, angularVelocity: number, action: number,
): number {
  const holds = cosine > height && Math.abs(angularVelocity) < speedLimit && Math.abs(position) < reach;
  return Number(holds) - moveCost * Math.abs(action - 1);
}

const isOver = (position: number, time: number): boolean => Math.abs(position) > farthest || time > longest;

const tasksOf = (rules: Rules): { readonly task: BatchTask; readonly observedTask: BatchTask } => ({
  task: batchTask({
    stateSize: 5, actionSize: 1,
    reward: (_state, s, action, a, next) => rewardOf(rules, next[s]!, Math.cos(next[s + 2]!), next[s + 3]!, action[a]!),
    terminated: (next, s) => isOver(next[s]!, next[s + 4]!),
  }),
  observedTask: batchTask({
    stateSize: 8, actionSize: 1,
    reward: (_state, s, action, a, next) =>
      rewardOf(rules, farthest * next[s]!, next[s + 3]!, next[s + 4]!, action[a]!),
    terminated: (next, s) => isOver(farthest * next[s]!, longest * next[s + 5]!),
  }),
});
