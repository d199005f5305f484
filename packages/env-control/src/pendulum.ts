import type { Box, NumberArray, RandomLanes, StepBuffers } from "@worldwise/protocol";
import { box } from "@worldwise/protocol";
import type { BatchTask } from "@worldwise/protocol";
import { batchTask } from "@worldwise/protocol";
import { checkDiscount, checkPositive } from "./check-options.ts";
import type { ControlWorld } from "./control-world.ts";
import { markWorld } from "./control-world.ts";
import type { NumberPromotion } from "./number-promotion.ts";
import { packageName } from "./package-name.ts";
import { pendulumScene } from "./pendulum-scene.ts";
import { clip, uniformBetween, wrapAngle } from "./real-line.ts";

/** Options of the pendulum. */
export interface PendulumOptions {
  /** Acceleration of gravity in m/s², above 0; by default 10, as Gymnasium's. */
  readonly gravity?: number;
  /** How the float32 action meets float64 numbers, by default `numpy-1`. */
  readonly promotion?: NumberPromotion;
  /** γ in [0, 1], by default 0.99; Gymnasium has none. */
  readonly discount?: number;
}

const [maximalSpeed, maximalTorque, secondsPerStep] = [8, 2, 0.05];
const { fround } = Math;

const clippedTorque = (action: number): number => clip(action, -maximalTorque, maximalTorque);

/** wrap(θ)² + 0.1 ω² + 0.001 u² */
function costOf(angle: number, angularVelocity: number, torque: number): number {
  const wrapped = wrapAngle(angle);
  return wrapped * wrapped + 0.1 * (angularVelocity * angularVelocity) + 0.001 * (torque * torque);
}

function costInFloat32(angle: number, angularVelocity: number, torque: number): number {
  return costOf(angle, angularVelocity, 0) + fround(fround(0.001) * fround(torque * torque));
}

type Cost = typeof costOf;

const tasksOf = (cost: Cost): { readonly task: BatchTask; readonly observedTask: BatchTask } => ({
  task: batchTask({
    stateSize: 2, actionSize: 1,
    reward: (state, s, action, a) => -cost(state[s]!, state[s + 1]!, clippedTorque(action[a]!)),
    terminated: () => false,
  }),
  observedTask: batchTask({
    stateSize: 3, actionSize: 1,
    reward: (seen, s, action, a) => -cost(Math.atan2(seen[s + 1]!, seen[s]!), seen[s + 2]!, clippedTorque(action[a]!)),
    terminated: () => false,
  }),
});

const { task: exact, observedTask: exactObserved } = tasksOf(costOf);

/** r = −(wrap(θ)² + 0.1 ω² + 0.001 u²), of the state before the step. Rows of (θ, ω) and of (u), clipped to ±2. */
export const pendulumReward: BatchTask["reward"] = exact.reward;

/** The same of observations: rows of (cos θ, sin θ, ω). */
export const pendulumObservedReward: BatchTask["reward"] = exactObserved.reward;

/** Never: 0 for every row. */
export const pendulumTermination: BatchTask["termination"] = exact.termination;

/**
 * Pendulum: swing it up with a torque too weak to lift it, and hold it. θ = 0 is upright.
 *
 *   ω' = clip(ω + (3g / (2l) sin θ + 3u / (m l²)) τ, −8, 8),   θ' = θ + ω' τ,   u = clip(a, −2, 2)
 *   r  = −(wrap(θ)² + 0.1 ω² + 0.001 u²), of the state before the step
 *
 * m = 1 kg, l = 1 m, τ = 0.05 s. State (θ, ω) in float64, θ not wrapped; observation (cos θ, sin θ, ω) in float32. One action in
 * [−2, 2]. Never ends; customary limit 200 steps. Start: θ from [−π, π), ω from [−1, 1).
 *
 * Source: Gymnasium's Pendulum-v1: the same start for the same seed.
 * Throws `bad-options` on a discount outside [0, 1] or a gravity that is not above 0.
 */
export function pendulum(options: PendulumOptions = {}): ControlWorld<Box<"float32">> {
  const { gravity = 10, promotion = "numpy-1", discount = 0.99 } = options;
  checkDiscount(discount);
  checkPositive("gravity", gravity);
  const [cost, liftOf] = promotion === "numpy-1" ? [costOf, lift] : [costInFloat32, liftInFloat32];
  const rules: Rules = { pull: 3 * gravity / 2, cost, liftOf };
  return markWorld({ name: "pendulum", package: packageName }, {
    discount, maxEpisodeSteps: 200, ...tasksOf(cost),
    state: box("float64", [-Infinity, -maximalSpeed], [Infinity, maximalSpeed]),
    observation: box("float32", [-1, -1, -maximalSpeed], [1, 1, maximalSpeed]),
    action: box("float32", [-maximalTorque], [maximalTorque]),
    start: startLanes, observe: observeLanes,
    step: (from, action, _random, out) => stepLanes(from, action, out, rules),
    scene: (state, lane) => pendulumScene(state[2 * lane]!, state[2 * lane + 1]!),
  });
}

const lift = (torque: number): number => 3 * torque;
const liftInFloat32 = (torque: number): number => fround(3 * torque);

function startLanes(random: RandomLanes, outState: Float64Array): void {
  for (let b = 0; b < random.lanes; b++) {
    const stream = random.lane(b);
    outState[2 * b] = uniformBetween(stream, -Math.PI, Math.PI);
    outState[2 * b + 1] = uniformBetween(stream, -1, 1);
  }
}

interface Rules {
  /** 3g / (2l) */
  readonly pull: number;
  readonly cost: Cost;
  /** 3u / (m l²) */
  liftOf(torque: number): number;
}

/** All lanes, by hand: faster than lifting one. */
function stepLanes(
  from: Float64Array, action: NumberArray, {
    state, reward, terminated,
  }: StepBuffers<Box<"float64">>, { pull, cost, liftOf }: Rules,
): void {
  const lanes = reward.length;
  for (let b = 0; b < lanes; b++) {
    const angle = from[2 * b]!;
    const angularVelocity = from[2 * b + 1]!;
    const torque = clippedTorque(action[b]!);
    const acceleration = pull * Math.sin(angle) + liftOf(torque);
    const speed = clip(angularVelocity + acceleration * secondsPerStep, -maximalSpeed, maximalSpeed);
    reward[b] = -cost(angle, angularVelocity, torque);
    terminated[b] = 0;
    state[2 * b] = angle + speed * secondsPerStep;
    state[2 * b + 1] = speed;
  }
}

function observeLanes(state: Float64Array, outObservation: Float32Array): void {
  const lanes = state.length / 2;
  for (let b = 0; b < lanes; b++) {
    const angle = state[2 * b]!;
    outObservation[3 * b] = Math.cos(angle);
    outObservation[3 * b + 1] = Math.sin(angle);
    outObservation[3 * b + 2] = state[2 * b + 1]!;
  }
}
