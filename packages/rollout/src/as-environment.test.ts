import { pcg64, philox } from "@worldwise/math";
import type { Environment, Mdp } from "@worldwise/protocol";
import { box, defineDynamics, discrete, seedKey, WorldwiseError } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asDynamics } from "./as-dynamics.ts";
import { asEnvironment } from "./as-environment.ts";

/** Three states in a row; action 1 goes right with probability 3/4, action 0 stays; reaching the last one ends the episode and pays 1. */
const corridor: Mdp = {
  stateCount: 3, actionCount: 2, discount: 0.5,
  rowStart: Int32Array.of(0, 1, 3, 4, 6, 7), rowEnd: Int32Array.of(1, 3, 4, 6, 7, 8),
  successor: Int32Array.of(0, 0, 1, 1, 1, 2, 2, 2), probability: Float64Array.of(1, 0.25, 0.75, 1, 0.25, 0.75, 1, 1),
  terminated: Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 1), reward: Float64Array.of(0, 0, 0, 0.75, 0, 0),
  successorReward: Float64Array.of(0, 0, 0, 0, 0, 1, 0, 0), initial: Float64Array.of(1, 0, 0),
};

/** Velocity and position under a force, with noise. */
const puck = defineDynamics({
  name: "puck", discount: 0.9,
  state: box("float64", [-100, -100], [100, 100]), action: box("float32", [-1], [1]),
  start: (random, out) => { out.state = [random.normal(), 0]; },
  step([velocity, position], [force], random, out) {
    const faster = velocity + force + 0.1 * random.normal();
    out.state = [faster, position + faster];
    out.reward = -Math.abs(position);
    out.terminated = Math.abs(position + faster) > 3;
  },
});

const walk = (environment: Environment<ReturnType<typeof discrete>, ReturnType<typeof discrete>>, actions: readonly number[]): unknown[] =>
  actions.map((action) => environment.step(action));

describe("asEnvironment", () => {
  test("spends one uniform number on a reset and on each step, like Gymnasium's tables", () => {
    const environment = asEnvironment(asDynamics(corridor), { seed: 3 });
    const uniform = pcg64.streams(seedKey(3), 1).lane(0).uniform;
    expect(environment.reset()).toEqual({ observation: 0, info: null });
    uniform();
    let state = 0;
    for (let step = 0; step < 40 && state < 2; step++) {
      const next = uniform() < 0.25 ? state : state + 1;
      expect(environment.step(1)).toEqual({ observation: next, reward: next === 2 ? 1 : 0, terminated: next === 2, truncated: false, info: null });
      state = next;
    }
    expect(state).toBe(2);
  });

  test("goes on with its stream, and begins another one on a seed", () => {
    const environment = asEnvironment(puck, { seed: 1 });
    const first = environment.reset().observation;
    expect(environment.reset().observation).not.toEqual(first);
    expect(environment.reset({ seed: 1 }).observation).toEqual(first);
    expect(asEnvironment(puck, { key: [0, 1] }).reset().observation).toEqual(first);
    expect(asEnvironment(puck, { seed: 1, source: philox }).reset().observation).not.toEqual(first);
  });

  test("gives arrays that the caller keeps", () => {
    const environment = asEnvironment(puck, { seed: 1 });
    const { observation } = environment.reset();
    const copy = observation.slice();
    environment.step(Float32Array.of(1));
    expect(observation).toEqual(copy);
  });

  test("says what the dynamics says of itself", () => {
    const environment = asEnvironment(asDynamics(corridor, { maxEpisodeSteps: 7 }), { seed: 1 });
    expect([environment.discount, environment.maxEpisodeSteps, environment.observation, environment.action])
      .toEqual([0.5, 7, discrete(3), discrete(2)]);
    expect(Object.isFrozen(environment)).toBe(true);
    expect(environment).not.toHaveProperty("grid");
  });

  test("restored in the middle of an episode, it replays bit for bit", () => {
    fc.assert(fc.property(fc.nat(), fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { maxLength: 12 }), (seed, forces) => {
      const environment = asEnvironment(puck, { seed });
      const twin = asEnvironment(puck, { seed: 0 });
      environment.reset();
      const saved = new Float64Array(environment.snapshotSize);
      environment.snapshot(saved);
      const trajectory = (): unknown[] => {
        const seen: unknown[] = [environment.observe()];
        for (const force of forces) {
          const step = environment.step(Float32Array.of(force));
          seen.push(step);
          if (step.terminated) break;
        }
        return [...seen, environment.reset()];
      };
      const first = trajectory();
      environment.restore(saved);
      expect(trajectory()).toEqual(first);
      twin.restore(saved);
      expect(twin.observe()).toEqual(first[0]);
    }), { seed: 1, numRuns: 50 });
  });

  test("restored after the end, it is at the end; before the first reset, before it", () => {
    const [environment, twin] = [asEnvironment(asDynamics(corridor), { seed: 2 }), asEnvironment(asDynamics(corridor), { seed: 9 })];
    const saved = new Float64Array(environment.snapshotSize);
    environment.snapshot(saved);
    twin.reset();
    twin.restore(saved);
    expect(() => twin.step(1)).toThrow("to be reset before its first step");
    environment.reset();
    while (!environment.step(1).terminated);
    environment.snapshot(saved);
    twin.restore(saved);
    expect(() => twin.step(1)).toThrow("after its episode ended");
  });
});

describe("asEnvironment refuses", () => {
  const started = (): ReturnType<typeof asEnvironment<ReturnType<typeof discrete>, ReturnType<typeof discrete>, ReturnType<typeof discrete>>> => {
    const environment = asEnvironment(asDynamics(corridor), { seed: 2 });
    environment.reset();
    return environment;
  };

  test("a step before the first reset", () => {
    expect(() => asEnvironment(asDynamics(corridor), { seed: 2 }).step(0)).toThrow(
      "expected the environment to be reset before its first step\n     got a step\n   to do call reset() first");
  });

  test("a step after the end, until it is reset", () => {
    const environment = started();
    while (!environment.step(1).terminated);
    expect(() => environment.step(1)).toThrow(
      "expected no step of the environment after its episode ended\n     got one\n   to do call reset() after terminated or truncated: nothing resets itself");
    expect(WorldwiseError.is(failure(() => environment.step(1)))).toBe(true);
    environment.reset();
    expect(walk(environment, [0])).toHaveLength(1);
  });

  test("actions outside their space, and nothing happens then", () => {
    const environment = started();
    const before = new Float64Array(environment.snapshotSize);
    environment.snapshot(before);
    expect(() => environment.step(2)).toThrow("expected action in discrete(2)\n     got 2\n   to do pass a whole number from 0 to 1");
    expect(() => environment.step(0.5)).toThrow("got 0.5");
    expect(() => environment.step(Number.NaN)).toThrow("got NaN");
    const after = new Float64Array(environment.snapshotSize);
    environment.snapshot(after);
    expect(after).toEqual(before);
    const continuous = asEnvironment(puck, { seed: 1 });
    continuous.reset();
    expect(() => continuous.step(Float32Array.of(1.5))).toThrow("got 1.5 in dimension 0, bounds -1 … 1");
    expect(() => continuous.step(Float32Array.of(Number.NaN))).toThrow("got NaN in dimension 0");
    expect(() => continuous.step(Float32Array.of(0, 0))).toThrow("got Float32Array of 2");
  });

  test("seeds that are none, and snapshots of another length", () => {
    expect(() => asEnvironment(asDynamics(corridor), { seed: -1 })).toThrow("expected a whole number from 0 to 2^53-1\n     got -1");
    expect(() => started().reset({ seed: 0.5 })).toThrow("got 0.5");
    expect(() => started().restore(new Float64Array(3))).toThrow("expected a snapshot of 12 doubles\n     got 3");
    expect(() => started().snapshot(new Float64Array(13))).toThrow("got 13");
  });
});

function failure(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
