import { polynomialFeatures } from "@worldwise/data";
import { philox, seedKey } from "@worldwise/math";
import type { Box, Problem } from "@worldwise/protocol";
import { box, defineDynamics, discrete, stepBuffers, transitionBatch } from "@worldwise/protocol";
import { datasetOf } from "@worldwise/data";
import { describeContract, testModelLearner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { seeded } from "../fixtures/random.ts";
import { recorded } from "../fixtures/recorded.ts";
import { linearGaussian } from "./linear-gaussian.ts";

const plane = { observation: box("float64", [-9, -9], [9, 9]), action: discrete(2), discount: 0.9 };
const counted = defineDynamics({
  name: "counted", state: plane.observation, action: plane.action, discount: 0.9,
  start: (random, out) => { out.state = [random.normal(), random.normal()]; },
  step: ([x, y], action, random, out) => {
    out.state = [0.8 * x - 0.3 * y + 0.1 * random.normal(), 0.3 * x + 0.8 * y + action];
    out.reward = x - y + action;
    out.terminated = x > 1;
  },
});
const pushed = defineDynamics({
  name: "pushed", state: box("float32", [-9], [9]), action: box("float64", [-1], [1]), discount: 0.9,
  start: (random, out) => { out.state = [random.normal()]; },
  step: ([x], [force], random, out) => {
    out.state = [0.9 * x + force + 0.2 * random.normal()];
    out.reward = -x;
  },
});

describe("contract, actions that can be counted", () => {
  const create = () => linearGaussian(plane, { features: polynomialFeatures({ degree: 2 }) });
  describeContract(testModelLearner(create, { world: counted }), { describe, test });
});
describe("contract, actions that are real", () => {
  describeContract(testModelLearner(() => linearGaussian(pushed), { world: pushed }), { describe, test });
});
describe("contract, without noise", () => {
  describeContract(testModelLearner(() => linearGaussian(plane, { noise: "none" }), { world: counted }), { describe, test });
});

describe("linear-Gaussian model", () => {
  test("finds a linear world exactly, with no scatter", () => {
    const learner = linearGaussian(plane, { ridge: 0 });
    const state = learner.init(seeded(1));
    const { dynamics, expectation } = learner.model(state);
    const rows = [[0, 0], [1, 0], [0, 1], [2, -1]].map(([x, y]) => [[x!, y!], 1, 3 * x! + 1, [y! + 1, x!]] as const);
    expect(learner.update(state, recorded(plane, rows), {}, seeded(1))).toBeUndefined();
    const outState = new Float64Array(2);
    expectation.next(Float64Array.of(3, 5), Int32Array.of(1), outState);
    expect(outState[0]).toBeCloseTo(6, 10);
    expect(outState[1]).toBeCloseTo(3, 10);
    const out = stepBuffers(plane.observation, 1);
    dynamics.step(Float64Array.of(3, 5), Int32Array.of(1), philox.streams(seedKey(1), 1), out);
    expect(out.state[0]).toBeCloseTo(6, 5);
    expect(out.reward[0]).toBeCloseTo(10, 10);
    expect(out.terminated[0]).toBe(0);
  });

  test("steps scatter as the world's did", () => {
    const problem: Problem<Box<"float64">, Box<"float64">> = { observation: box("float64", [-99, -99], [99, 99]), action: box("float64", [-1], [1]), discount: 0.9 };
    const [count, random] = [5000, seeded(3)];
    const batch = transitionBatch(problem, count);
    batch.size = count;
    batch.discount.fill(0.9);
    for (let b = 0; b < count; b++) {
      const [x, y, a, n, m] = [random.normal(), random.normal(), random.uniform(), random.normal(), random.normal()];
      batch.observation.set([x, y], 2 * b);
      batch.action[b] = a;
      batch.nextObservation.set([0.5 * x + a + n, y - 2 * a + 0.5 * n + 0.3 * m], 2 * b);
    }
    const learner = linearGaussian(problem);
    const state = learner.init(random);
    learner.update(state, datasetOf(batch), {}, random);
    const [a, b, c, d] = state.root;
    const covariance = [a! * a! + b! * b!, a! * c! + b! * d!, c! * c! + d! * d!];
    [1, 0.5, 0.25 + 0.09].forEach((entry, i) => expect(Math.abs(covariance[i]! - entry)).toBeLessThan(0.05));
    const lanes = 20_000;
    const out = stepBuffers(problem.observation, lanes);
    learner.model(state).dynamics.step(new Float64Array(2 * lanes), new Float64Array(lanes).fill(1), philox.streams(seedKey(2), lanes), out);
    const mean = out.state.reduce((sum, x, i) => sum + (i % 2 === 0 ? x / lanes : 0), 0);
    const product = out.state.reduce((sum, x, i) => sum + (i % 2 === 0 ? (x - 1) * (out.state[i + 1]! + 2) / lanes : 0), 0);
    expect(Math.abs(mean - 1)).toBeLessThan(0.06);
    expect(Math.abs(product - 0.5)).toBeLessThan(0.06);
  });

  test("episodes of the model begin where the data were, and end as often", () => {
    const learner = linearGaussian(plane, { startCount: 2 });
    const state = learner.init(seeded(1));
    const { dynamics } = learner.model(state);
    learner.update(state, recorded(plane, [[[1, 1], 0, 0, [1, 1]], [[2, 2], 0, 0, [2, 2], true], [[3, 3], 0, 0, [3, 3], true]]), {}, seeded(1));
    const lanes = philox.streams(seedKey(1), 50);
    const outState = new Float64Array(100);
    dynamics.start(lanes, outState);
    expect([...new Set(outState)].sort()).toEqual([2, 3]);
  });
});

describe("bad input", () => {
  test("inputs that say the same, nothing at all, one of them not finite", () => {
    const learner = linearGaussian(plane, { ridge: 0 });
    const state = learner.init(seeded(1));
    const outState = new Float64Array(2);
    expect(learner.update(state, recorded(plane, []), {}, seeded(1))).toBeUndefined();
    learner.model(state).expectation.next(Float64Array.of(4, 5), Int32Array.of(0), outState);
    expect([...outState]).toEqual([4, 5]);
    learner.update(state, recorded(plane, [[[1, 1], 0, 1, [2, 3]]]), {}, seeded(1));
    learner.model(state).expectation.next(Float64Array.of(1, 1), Int32Array.of(0), outState);
    expect(outState[0]).toBeCloseTo(2, 10);
    expect(outState[1]).toBeCloseTo(3, 10);
    const more = recorded(plane, [[[1, 1], 0, 1, [2, 3]], [[1, 1], 0, Infinity, [2, 3]]]);
    expect(learner.update(state, more, {}, seeded(1))).toBe("non-finite");
    expect(() => linearGaussian(plane, { ridge: -1 })).toThrow(/ridge/);
    expect(() => linearGaussian(plane, { startCount: 0 })).toThrow(/startCount/);
  });
});
