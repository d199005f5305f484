import type { FeatureMap } from "@worldwise/data";
import type { Discrete } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { bellmanProblem } from "@worldwise/math";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lspi, lstd } from "../index.ts";
import known from "../fixtures/mini-chain.json" with { type: "json" };
import type { Row } from "../fixtures/worlds.ts";
import { dataOf, slope, slopeData, streamOf } from "../fixtures/worlds.ts";

const rowFeatures = (table: readonly (readonly number[])[]): FeatureMap => ({
  name: "given",
  bind: () => ({ size: table[0]!.length, write: (input, row, out) => out.set(table[input[row]!]!) }),
});

describe("LSTD", () => {
  const { Phi, P, r, D_diag: weights, terminal } = known.inputs;

  /** Transitions in the proportions of the case: every D(x) P(y|x) is a multiple of 1/16. */
  const rows = P.flatMap((row, x): Row[] => row.flatMap((probability, y) => {
    const copies = 16 * weights[x]! * probability;
    expect(Number.isInteger(copies)).toBe(true);
    return Array.from({ length: copies }, (): Row => [[x], 0, r[x]!, [y], y === terminal ? 0 : 1]);
  }));

  test("the written chain: the fixed point of its linear model", () => {
    const problem = { observation: discrete(5), action: discrete(1), discount: 1 };
    const planner = lstd(problem, { features: rowFeatures(Phi) });
    const state = planner.init(streamOf(1));
    expect(planner.plan?.(state, { data: dataOf(problem.observation, 1, rows) }, streamOf(1))).toBe("converged");
    state.weights.forEach((weight, k) => expect(weight).toBeCloseTo(known.expected.theta_LSTD[k]!, 8));
    const { theta_fixed_point: fixed, F, b } = known.expected;
    // θ = (I − γ Fᵀ)⁻¹ b, that is θ_j = b_j + Σ_i θ_i F_ij
    fixed.forEach(
      (entry, j) => expect(b[j]! + fixed.reduce((sum, theta, i) => sum + theta * F[i]![j]!, 0)).toBeCloseTo(entry, 10)
    );
    const out = new Float64Array(5);
    planner.decision(state).value.evaluate(Int32Array.of(0, 1, 2, 3, 4), out);
    known.expected.V.forEach((value, x) => expect(out[x]).toBeCloseTo(value, 8));
  });

  test("a table and a model: the value of the uniformly random policy", () => {
    const problem = { observation: discrete(2), action: discrete(2), discount: 0.5 };
    // Action 0 stays, action 1 changes; state 1 pays 1. V(0) = γ (V(0) + V(1)) / 2, V(1) = 1 + the same: ½, 1½.
    const dynamics = {
      ...problem, state: problem.observation, start: () => undefined,
      step(state: Int32Array, action: Int32Array, _: unknown, out: {
        state: Int32Array; reward: Float64Array; terminated: Uint8Array,
      }) {
        for (let b = 0; b < out.reward.length; b++) {
          out.state[b] = action[b] === 0 ? state[b]! : 1 - state[b]!;
          out.reward[b] = state[b]!;
          out.terminated[b] = 0;
        }
      },
      observe: (state: Int32Array, outObservation: Int32Array) => outObservation.set(state),
    };
    const planner = lstd(problem, { source: "model" });
    const state = planner.init(streamOf(1));
    const data = dataOf(problem.observation, 2, [[[0], 0, 9, [0], 0], [[1], 0, 9, [0], 0]]);
    expect(planner.plan?.(state, { data, dynamics }, streamOf(1))).toBe("converged");
    expect(state.weights[0]).toBeCloseTo(0.5, 12);
    expect(state.weights[1]).toBeCloseTo(1.5, 12);
  });

  test("dependent features give the values of independent ones; unseen ones weight 0", () => {
    const problem = { observation: discrete(3), action: discrete(1), discount: 0.5 };
    const data = dataOf(problem.observation, 1, [[[0], 0, 1, [1], 0.5], [[1], 0, 2, [0], 0.5]]);
    const doubled = lstd(problem, { features: rowFeatures([[1, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]]) });
    const state = doubled.init(streamOf(1));
    expect(doubled.plan?.(state, { data }, streamOf(1))).toBe("converged");
    const out = new Float64Array(3);
    doubled.decision(state).value.evaluate(Int32Array.of(0, 1, 2), out);
    // V(0) = 1 + V(1)/2, V(1) = 2 + V(0)/2
    [8 / 3, 10 / 3, 0].forEach((value, x) => expect(out[x]).toBeCloseTo(value, 6));
  });

  test("no data, and rewards that are not finite", () => {
    const problem = { observation: discrete(3), action: discrete(1), discount: 0.5 };
    const planner = lstd(problem);
    const state = planner.init(streamOf(1));
    expect(planner.plan?.(state, { data: dataOf(problem.observation, 1, []) }, streamOf(1))).toBeUndefined();
    expect(
      planner.plan?.(state, { data: dataOf(problem.observation, 1, [[[0], 0, NaN, [1], 0.5]]) }, streamOf(1))
    ).toBe("non-finite");
    expect([...state.weights]).toEqual([0, 0, 0]);
    expect(() => lstd(problem, { ridge: -1 })).toThrow(/ridge/);
  });
});

describe("LSPI", () => {
  const stateCount = 4;
  const actionCount = 2;
  const problem = { observation: discrete(stateCount), action: discrete(actionCount), discount: 0.8 };

  /** A random process whose rows are two equally likely successors, and data that shows each of them once. */
  function process(seed: number): { rows: Row[]; optimum: Float64Array; greedy: Int32Array } {
    const random = streamOf(seed);
    const pairs = stateCount * actionCount;
    const successor = new Int32Array(2 * pairs).map(() => random.integer(stateCount));
    const terminated = new Uint8Array(2 * pairs).map(() => (random.uniform() < 0.2 ? 1 : 0));
    const reward = new Float64Array(pairs).map(() => random.normal());
    const rows = Array.from(successor, (y, k): Row => {
      const row = k >> 1;
      return [[Math.floor(row / actionCount)], row % actionCount, reward[row]!, [y], terminated[k] === 1 ? 0 : 0.8];
    });
    const starts = Int32Array.from({ length: pairs }, (_, row) => 2 * row);
    const bellman = bellmanProblem({
      stateCount, actionCount, discount: 0.8, rowStart: starts, rowEnd: starts.map((start) => start + 2), successor,
      probability: new Float64Array(2 * pairs).fill(0.5), terminated, reward,
    });
    const value = new Float64Array(stateCount);
    bellman.valueIteration(value, { tolerance: 1e-12, maxIterations: 10_000 });
    const optimum = new Float64Array(pairs);
    bellman.actionValues(value, optimum);
    const greedy = new Int32Array(stateCount);
    bellman.greedy(optimum, greedy);
    return { rows, optimum, greedy };
  }

  test("with a table it is policy iteration: the optimum, exactly, in a few iterations", () => {
    fc.assert(fc.property(fc.nat(10_000), (seed) => {
      const { rows, optimum } = process(seed);
      const planner = lspi<Discrete>(problem, { iterations: 12, tolerance: 1e-9 });
      const state = planner.init(streamOf(1));
      expect(planner.plan?.(state, { data: dataOf(problem.observation, actionCount, rows) }, streamOf(1))).toBe("converged");
      const out = new Float64Array(stateCount * actionCount);
      planner.decision(state).actionValue.evaluate(Int32Array.of(0, 1, 2, 3), null, out);
      optimum.forEach((value, i) => expect(out[i]).toBeCloseTo(value, 8));
    }), { seed: 1, numRuns: 60 });
  });

  test("each iteration is one evaluation: the first one that of action 0 everywhere", () => {
    const { rows } = process(3);
    const planner = lspi<Discrete>(problem, { iterations: 1 });
    const state = planner.init(streamOf(1));
    expect(planner.plan?.(state, { data: dataOf(problem.observation, actionCount, rows) }, streamOf(1))).toBe("max-iterations");
    const out = new Float64Array(stateCount * actionCount);
    planner.decision(state).actionValue.evaluate(Int32Array.of(0, 1, 2, 3), null, out);
    for (let row = 0; row < out.length; row++) {
      const seen = rows.filter(([x, a]) => x[0]! * actionCount + a === row);
      const target = seen.reduce(
        (sum, [, , reward, y, discount]) => sum + (reward + discount * out[y[0]! * actionCount]!) / seen.length, 0
      );
      expect(out[row]).toBeCloseTo(target, 10);
    }
  });

  test("ties do not send it in circles", () => {
    const rows = [0, 1].flatMap((x): Row[] => [[[x], 0, 1, [1 - x], 0.8], [[x], 1, 1, [x], 0.8]]);
    const planner = lspi({ ...problem, observation: discrete(2) }, { tolerance: 1e-9 });
    const state = planner.init(streamOf(1));
    expect(planner.plan?.(state, { data: dataOf(discrete(2), 2, rows) }, streamOf(1))).toBe("converged");
    state.weights.forEach((weight) => expect(weight).toBeCloseTo(5, 10));
  });

  test("untried actions are worth 0; discount 0 gives mean rewards", () => {
    const planner = lspi({ ...problem, observation: discrete(2), discount: 0 });
    const state = planner.init(streamOf(1));
    const data = dataOf(discrete(2), 2, [[[0], 0, 1, [1], 0], [[0], 0, 2, [1], 0], [[1], 1, 7, [1], 0]]);
    expect(planner.plan?.(state, { data }, streamOf(1))).toBe("converged");
    const out = new Float64Array(4);
    planner.decision(state).actionValue.evaluate(Int32Array.of(0, 1), null, out);
    [1.5, 0, 0, 7].forEach((value, i) => expect(out[i]).toBeCloseTo(value, 8));
  });

  test("learns to climb the slope from data", () => {
    const planner = lspi(slope, { ridge: 1e-6 });
    const state = planner.init(streamOf(1));
    planner.plan?.(state, { data: slopeData(500, 1) }, streamOf(1));
    const out = new Float64Array(6);
    planner.decision(state).actionValue.evaluate(Float64Array.of(0.2, 0.5, 0.8), null, out);
    for (const b of [0, 1, 2]) expect(out[2 * b + 1]).toBeGreaterThan(out[2 * b]!);
  });

  test("no data, rewards that are not finite, and systems that are too large", () => {
    const planner = lspi(problem);
    const state = planner.init(streamOf(1));
    expect(planner.plan?.(state, { data: dataOf(problem.observation, 2, []) }, streamOf(1))).toBeUndefined();
    expect(
      planner.plan?.(state, { data: dataOf(problem.observation, 2, [[[0], 0, NaN, [1], 0.8]]) }, streamOf(1))
    ).toBe("non-finite");
    const huge = lspi({ ...problem, observation: discrete(10_000) });
    const wide = huge.init(streamOf(1));
    expect(
      () => huge.plan?.(wide, { data: dataOf(discrete(10_000), 2, [[[0], 0, 1, [1], 0.8]]) }, streamOf(1))
    ).toThrow(/at most 8192 weights/);
  });
});
