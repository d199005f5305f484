import { philox, seedKey } from "@worldwise/math";
import { gradientDescent } from "@worldwise/nn";
import { box, stepBuffers } from "@worldwise/protocol";
import { expect, test } from "vitest";
import type { GaussianParameters } from "./fixtures/gaussian-network.ts";
import { gaussianNetwork } from "./fixtures/gaussian-network.ts";
import { maximumLikelihood, squaredReward } from "./fixtures/losses.ts";
import { seeded } from "./fixtures/random.ts";
import type { Row } from "./fixtures/recorded.ts";
import { recorded } from "./fixtures/recorded.ts";
import { gradientLearner } from "./gradient-learner.ts";
import { parametersIn } from "./parameter-tree.ts";

const problem = { observation: box("float64", [-5, -50], [5, 50]), action: box("float64", [-1], [1]), discount: 0.9 };

/** x' = (0.9 x₀ + 0.2 a, x₁ + x₀) + 0.01 noise, r = x₀ + a */
const world = (count: number, seed: number): Row[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, (): Row => {
    const [x, y, a] = [random.normal(), 20 * random.normal(), 2 * random.uniform() - 1];
    return [[x, y], [a], x + a, [0.9 * x + 0.2 * a + 0.01 * random.normal(), y + x + 0.01 * random.normal()]];
  });
};

const parts = {
  ...gaussianNetwork(problem), loss: maximumLikelihood, rewardLoss: squaredReward, batches: "shuffled", batchSize: 32, epochs: 40,
  holdoutFraction: 0.2,
} as const;

test("an ensemble learns a linear world; the best members are used", () => {
  const learner = gradientLearner({ ...parts, members: 3, elites: 2, precision: "float32" });
  const state = learner.init(seeded(1));
  const { expectation, dynamics } = learner.model(state);
  const outcome = learner.update(state, recorded(problem, world(600, 3)), {}, seeded(2));
  expect(["converged", "max-iterations"]).toContain(outcome);
  const next = new Float64Array(2);
  expectation.next(Float64Array.of(1, -10), Float64Array.of(0.5), next);
  expect(Math.abs(next[0]! - 1)).toBeLessThan(0.1);
  expect(Math.abs(next[1]! + 9)).toBeLessThan(0.2);
  const [first, second, third] = [state.elites[0]!, state.elites[1]!, 3 - state.elites[0]! - state.elites[1]!];
  expect(state.holdoutLoss[first]).toBeLessThanOrEqual(state.holdoutLoss[second]!);
  expect(state.holdoutLoss[second]).toBeLessThanOrEqual(state.holdoutLoss[third]!);
  expect(state.members[0]).not.toEqual(state.members[1]);

  const streams = philox.streams(seedKey(4), 64);
  const out = { state: new Float64Array(128), reward: new Float64Array(64), terminated: new Uint8Array(64) };
  dynamics.step(new Float64Array(128).fill(1), new Float64Array(64).fill(0.5), streams, out);
  const rewards = new Set(out.reward.map((reward) => Number(reward.toFixed(9))));
  expect(rewards.size).toBe(2); // one of each elite
  for (const reward of rewards) expect(Math.abs(reward - 1.5)).toBeLessThan(0.3);
});

test("each lane draws alike, whatever the others do", () => {
  const learner = gradientLearner({ ...parts, members: 3 });
  const state = learner.init(seeded(1));
  const { dynamics } = learner.model(state);
  const [together, alone] = [stepBuffers(dynamics.state, 5), stepBuffers(dynamics.state, 1)];
  const from = Float64Array.from({ length: 10 }, (_, i) => i / 10);
  dynamics.step(from, new Float64Array(5), philox.streams(seedKey(7), 5), together);
  const streams = philox.streams(seedKey(7), 5);
  const last = { ...streams, lanes: 1, lane: () => streams.lane(4) };
  dynamics.step(Float64Array.of(0.8, 0.9), new Float64Array(1), last, alone);
  expect([...alone.state]).toEqual([...together.state.subarray(8)]);
  expect(alone.reward[0]).toBe(together.reward[4]);
});

test("a member of an ensemble without a bootstrap begins as it would alone", () => {
  const [alone, together] = [gradientLearner(parts), gradientLearner({ ...parts, members: 2 })];
  const [first, second] = [alone.init(seeded(1)), together.init(seeded(1))];
  expect(second.members[0]).toEqual(first.members[0]);
});

test("statistics of the inputs are absorbed once, and survive float32 training in their own precision", () => {
  const learner = gradientLearner({ ...parts, batches: "sampled", steps: 1, precision: "float32" });
  const state = learner.init(seeded(1));
  const rows = world(70, 3);
  const data = recorded(problem, rows.slice(0, 50));
  learner.update(state, data, {}, seeded(2));
  data.record(rows.slice(50));
  learner.update(state, data, {}, seeded(2));
  const { input } = state.members[0] as unknown as GaussianParameters; // the class's tree
  expect(input.count.data[0]).toBe(70);
  const mean = rows.reduce((total, [x]) => total + (x as number[])[0]!, 0) / 70; // boxes here
  expect(input.mean.data[0]).toBeCloseTo(mean, 12);
});

test("a longer gradient is shortened to the limit", () => {
  const learner = gradientLearner({
    ...parts, batches: "sampled", steps: 1, gradientLimit: 0.25, optimizer: gradientDescent({ rate: 1 }), precision: "float64",
  });
  const state = learner.init(seeded(1));
  const before = structuredClone(state.members);
  learner.update(state, recorded(problem, world(100, 3)), {}, seeded(2));
  const weights = (members: readonly unknown[]): number[] =>
    parametersIn((members[0] as GaussianParameters).network).flatMap(({ data }) => [...data]); // the class's tree
  const [from, to] = [weights(before), weights(state.members)];
  expect(Math.hypot(...to.map((x, i) => x - from[i]!))).toBeCloseTo(0.25, 10);
  expect(learner.metrics!(state)["gradientNorm"]).toBeGreaterThan(0.25);
});

test("precision: float64 where it is asked for, float32 where a network begins in it", () => {
  const weightsOf = (precision: "auto" | "float64"): unknown => {
    const learner = gradientLearner({ ...parts, batches: "sampled", precision });
    const { members, memory } = learner.init(seeded(1));
    const named = (_: string, value: unknown): unknown => (ArrayBuffer.isView(value) ? value.constructor.name : value);
    const arrays = JSON.stringify([members, memory], named);
    return [arrays.includes("Float32Array"), arrays.includes('"shape":[3],"data":"Float64Array","fixed":true')];
  };
  expect(weightsOf("auto")).toEqual([true, true]);
  expect(weightsOf("float64")).toEqual([false, true]);
});
