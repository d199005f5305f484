import { philox } from "@worldwise/math";
import type { BatchTask, Box, Space } from "@worldwise/protocol";
import { allocate, seedKey, stepBuffers } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { ControlWorld } from "./index.ts";
import * as everything from "./index.ts";

const {
  acrobot, carOnTheHill, cartPole, cartPoleSwingUp, continuousCartPole, linearQuadratic, mountainCar, mountainCarContinuous,
  optimalReplacement, pendulum, puddleWorld,
} = everything;

const lanes = 64;
const stepCount = 60;

/** Rewards of observations are as far off as float32 is, and ends nearly never. */
interface Agreement { readonly world: ControlWorld<Space, Box>; readonly observedTolerance: number }
const worlds: readonly (readonly [string, Agreement])[] = [
  ["cartPole", { world: cartPole(), observedTolerance: 0 }],
  ["cartPole, failure", { world: cartPole({ rewards: "failure" }), observedTolerance: 0 }],
  ["continuousCartPole", { world: continuousCartPole(), observedTolerance: 0 }],
  ["mountainCar", { world: mountainCar(), observedTolerance: 0 }],
  ["mountainCarContinuous", { world: mountainCarContinuous(), observedTolerance: 0 }],
  ["mountainCarContinuous, numpy-2", { world: mountainCarContinuous({ promotion: "numpy-2" }), observedTolerance: 0 }],
  ["pendulum", { world: pendulum(), observedTolerance: 1e-5 }],
  ["pendulum, numpy-2", { world: pendulum({ promotion: "numpy-2" }), observedTolerance: 1e-5 }],
  ["acrobot", { world: acrobot(), observedTolerance: 0 }],
  ["cartPoleSwingUp", { world: cartPoleSwingUp({ height: -0.95 }), observedTolerance: 0 }],
  ["linearQuadratic", { world: linearQuadratic({ noise: [0.1, 0.1] }), observedTolerance: 0 }],
  ["puddleWorld", { world: puddleWorld(), observedTolerance: 0 }],
  ["puddleWorld, deepest", { world: puddleWorld({ depth: "deepest" }), observedTolerance: 0 }],
  ["carOnTheHill", { world: carOnTheHill({ start: "uniform" }), observedTolerance: 0 }],
  ["optimalReplacement", { world: optimalReplacement(), observedTolerance: 0 }],
];

/** Largest difference of rewards, and how many ends differ, over random steps; a lane that ends starts anew with all. */
function compare(world: ControlWorld<Space, Box>, observed: boolean): { readonly reward: number; readonly ends: number } {
  const [random, actions] = [philox.streams(seedKey(1), lanes), philox.streams(seedKey(2), 1).lane(0)];
  const [state, action, out] = [allocate(world.state, lanes), allocate(world.action, lanes), stepBuffers(world.state, lanes)];
  const rows = observed ? [allocate(world.observation, lanes), allocate(world.observation, lanes)] : [state, out.state];
  const [reward, terminated] = [new Float64Array(lanes).fill(Number.NaN), new Uint8Array(lanes).fill(7)];
  const task: BatchTask = observed ? world.observedTask : world.task;
  let [largest, ends] = [0, 0];
  world.start(random, state);
  for (let k = 0; k < stepCount; k++) {
    action.forEach((_, i) => { action[i] = chosen(world.action, actions.uniform()); });
    world.step(state, action, random, out);
    if (observed) [state, out.state].forEach((from, i) => world.observe(from, rows[i]!));
    task.reward(rows[0]!, action, rows[1]!, reward);
    task.termination(rows[1]!, terminated);
    out.reward.forEach((paid, b) => { largest = Math.max(largest, Math.abs(paid - reward[b]!)); });
    ends += out.terminated.filter((end, b) => end !== terminated[b]).length;
    state.set(out.state);
    if (out.terminated.every((end) => end === 1)) world.start(random, state);
  }
  return { reward: largest, ends };
}

/** Discrete ones are uniform; pushes lie in [−2, 2). */
const chosen = (space: Space, u: number): number => (space.kind === "discrete" ? Math.floor(u * space.count) : 4 * u - 2);

describe.each(worlds)("reward and termination of %s as functions of batches", (_, { world, observedTolerance }) => {
  test("of states: those of its steps", () => {
    expect(compare(world, false)).toEqual({ reward: 0, ends: 0 });
  });

  test(`of observations: to ${observedTolerance}`, () => {
    const { reward, ends } = compare(world, true);
    expect(ends).toBe(0);
    expect(reward).toBeLessThanOrEqual(observedTolerance);
  });
});

test("those without options are exported by name, and are the worlds' own", () => {
  const { acrobotObservedTermination, acrobotTermination, pendulumObservedReward, pendulumReward, pendulumTermination } =
    everything;
  const [state, seen] = [Float64Array.of(1, 2, -3, 8), new Float32Array(6)];
  pendulum().observe(state, seen);
  const [reward, observedReward, never] = [new Float64Array(2), new Float64Array(2), Uint8Array.of(5, 5)];
  pendulumReward(state, Float32Array.of(1, 9), state, reward);
  pendulumObservedReward(seen, Float32Array.of(1, 9), seen, observedReward);
  expect(reward[0]).toBeCloseTo(-(1 + 0.4 + 0.001), 14);
  expect(reward[1]).toBeCloseTo(-(9 + 6.4 + 0.004), 14);
  observedReward.forEach((paid, b) => expect(paid).toBeCloseTo(reward[b]!, 5));
  pendulumTermination(state, never);
  expect([...never]).toEqual([0, 0]);

  const [links, ended] = [Float64Array.of(Math.PI, 0, 0, 0, 0, 0, 0, 0), [new Uint8Array(2), new Uint8Array(2)] as const];
  const shown = new Float32Array(12);
  acrobot().observe(links, shown);
  acrobotTermination(links, ended[0]);
  acrobotObservedTermination(shown, ended[1]);
  expect(ended.map((ends) => [...ends])).toEqual([[1, 0], [1, 0]]);
});
