import { garnet, riverSwim } from "@worldwise/env-tabular";
import type { Mdp } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { describeContract, testModelLearner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { seeded } from "../fixtures/random.ts";
import { recorded } from "../fixtures/recorded.ts";
import { linearMixture } from "./linear-mixture.ts";

/** Two states, one action: stays with some probability, or ends. */
const coin = (stays: number, reward: number): Mdp => ({
  stateCount: 2, actionCount: 1, rowStart: Int32Array.of(0, 2), rowEnd: Int32Array.of(2, 3), successor: Int32Array.of(0, 1, 1),
  probability: Float64Array.of(stays, 1 - stays, 1), terminated: Uint8Array.of(0, 1, 1), reward: Float64Array.of(reward, 0),
  initial: Float64Array.of(1, 0), discount: 0.9,
});
const problem = { observation: discrete(2), action: discrete(1), discount: 0.9 };
const rivers = [riverSwim({ variant: "strehl-littman" }).mdp, riverSwim({ variant: "osband" }).mdp];
const river = { observation: discrete(6), action: discrete(2), discount: 0.9 };

describe("contract", () => {
  describeContract(testModelLearner(() => linearMixture(river, { models: rivers }), { world: riverSwim() }), { describe, test });
});

describe("linear mixture", () => {
  test("the maximum of likelihood, by hand", () => {
    const learner = linearMixture(problem, { models: [coin(1, 4), coin(0, 8)], iterations: 1 });
    const state = learner.init(seeded(1));
    const { mdp } = learner.model(state);
    expect(mdp.probability[0]).toBe(0.5);
    const rows = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1, true]] as const;
    learner.update(state, recorded(problem, rows), {}, seeded(1));
    expect([...state.weight]).toEqual([0.75, 0.25]);
    expect([...mdp.probability.subarray(0, 2)]).toEqual([0.75, 0.25]);
    expect(mdp.reward[0]).toBe(5);
  });

  test("finds the weights that made the data", () => {
    const [a, b] = [garnet({ states: 6, actions: 2, branching: 3, seed: 1 }).mdp, garnet({ states: 6, actions: 2, branching: 3, seed: 2 }).mdp];
    const learner = linearMixture(river, { models: [a, b] });
    const state = learner.init(seeded(1));
    const random = seeded(7);
    const rows = Array.from({ length: 4000 }, () => {
      const row = random.integer(12);
      const mdp = random.uniform() < 0.8 ? a : b;
      let [k, left] = [mdp.rowStart[row]!, random.uniform()];
      while ((left -= mdp.probability[k]!) > 0 && k < mdp.rowEnd[row]! - 1) k++;
      return [Math.floor(row / 2), row % 2, 0, mdp.successor[k]!] as const;
    });
    expect(learner.update(state, recorded(river, rows), {}, seeded(1))).toBe("converged");
    expect(Math.abs(state.weight[0]! - 0.8)).toBeLessThan(0.03);
  });

  test("what no model knows is counted, and without data nothing changes", () => {
    const learner = linearMixture(problem, { models: [coin(1, 0), coin(1, 1)] });
    const state = learner.init(seeded(1));
    expect(learner.update(state, recorded(problem, []), {}, seeded(1))).toBe("converged");
    learner.update(state, recorded(problem, [[0, 0, 0, 1]]), {}, seeded(1));
    expect(learner.metrics?.(state)).toMatchObject({ impossible: 1, weight0: 0.5 });
    expect(() => linearMixture(problem, { models: [] })).toThrow(/at least one/);
    expect(() => linearMixture(river, { models: [coin(1, 0)] })).toThrow(/states and actions of the problem/);
    expect(() => linearMixture(problem, { models: [coin(1, 0)], iterations: 0 })).toThrow(/iterations/);
  });
});
