import { replay } from "@worldwise/data";
import { cartPole } from "@worldwise/env-control";
import { frozenLake } from "@worldwise/env-tabular";
import { counts, lastOutcome } from "@worldwise/model-tabular";
import { philox, seedKey } from "@worldwise/math";
import { valueIteration } from "@worldwise/planner-tabular";
import type { Dataset, Random } from "@worldwise/protocol";
import { allocate, box, discrete, stepBuffers, transitionBatch } from "@worldwise/protocol";
import { describeContract, testAgent, testModelLearner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { affineLearner } from "./fixtures/affine-learner.ts";
import { batchModelBased, dataAsDemonstrator, multiStepErrors } from "./index.ts";
import { splitSegments, trajectorySegments } from "./trajectory-segments.ts";

const stream = (seed: number): Random => philox.streams(seedKey(seed), 1).lane(0);
const lake = frozenLake();
const line = { observation: box("float64", [-1e9], [1e9]), action: discrete(1), discount: 0.9 };

/** Trajectories of a scalar system without noise, from these starts. */
function scalarData(next: (x: number) => number, starts: readonly number[], steps: number) {
  const data = replay(line, 1000);
  const one = transitionBatch(line, 1);
  one.size = 1;
  for (const start of starts) {
    for (let [t, x] = [0, start]; t < steps; t++, x = next(x)) {
      one.observation[0] = x;
      one.nextObservation[0] = next(x);
      one.last[0] = Number(t === steps - 1);
      data.add(one);
    }
  }
  return data;
}

describeContract(testModelLearner(() => dataAsDemonstrator(lake, lastOutcome(lake), { rounds: 2, horizon: 4 }), { world: lake }), { describe, test });
describeContract(testAgent(() => batchModelBased({
  problem: lake, learner: dataAsDemonstrator(lake, counts(lake), { rounds: 2, horizon: 5, keep: "latest" }),
  planner: valueIteration(lake, { explore: 0.3 }), stepsPerRound: 20, capacity: 60,
}), { world: lake }), { describe, test });

describe("trajectory segments", () => {
  test("cut trajectories, and leave out nothing", () => {
    const data = scalarData((x) => x, [1, 2], 5);
    const segments = trajectorySegments(data, 3);
    expect(segments.map((segment) => [...segment])).toEqual([[0, 1, 2], [3, 4], [5, 6, 7], [8, 9]]);
    expect(splitSegments(segments, 0.5).validation.map((segment) => segment[0])).toEqual([3, 8]);
    expect(splitSegments(segments, 0).validation).toBe(segments);
    expect(splitSegments(segments, 0.1)).toEqual({ training: segments, validation: segments });
  });
});

describe("multi-step errors", () => {
  test("by hand: a model that halves, a world that stays", () => {
    const learner = affineLearner(line);
    const state = learner.init(stream(1));
    state.weight[0] = 0.5;
    const errors = multiStepErrors(line, learner.model(state), scalarData((x) => x, [8], 3), { horizon: 4, random: stream(1) });
    expect([...errors]).toEqual([4, 6, 7, Number.NaN]);
  });
  test("a rollout that leaves the numbers is infinitely wrong", () => {
    const learner = affineLearner(line);
    const state = learner.init(stream(1));
    state.weight[0] = 1e200;
    const errors = multiStepErrors(line, learner.model(state), scalarData((x) => x, [8], 3), { horizon: 3, random: stream(1) });
    expect([...errors].slice(1)).toEqual([Infinity, Infinity]);
  });
});

describe("data as demonstrator", () => {
  test("by hand: one round adds (x̂_1 → x_2), (x̂_2 → x_3) to the real pairs", () => {
    const data = scalarData((x) => x * x, [0.5], 3);
    const lessons: number[][] = [];
    const inner = affineLearner(line);
    const spy = { ...inner, update: (state: ReturnType<typeof inner.init>, seen: Dataset<typeof line.observation, typeof line.action>) => {
      const batch = transitionBatch(line, seen.size);
      seen.gather(Int32Array.from({ length: seen.size }, (_, i) => i), batch);
      lessons.push([...batch.observation], [...batch.nextObservation]);
      state.weight[0] = 0.5;
      return undefined;
    } };
    const learner = dataAsDemonstrator(line, spy, { rounds: 1, horizon: 10, validation: 0 });
    const state = learner.init(stream(1));
    learner.update(state, data, {}, stream(1));
    const [x1, x2, x3] = [0.25, 0.0625, 0.00390625];
    expect(lessons.slice(0, 2)).toEqual([[0.5, x1, x2], [x1, x2, x3]]);
    expect(lessons.slice(2)).toEqual([[0.5, x1, x2, 0.25, 0.125], [x1, x2, x3, x2, x3]]);
    expect(learner.metrics!(state)).toMatchObject({ correctedPairs: 2, bestRound: 0 });
  });

  test("is never worse than the learner alone on validation, and keeps it where the class holds the truth", () => {
    for (const keep of ["all", "latest"] as const) {
      const learner = dataAsDemonstrator(line, affineLearner(line), { keep });
      const [misfit, fit] = [(x: number) => 0.9 * x + 0.3 * Math.sin(x), (x: number) => 0.9 * x + 1].map((world) => {
        const state = learner.init(stream(1));
        learner.update(state, scalarData(world, [-3, -2, -1, 0.5, 1, 2, 2.5, 3, 4, 5], 30), {}, stream(1));
        return learner.metrics!(state);
      });
      expect(misfit!["multiStepError"]).toBeLessThanOrEqual(misfit!["firstMultiStepError"]!);
      expect(misfit!["multiStepError"]).toBeGreaterThan(0.01);
      expect(fit!["multiStepError"]).toBeLessThan(1e-5);
    }
  });

  test("on cart-pole with noisy observations a linear model predicts 40 steps better, and one step no better", () => {
    const ratios = [1, 2].map((seed) => {
      const [training, fresh] = [balancing(seed, 20), balancing(seed + 100, 20)];
      const inner = affineLearner(training.problem);
      const [alone, shown] = [inner, dataAsDemonstrator(training.problem, inner, { rounds: 8 })].map((learner) => {
        const state = learner.init(stream(1)) as never; // of its own kind
        learner.update(state, training.data, {}, stream(1));
        return multiStepErrors(training.problem, learner.model(state), fresh.data, { horizon: 40, random: stream(1) });
      });
      const total = (errors: Float64Array): number => Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
      return { all: total(shown!) / total(alone!), first: shown![0]! / alone![0]! };
    });
    expect(ratios.reduce((sum, { all }) => sum + all / ratios.length, 0)).toBeLessThan(0.9);
    for (const { first } of ratios) expect(first).toBeGreaterThan(0.99);
  });

  test("what only tests is neither learned from nor chosen by, and errors there are told", () => {
    const learner = dataAsDemonstrator(line, affineLearner(line), { rounds: 3, horizon: 4, validation: 0, test: 0.5 });
    const state = learner.init(stream(1));
    const world = (x: number): number => (x > 500 ? 0 : 0.5 * x);
    learner.update(state, scalarData(world, [1, 900, 2, 900, 3, 900], 4), {}, stream(1)); // every second one only tests
    const { multiStepError, testError, firstTestError } = learner.metrics!(state);
    expect(multiStepError).toBeLessThan(1e-6);
    expect(testError).toBeCloseTo(Math.sqrt((450 ** 2 + 225 ** 2 + 112.5 ** 2 + 56.25 ** 2) / 4), 3);
    expect(firstTestError).toBeCloseTo(testError!, 3);
    const silent = dataAsDemonstrator(line, affineLearner(line));
    expect(silent.metrics!(silent.init(stream(1)))).not.toHaveProperty("testError");
  });

  test("refuses learners and options that do not fit", () => {
    expect(() => dataAsDemonstrator(lake, counts(lake), { rounds: -1 })).toThrow(/rounds: a whole number of at least 0/);
    expect(() => dataAsDemonstrator(lake, counts(lake), { validation: 0.9 })).toThrow(/validation and test in \[0, 0.5\]/);
    const learner = dataAsDemonstrator(lake, counts(lake));
    const state = learner.init(stream(1));
    expect(learner.update(state, replay(lake, 10), {}, stream(1))).toBeUndefined(); // nothing to learn from
  });
});

/** Cart-pole under noisy feedback, 40 steps each from near upright, seen with noise. */
function balancing(seed: number, trajectories: number) {
  const world = cartPole();
  const problem = { observation: box("float64", [-1e9, -1e9, -1e9, -1e9], [1e9, 1e9, 1e9, 1e9]), action: discrete(2), discount: 0.99 };
  const [lanes, data, one] = [philox.streams(seedKey(seed), 1), replay(problem, 10_000), transitionBatch(problem, 1)];
  const [state, out, random] = [allocate(world.state, 1), stepBuffers(world.state, 1), lanes.lane(0)];
  const look = (from: ArrayLike<number>, outObservation: Float64Array): void => {
    for (let i = 0; i < 4; i++) outObservation[i] = from[i]! + 0.02 * random.normal();
  };
  one.size = 1;
  for (let k = 0; k < trajectories; k++) {
    world.start(lanes, state);
    look(state, one.observation);
    for (let t = 0; t < 40; t++) {
      const push = 0.5 * state[0]! + state[1]! + 15 * state[2]! + 3 * state[3]! + 2 * random.normal();
      one.action[0] = Number(push > 0);
      world.step(state, one.action, lanes, out);
      look(out.state, one.nextObservation);
      one.last[0] = Number(t === 39);
      data.add(one);
      state.set(out.state);
      one.observation.set(one.nextObservation);
    }
  }
  return { problem, data };
}
