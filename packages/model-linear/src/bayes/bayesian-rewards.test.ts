import { tentFeatures } from "@worldwise/data";
import { dirichlet } from "@worldwise/model-tabular";
import { checkMdp, discrete, heap } from "@worldwise/protocol";
import { describeContract, testModelLearner } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { seeded } from "../fixtures/random.ts";
import { recorded } from "../fixtures/recorded.ts";
import { bayesianLinearRegression } from "./bayesian-linear-regression.ts";
import { bayesianRewards } from "./bayesian-rewards.ts";
import { linearRewards, normalGammaRewards } from "./reward-belief.ts";

const problem = { observation: discrete(4), action: discrete(2), discount: 0.9 };
const smooth = { features: tentFeatures({ count: 2 }) };

describe("contract, normal-gamma", () => {
  describeContract(testModelLearner(() => bayesianRewards(problem, dirichlet(problem), normalGammaRewards(problem))), { describe, test });
});
describe("contract, linear", () => {
  describeContract(testModelLearner(() => bayesianRewards(problem, dirichlet(problem), linearRewards(problem, smooth))), { describe, test });
});

describe("normal-gamma rewards", () => {
  test("agree with Bayesian linear regression on a constant", () => {
    const options = { shape: 3, rate: 4 };
    const belief = normalGammaRewards(problem, { priorMean: 1, priorWeight: 2, ...options });
    const [state, regression] = [belief.init(heap), bayesianLinearRegression({ featureSize: 1, priorMean: [1], priorPrecision: 2, noise: options })];
    const other = regression.init();
    for (const reward of [3, 7, -1]) {
      belief.observe(state, 5, reward);
      regression.observe(other, Float64Array.of(1), reward);
    }
    expect(state.mean[5]).toBeCloseTo(other.mean[0]!, 12);
    expect(state.rate[5]).toBeCloseTo(other.rate, 12);
    expect([state.mean[4], state.rate[4], state.count[4]]).toEqual([1, 4, 0]);
  });

  test("draws settle with data", () => {
    const learner = bayesianRewards(problem, dirichlet(problem), normalGammaRewards(problem));
    const state = learner.init(seeded(1));
    const { mdp, posterior } = learner.model(state);
    expect([...posterior.mdp.reward]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    const random = seeded(4);
    learner.update(state, recorded(problem, Array.from({ length: 4000 }, () => [1, 1, 2 + 0.5 * random.normal(), 3] as const)), {}, random);
    expect(Math.abs(mdp.reward[3]! - 2)).toBeLessThan(0.05);
    const draws = Array.from({ length: 20 }, () => {
      posterior.draw(random);
      checkMdp(posterior.mdp);
      return [posterior.mdp.reward[3]!, posterior.mdp.reward[2]!];
    });
    expect(Math.max(...draws.map(([known]) => Math.abs(known! - 2)))).toBeLessThan(0.1);
    expect(Math.max(...draws.map(([, unknown]) => Math.abs(unknown!)))).toBeGreaterThan(0.5);
  });
});

describe("linear rewards", () => {
  test("what is learned at the ends is believed between them", () => {
    const learner = bayesianRewards(problem, dirichlet(problem), linearRewards(problem, { ...smooth, priorPrecision: 1e-6 }));
    const state = learner.init(seeded(1));
    const { mdp } = learner.model(state);
    learner.update(state, recorded(problem, [[0, 0, 0, 1], [3, 0, 6, 1], [0, 1, NaN, 0]]), {}, seeded(1));
    [0, 2, 4, 6].forEach((reward, s) => expect(mdp.reward[2 * s]).toBeCloseTo(reward, 4));
    expect([...mdp.reward].filter((_, row) => row % 2 === 1)).toEqual([0, 0, 0, 0]);
  });
});
