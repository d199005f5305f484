import { modifiedCliffWalking } from "@worldwise/env-tabular";
import type { Discrete, Mdp, ModelFaces, Outcome, Random } from "@worldwise/protocol";
import { transitionBatch } from "@worldwise/protocol";
import { randomMdp } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import type { ActionValueTables } from "./action-values.ts";
import { deflatedTdPrediction } from "./deflated-td-prediction.ts";
import { recorded } from "./fixtures/recorded.ts";
import { bestPolicy, distance, exactValue, greedyValue, problemOf, relativeError, stream } from "./fixtures/regrounding.ts";
import { chainOf } from "./fixtures/small-chain.ts";
import { compact, smoothed } from "./fixtures/smoothed.ts";
import { mocoDyna } from "./moco-dyna.ts";
import type { CorrectedPlanningOptions } from "./os-dyna.ts";
import { osDyna } from "./os-dyna.ts";
import { tdPrediction } from "./td-prediction.ts";

const truth = compact(modifiedCliffWalking({ discount: 0.9 }).mdp);
const wrong = smoothed(truth, 0.5);
const fading = { schedule: "visits", exponent: 0.8 } as const;

/** A planner of either kind: what it knows does not matter here. */
interface SampledPlanner {
  init(random: Random): ActionValueTables;
  plan?(
    state: ActionValueTables, model: Pick<ModelFaces<Discrete, Discrete>, "mdp" | "data">, random: Random,
  ): Outcome | undefined;
}
type Make = (options: CorrectedPlanningOptions) => SampledPlanner;
const makers: readonly (readonly [string, Make])[] = [
  ["OS-Dyna", (options) => osDyna(problemOf(truth), { ...fading, ...options })], // it is given its own state
  ["MoCoDyna", (options) => mocoDyna(problemOf(truth), options)], // as above
];

describe.each(makers)("%s", (_, make) => {
  test("evaluation: passes both the model and TD(0) on the same transitions", () => {
    const policy = bestPolicy(truth);
    const exact = exactValue(truth);
    const planner = make({ task: "evaluation", probabilities: [...policy] });
    const [state, data, random] = [planner.init(stream(0)), recorded(truth, 20_000, policy), stream(1)];
    const differences = tdPrediction(problemOf(truth), { ...fading, probabilities: [...policy] });
    const sampled = differences.init(stream(0));
    const [batch, indices] = [transitionBatch(problemOf(truth), 50), new Int32Array(50)];
    while (data.size < 20_000) {
      for (let i = 0; i < 50; i++) indices[i] = data.size + i;
      data.record(50, random);
      data.gather(indices, batch);
      differences.learn?.(sampled, batch, stream(0));
      planner.plan?.(state, { mdp: wrong, data }, stream(0));
    }
    const error = relativeError(state.value, exact);
    expect(error).toBeLessThan(relativeError(exactValue(wrong, policy), exact) / 4);
    expect(error).toBeLessThan(relativeError(sampled.value, exact) / 4);
  });

  test("control: a policy close to the best, and values that the model alone does not have", () => {
    const exact = exactValue(truth);
    const planner = make({});
    const [state, data, random] = [planner.init(stream(0)), recorded(truth, 10_000), stream(2)];
    while (data.size < 10_000) {
      data.record(200, random);
      planner.plan?.(state, { mdp: wrong, data }, stream(0));
    }
    expect(relativeError(greedyValue(truth, state.actionValue), exact)).toBeLessThan(0.05);
    expect(relativeError(state.value, exact)).toBeLessThan(relativeError(exactValue(wrong), exact) / 4);
  });

  test("before the first transition it plans in the model alone", () => {
    const planner = make({});
    const state = planner.init(stream(0));
    expect(planner.plan?.(state, { mdp: wrong, data: recorded(truth, 1) }, stream(0))).toBe("converged");
    expect(distance(state.value, exactValue(wrong))).toBeLessThan(1e-5);
  });

  test("refuses a model of other sizes, and recovers from one that is not finite", () => {
    const planner = make({});
    const [state, data] = [planner.init(stream(0)), recorded(truth, 1)];
    const other = randomMdp(stream(0), { stateCount: 3, actionCount: 4, branching: 2, discount: 0.9 });
    expect(() => planner.plan?.(state, { mdp: other, data }, stream(0))).toThrow(/36 states/);
    expect(planner.plan?.(state, { mdp: { ...wrong, reward: wrong.reward.map(() => NaN) }, data }, stream(0))).toBe("non-finite");
    expect(planner.plan?.(state, { mdp: wrong, data }, stream(0))).toBe("converged");
    expect(distance(state.value, exactValue(wrong))).toBeLessThan(1e-5);
  });
});

test("OS-Dyna: V is exact for the rewards it has learned, and each transition is read once", () => {
  const planner = osDyna(problemOf(truth), { task: "evaluation", schedule: "visits", exponent: 1, inner: "exact" });
  const [state, data] = [planner.init(stream(0)), recorded(truth, 40_000)];
  for (let i = 0; i < 100; i++) {
    data.record(400, stream(i + 10));
    planner.plan?.(state, { mdp: wrong, data }, stream(0));
  }
  expect(state.seen).toBe(40_000);
  expect(state.visits.reduce((total, n) => total + n, 0)).toBe(40_000);
  const exact = exactValue({ ...wrong, reward: state.reward }, new Float64Array(144).fill(0.25));
  expect(distance(state.value, exact)).toBeLessThan(1e-9);
});

describe("deflated TD", () => {
  const discount = 0.99;
  // Everything runs down to state 0 and stays there: no noise, and constants are the only slow direction.
  const chain = chainOf(Array.from({ length: 20 }, (_, s) => Array.from({ length: 20 }, (__, y) => Number(y === s >> 1))),
    Array.from({ length: 20 }, (_, s) => 1 / (1 + s)), discount);
  const exact = exactValue(chain);

  /** Relative error of V after so many transitions. */
  function error(rank: number, count: number, mdp: Mdp = chain): number {
    const planner = deflatedTdPrediction(problemOf(chain), { rank, stepSize: 0.3, deflate: 0.99 });
    const [state, data, random] = [planner.init(stream(0)), recorded(chain, count), stream(4)];
    const [batch, index] = [transitionBatch(problemOf(chain), 1), new Int32Array(1)];
    data.record(count, random);
    for (let t = 0; t < count; t++) {
      index[0] = t;
      data.gather(index, batch);
      if (t % 10 === 0) planner.plan?.(state, { mdp }, stream(0));
      planner.learn?.(state, batch, stream(0));
    }
    return relativeError(state.value, exact);
  }

  test("reaches in 2000 transitions what TD(0) is far from, also with the directions of a model that is wrong", () => {
    const slow = error(1, 2000, { ...chain, rowEnd: chain.rowStart }); // a model that knows nothing: E is 0
    expect(slow).toBeGreaterThan(0.5);
    expect(error(0, 2000)).toBeCloseTo(slow, 12); // nor is anything deflated at rank 0
    expect(error(1, 2000)).toBeLessThan(slow / 100);
    const other = randomMdp(stream(3), { stateCount: 20, actionCount: 1, branching: 3, discount });
    expect(error(1, 2000, other)).toBeLessThan(slow / 100);
  });

  test("without a plan it is TD(0) with step size α · stepSize", () => {
    const planner = deflatedTdPrediction(problemOf(chain), { stepSize: 0.5, deflate: 0.8 });
    const state = planner.init(stream(0));
    const batch = transitionBatch(problemOf(chain), 1);
    batch.size = 1;
    batch.reward[0] = 1;
    batch.discount[0] = discount;
    planner.learn?.(state, batch, stream(0));
    planner.learn?.(state, batch, stream(0));
    expect(state.value[0]).toBeCloseTo(0.4 + 0.4 * (1 + 0.99 * 0.4 - 0.4), 14);
  });

  test("new directions leave V as it is; ranks above the state count are refused", () => {
    const planner = deflatedTdPrediction(problemOf(chain), { rank: 3, refreshEvery: 1 });
    const state = planner.init(stream(0));
    state.value.set(exact);
    state.deflated.set(exact);
    planner.plan?.(state, { mdp: chain }, stream(0));
    const batch = transitionBatch(problemOf(chain), 1);
    planner.learn?.(state, batch, stream(0)); // no transitions
    batch.size = 1;
    batch.reward[0] = exact[0]!;
    planner.learn?.(state, batch, stream(0)); // one without surprise
    expect(distance(state.value, exact)).toBeLessThan(1e-9);
    expect(() => deflatedTdPrediction(problemOf(chain), { rank: 21 })).toThrow(/at most 20/);
  });
});
