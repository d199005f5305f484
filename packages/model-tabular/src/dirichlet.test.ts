import { checkMdp, loadTree, saveTree } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { dirichlet } from "./dirichlet.ts";
import { finiteProblem, showRow } from "./fixtures/finite-problem.ts";
import reference from "./fixtures/dirichlet-posterior.json" with { type: "json" };
import { seeded } from "./fixtures/random.ts";
import type { Row } from "./fixtures/recorded.ts";
import { recorded } from "./fixtures/recorded.ts";

const random = seeded(1);
const problem = finiteProblem(3, 2);

describe("dirichlet", () => {
  test("the posterior mean of the reference counts", () => {
    const { inputs: { alpha0, counts }, expected } = reference;
    const learner = dirichlet(problem, { concentration: alpha0[0]! });
    const state = learner.init(random);
    const { mdp } = learner.model(state);
    const rows = counts.flatMap((count, next) => Array.from({ length: count }, (): Row => [0, 0, 0, next]));
    learner.update(state, recorded(problem, rows), {}, random);
    expected.mean.forEach((mean, k) => expect(mdp.probability[k]).toBeCloseTo(mean, 14));
    checkMdp(mdp);
  });

  test("rewards are drawn toward the prior mean", () => {
    const learner = dirichlet(problem, { priorReward: 2, priorRewardWeight: 3 });
    const state = learner.init(random);
    const { mdp } = learner.model(state);
    expect([...mdp.reward]).toEqual([2, 2, 2, 2, 2, 2]);
    learner.update(state, recorded(problem, [[1, 1, 5, 0], [1, 1, 9, 2]]), {}, random);
    expect(mdp.reward[3]).toBeCloseTo((3 * 2 + 5 + 9) / (3 + 2), 14);
  });

  test("what was never observed is uniform, and does not terminate", () => {
    const learner = dirichlet(problem, { concentration: 0.5 });
    const state = learner.init(random);
    const { mdp, posterior } = learner.model(state);
    learner.update(state, recorded(problem, [[0, 0, 1, 2, "terminated"], [0, 0, 1, 1]]), {}, random);
    expect(showRow(mdp, 0)).toBe("0:0.142857142857 1:0.428571428571 2!:0.428571428571");
    expect(showRow(mdp, 1)).toBe("0:0.333333333333 1:0.333333333333 2:0.333333333333");
    posterior.draw(seeded(2));
    expect([...posterior.mdp.terminated]).toEqual([...mdp.terminated]);
    expect(learner.metrics?.(state)).toEqual({ visitedPairs: 1, transitions: 2 });
  });

  test("the drawn world changes when one is drawn, and at no other time", () => {
    const learner = dirichlet(problem);
    const state = learner.init(random);
    const { posterior } = learner.model(state);
    checkMdp(posterior.mdp);
    posterior.draw(seeded(2));
    const before = saveTree(state.drawn);
    learner.update(state, recorded(problem, [[0, 0, 1, 2, "terminated"]]), {}, random);
    expect(state.drawn).toEqual(before);
    posterior.draw(seeded(2));
    expect(state.drawn).not.toEqual(before);
    checkMdp(posterior.mdp);
  });

  test("rows of every draw sum to 1, and draws have the posterior's mean and variance", () => {
    const learner = dirichlet(problem, { concentration: 0.4, rewardDeviation: 2 });
    const state = learner.init(random);
    const { mdp, posterior } = learner.model(state);
    learner.update(state, recorded(problem, [[0, 0, 1, 2], [0, 0, 4, 1], [0, 0, 1, 2]]), {}, random);
    const [stream, draws] = [seeded(11), 20_000];
    const moments = { mean: 0, square: 0, reward: 0, rewardSquare: 0 };
    for (let i = 0; i < draws; i++) {
      posterior.draw(stream);
      if (i % 1000 === 0) checkMdp(posterior.mdp);
      const [p, r] = [posterior.mdp.probability[2]!, posterior.mdp.reward[0]!];
      moments.mean += p / draws;
      moments.square += (p * p) / draws;
      moments.reward += r / draws;
      moments.rewardSquare += (r * r) / draws;
    }
    const [alpha, total] = [2.4, 4.2];
    const variance = (alpha * (total - alpha)) / (total * total * (total + 1));
    expect(mdp.probability[2]).toBeCloseTo(alpha / total, 14);
    expect(Math.abs(moments.mean - alpha / total)).toBeLessThan(5 * Math.sqrt(variance / draws));
    expect(moments.square - moments.mean ** 2).toBeCloseTo(variance, 2);
    // Prior 0 of weight 1 and three rewards 1, 4, 1: mean 6/4, variance 2²/4.
    expect(Math.abs(moments.reward - 1.5)).toBeLessThan(5 / Math.sqrt(draws));
    expect(Math.abs(moments.rewardSquare - moments.reward ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / draws));
  });

  test("tiny concentrations give worlds too", () => {
    const learner = dirichlet(problem, { concentration: 1e-5 });
    const { posterior } = learner.model(learner.init(random));
    posterior.draw(seeded(4));
    checkMdp(posterior.mdp);
  });

  test("saved and loaded, it goes on with the same bits", () => {
    const learner = dirichlet(problem);
    const [trained, fresh] = [learner.init(random), learner.init(random)];
    const [first, second] = [learner.model(trained).posterior, learner.model(fresh).posterior];
    const data = recorded(problem, [[0, 0, 1, 1], [2, 1, 3, 2]]);
    learner.update(trained, data, {}, random);
    first.draw(seeded(3));
    loadTree(fresh, saveTree(trained));
    expect(second.mdp.probability).toEqual(first.mdp.probability);
    data.add([2, 1, 3, 0, "terminated"]);
    for (const state of [trained, fresh]) learner.update(state, data, {}, random);
    first.draw(seeded(4));
    second.draw(seeded(4));
    expect(fresh).toEqual(trained);
  });

  test("refuses options that make no distribution", () => {
    expect(() => dirichlet(problem, { concentration: 0 })).toThrow(/concentration: a finite number above 0/);
    expect(() => dirichlet(problem, { priorRewardWeight: 0 })).toThrow(/priorRewardWeight/);
    expect(() => dirichlet(problem, { priorReward: Infinity })).toThrow(/priorReward/);
    expect(() => dirichlet(problem, { rewardDeviation: -1 })).toThrow(/rewardDeviation/);
  });
});
