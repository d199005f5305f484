import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dirichlet } from "./dirichlet.ts";
import { finiteProblem } from "./fixtures/finite-problem.ts";
import { seeded } from "./fixtures/random.ts";
import { recorded } from "./fixtures/recorded.ts";
import { normalGammaPosterior } from "./normal-gamma.ts";

const prior = { mean: 1, weight: 2, shape: 3, rate: 4 };

describe("the normal-gamma posterior", () => {
  test("by hand: after 2 and 6", () => {
    // n = 2, mean of the numbers 4, squares about it 8: rate 4 + 8/2 + 2·2·(4 − 1)² / (2·4) = 12.5.
    const { mean, weight, shape, rate } = normalGammaPosterior(prior, [2, 6]);
    expect([mean, weight, shape]).toEqual([2.5, 4, 4]);
    expect(rate).toBeCloseTo(12.5, 12);
  });

  test("one number after the other is the closed form of all", () => {
    const some = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(some, (numbers) => {
      const n = numbers.length;
      const average = numbers.reduce((total, x) => total + x, 0) / n;
      const squares = numbers.reduce((total, x) => total + (x - average) ** 2, 0);
      const after = normalGammaPosterior(prior, numbers);
      expect(after.mean).toBeCloseTo((2 * 1 + n * average) / (2 + n), 10);
      expect(after.rate).toBeCloseTo(4 + squares / 2 + 2 * n * (average - 1) ** 2 / (2 * (2 + n)), 8);
    }), { seed: 1 });
  });
});

describe("dirichlet with normal-gamma rewards", () => {
  const problem = finiteProblem(3, 2);

  test("keeps the posterior of `normalGammaPosterior`", () => {
    const learner = dirichlet(problem, { rewards: "normal-gamma", precisionShape: 3, priorReward: 1, priorRewardWeight: 2, rewardDeviation: 2 });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(problem, [[1, 1, 2, 0], [1, 1, 6, 2]]), {}, seeded(1));
    const { mean, rate } = normalGammaPosterior({ mean: 1, weight: 2, shape: 3, rate: 3 * 2 ** 2 }, [2, 6]);
    expect(state.mdp.reward[3]).toBeCloseTo(mean, 14);
    expect(state.precisionRate[3]).toBeCloseTo(rate, 14);
    expect(state.precisionRate[2]).toBe(12);
  });

  test("draws have the moments of Student's distribution", () => {
    const learner = dirichlet(problem, { rewards: "normal-gamma", precisionShape: 4, rewardDeviation: 2 });
    const state = learner.init(seeded(1));
    learner.update(state, recorded(problem, [[0, 0, 1, 2], [0, 0, 4, 1]]), {}, seeded(1));
    const { posterior } = learner.model(state);
    const [stream, draws, at] = [seeded(5), 20_000, normalGammaPosterior({ mean: 0, weight: 1, shape: 4, rate: 16 }, [1, 4])];
    let [first, second] = [0, 0];
    for (let i = 0; i < draws; i++) {
      posterior.draw(stream);
      first += posterior.mdp.reward[0]! / draws;
      second += posterior.mdp.reward[0]! ** 2 / draws;
    }
    const variance = at.rate / (at.weight * (at.shape - 1));
    expect(Math.abs(first - at.mean)).toBeLessThan(5 * Math.sqrt(variance / draws));
    expect((second - first ** 2) / variance).toBeCloseTo(1, 1);
  });

  test("a reward that never varies is soon drawn as certain, one of a known deviation is not", () => {
    const rows = Array.from({ length: 200 }, (): [number, number, number, number] => [0, 0, 0, 1]);
    const spread = (["normal", "normal-gamma"] as const).map((rewards) => {
      const learner = dirichlet(problem, { rewards });
      const state = learner.init(seeded(1));
      learner.update(state, recorded(problem, rows), {}, seeded(1));
      const [{ posterior }, stream] = [learner.model(state), seeded(3)];
      let squares = 0;
      for (let i = 0; i < 500; i++) {
        posterior.draw(stream);
        squares += posterior.mdp.reward[0]! ** 2 / 500;
      }
      return Math.sqrt(squares);
    });
    expect(spread[0]).toBeGreaterThan(5 * spread[1]!);
  });

  test("refuses a shape that is none", () => {
    expect(() => dirichlet(problem, { precisionShape: 0 })).toThrow(/precisionShape: a finite number above 0/);
  });
});
