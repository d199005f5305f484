import { philox } from "@worldwise/math";
import type { RandomSource } from "@worldwise/protocol";
import { allocate, box, defineDynamics, seedKey, vectorStep } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asEnvironment } from "./as-environment.ts";
import { timeLimit } from "./time-limit.ts";
import { vectorize } from "./vectorize.ts";

/** Velocity and position under a force, with noise. */
const puck = defineDynamics({
  name: "puck", discount: 0.9, maxEpisodeSteps: 4,
  state: box("float64", [-100, -100], [100, 100]), action: box("float32", [-1], [1]),
  start: (random, out) => { out.state = [random.normal(), 0]; },
  step([velocity, position], [force], random, out) {
    const faster = velocity + force + 0.1 * random.normal();
    out.state = [faster, position + faster];
    out.reward = -Math.abs(position);
    out.terminated = Math.abs(position + faster) > 3;
  },
});

/** A world without chance: counts the forces it got, ends at 3. */
const counter = defineDynamics({
  name: "counter", discount: 1, state: box("float64", [0], [10]), action: box("float64", [0], [1]),
  start: (_random, out) => { out.state = [0]; },
  step([count], [increment], _random, out) {
    out.state = [count + increment];
    out.reward = count;
    out.terminated = count + increment >= 3;
  },
});

/** Streams whose only lane is lane b of many. */
const laneOnly = (lane: number, lanes: number): RandomSource => ({
  ...philox,
  streams(key) {
    const one = philox.streams(key, 1);
    const words = one.state.length;
    one.state.set(philox.streams(key, lanes).state.subarray(lane * words, (lane + 1) * words));
    return one;
  },
});

const all = (lanes: number): Uint8Array => new Uint8Array(lanes).fill(1);

describe("vectorize", () => {
  test("by hand: rewards, ends and true last observations of each lane; nothing resets itself", () => {
    const environment = vectorize(counter, 3, { seed: 0, maxEpisodeSteps: 3 });
    const out = vectorStep(environment.observation, 3);
    environment.reset(all(3), out.observation);
    const seen = [0, 1, 2].map(() => {
      environment.step(Float64Array.of(1, 0.5, 0), out);
      return [out.observation, out.reward, out.terminated, out.truncated].map((column) => [...column]);
    });
    expect(seen).toEqual([
      [[1, 0.5, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
      [[2, 1, 0], [1, 0.5, 0], [0, 0, 0], [0, 0, 0]],
      [[3, 1.5, 0], [2, 1, 0], [1, 0, 0], [0, 1, 1]],
    ]);
    expect([...observed(environment, 3)]).toEqual([3, 1.5, 0]);
  });

  test("a masked reset leaves the other lanes, and their observations, alone", () => {
    const environment = vectorize(counter, 2, { seed: 0 });
    const out = vectorStep(environment.observation, 2);
    environment.reset(all(2), out.observation);
    environment.step(Float64Array.of(1, 0.5), out);
    out.observation.fill(-1);
    environment.reset(Uint8Array.of(1, 0), out.observation);
    expect([...out.observation]).toEqual([0, -1]);
    expect([...observed(environment, 2)]).toEqual([0, 0.5]);
  });

  test("has the dynamics' customary limit, another one, or none", () => {
    const lengths = [{}, { maxEpisodeSteps: 2 }, { maxEpisodeSteps: Infinity }].map((limit) => {
      const environment = vectorize({ ...counter, maxEpisodeSteps: 5 }, 1, { seed: 0, ...limit });
      const out = vectorStep(environment.observation, 1);
      environment.reset(all(1), out.observation);
      let length = 0;
      while (length < 20 && out.truncated[0] === 0) {
        environment.step(Float64Array.of(0), out);
        length++;
      }
      return length;
    });
    expect(lengths).toEqual([5, 2, 20]);
  });

  test("lane b equals a single lane with the same stream, whatever the others do", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(), fc.integer({ min: 0, max: 9 }), (lanes, seed, force) => {
      const together = vectorize(puck, lanes, { seed });
      const alone = Array.from({ length: lanes }, (_, lane) => timeLimit(asEnvironment(puck, { seed, source: laneOnly(lane, lanes) }), 4));
      const [out, action] = [vectorStep(together.observation, lanes), allocate(together.action, lanes)];
      const mask = all(lanes);
      for (let step = 0; step < 12; step++) {
        together.reset(mask, out.observation);
        alone.forEach((single, lane) => {
          if (mask[lane] === 1) expect(single.reset().observation).toEqual(out.observation.slice(2 * lane, 2 * lane + 2));
        });
        action.forEach((_, lane) => { action[lane] = ((force + lane + step) % 5) / 5 - 0.4; });
        together.step(action, out);
        alone.forEach((single, lane) => {
          const expected = single.step(action.slice(lane, lane + 1));
          expect([...out.observation.subarray(2 * lane, 2 * lane + 2), out.reward[lane], out.terminated[lane], out.truncated[lane]])
            .toEqual([...expected.observation, expected.reward, Number(expected.terminated), Number(expected.truncated)]);
          mask[lane] = Number(expected.terminated || expected.truncated);
        });
      }
    }), { seed: 1, numRuns: 25 });
  });

  test("restored in the middle, it replays bit for bit, also in another one", () => {
    const [environment, twin] = [vectorize(puck, 3, { seed: 5 }), vectorize(puck, 3, { seed: 6 })];
    const out = vectorStep(environment.observation, 3);
    const mask = all(3);
    const drive = (world: typeof environment, steps: number): number[][] => Array.from({ length: steps }, (_, step) => {
      world.reset(mask, out.observation);
      world.step(Float32Array.of(0.1, -0.2, step / 10), out);
      mask.forEach((_ended, lane) => { mask[lane] = out.terminated[lane]! | out.truncated[lane]!; });
      return [out.observation, out.reward, out.terminated, out.truncated].flatMap((column) => [...column]);
    });
    drive(environment, 6);
    const [saved, ended] = [new Float64Array(environment.snapshotSize), mask.slice()];
    environment.snapshot(saved);
    const first = drive(environment, 9);
    for (const world of [environment, twin]) {
      world.restore(saved);
      mask.set(ended);
      expect(drive(world, 9)).toEqual(first);
    }
  });

  test("streams come from the key: other lanes, other episodes", () => {
    const observation = observed(started(vectorize(puck, 2, { key: seedKey(4) })), 4);
    expect(observation[0]).not.toBe(observation[2]);
    expect(observed(started(vectorize(puck, 2, { seed: 4 })), 4)).toEqual(observation);
  });
});

describe("vectorize refuses", () => {
  test("a step of a lane that has not begun or has ended, and names it", () => {
    const environment = vectorize(counter, 2, { seed: 0, maxEpisodeSteps: 1 });
    const out = vectorStep(environment.observation, 2);
    environment.reset(Uint8Array.of(1, 0), out.observation);
    expect(() => environment.step(new Float64Array(2), out)).toThrow(
      "expected lane 1 to be reset before its first step\n     got a step\n   to do call reset() with a 1 for lane 1 in its mask first");
    environment.reset(Uint8Array.of(0, 1), out.observation);
    environment.step(new Float64Array(2), out);
    environment.reset(Uint8Array.of(0, 1), out.observation);
    expect(() => environment.step(new Float64Array(2), out)).toThrow("expected no step of lane 0 after its episode ended");
  });

  test("arrays of another length or kind", () => {
    const environment = started(vectorize(counter, 2, { seed: 0 }));
    expect(() => environment.step(new Float64Array(1), vectorStep(counter.observation, 2))).toThrow("expected action: Float64Array of 2");
    expect(() => environment.step(new Float64Array(2), vectorStep(counter.observation, 1))).toThrow("expected observation: Float64Array of 2");
    expect(() => environment.reset(new Uint8Array(1), new Float64Array(2))).toThrow("expected mask: 2 numbers, one for each lane\n     got 1");
    expect(() => environment.reset(new Uint8Array(2), new Float64Array(3))).toThrow("got Float64Array of 3");
  });

  test("no lanes, and limits that are none", () => {
    expect(() => vectorize(counter, 0, { seed: 0 })).toThrow("expected at least one lane\n     got 0");
    expect(() => vectorize(counter, 1, { seed: 0, maxEpisodeSteps: 0 })).toThrow("expected a time limit of at least one step\n     got 0");
  });
});

interface Lanes {
  readonly lanes: number;
  readonly observation: { readonly size: number };
  reset(mask: Uint8Array, outObservation: Float64Array): undefined;
}

function started<E extends Lanes>(environment: E): E {
  environment.reset(all(environment.lanes), new Float64Array(environment.lanes * environment.observation.size));
  return environment;
}

function observed(environment: { observe(outObservation: Float64Array): void }, length: number): Float64Array {
  const observation = new Float64Array(length);
  environment.observe(observation);
  return observation;
}
