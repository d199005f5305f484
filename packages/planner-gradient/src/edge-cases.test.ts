import type { Mdp } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import { randomMdp } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { problemOf, stream } from "./fixtures/policy-of.ts";
import {
  exactNaturalPolicyGradient, exactPolicyGradient, exactTrustRegion,
  naturalPolicyGradient, reinforce, trustRegionPolicyOptimization,
} from "./index.ts";

const exact = { exactPolicyGradient, exactNaturalPolicyGradient, exactTrustRegion };
const sampled = { reinforce, naturalPolicyGradient, trustRegionPolicyOptimization };
const imagined = { source: "imagined", rollouts: 5, horizon: 10, iterations: 3 } as const;
const shape = { stateCount: 5, actionCount: 3, branching: 2, discount: 0.9 };

describe.each(Object.entries(exact))("%s", (_, make) => {
  test.each([["γ = 0", 0], ["γ = 0.9999", 0.9999]])("climbs at %s", (__, discount) => {
    const mdp = randomMdp(stream(1), { ...shape, discount });
    const planner = make(problemOf(mdp), { iterations: 1 });
    const state = planner.init(stream(0));
    planner.plan?.(state, { mdp }, stream(0));
    expect(state.improvement).toBeGreaterThan(0);
    expect(state.lowerBound).toBeLessThanOrEqual(state.improvement + 1e-9 * Math.abs(state.performance));
  });

  test("is done at once where there is nothing to choose", () => {
    for (const only of [{ ...shape, actionCount: 1 }, { ...shape, stateCount: 1, actionCount: 1, branching: 1 }]) {
      const mdp = randomMdp(stream(1), only);
      const planner = make(problemOf(mdp));
      const state = planner.init(stream(0));
      expect(planner.plan?.(state, { mdp }, stream(0))).toBe("converged");
      expect(state.iterations).toBe(0);
    }
  });

  test("one state: finds the better action", () => {
    const mdp = { ...randomMdp(stream(1), { ...shape, stateCount: 1, branching: 1 }), reward: Float64Array.of(0, 1, 0.5) };
    const planner = make(problemOf(mdp), { iterations: 300 });
    const state = planner.init(stream(0));
    planner.plan?.(state, { mdp }, stream(0));
    expect(state.probability[1]).toBeGreaterThan(0.9);
  });

  test("rewards that are no numbers leave the policy alone, and good ones heal", () => {
    const good = randomMdp(stream(1), shape);
    const bad: Mdp = { ...good, reward: good.reward.map((r, row) => (row === 4 ? NaN : r)) };
    const planner = make(problemOf(good), { iterations: 2 });
    const state = planner.init(stream(0));
    expect(planner.plan?.(state, { mdp: bad }, stream(0))).toBe("non-finite");
    expect(state.parameter.every((entry) => entry === 0)).toBe(true);
    expect(state.value.every(Number.isFinite)).toBe(true);
    expect(planner.plan?.(state, { mdp: good }, stream(0))).toBe("max-iterations");
  });

  test("without discount: needs episodes that end", () => {
    const ending = randomMdp(stream(1), { ...shape, discount: 1, ending: 0.5 });
    const planner = make(problemOf(ending), { iterations: 5 });
    const state = planner.init(stream(0));
    expect(planner.plan?.(state, { mdp: ending }, stream(0))).toBe("max-iterations");
    const endless = { ...ending, terminated: new Uint8Array(ending.terminated.length) };
    expect(planner.plan?.(state, { mdp: endless }, stream(0))).toBe("non-finite");
  });

  test("refuses a model of another size", () => {
    const planner = make({ ...problemOf(randomMdp(stream(1), shape)), observation: discrete(4) });
    const plan = (): unknown => planner.plan?.(planner.init(stream(0)), { mdp: randomMdp(stream(1), shape) }, stream(0));
    expect(plan).toThrow(/4 states and 3 actions/);
  });
});

describe.each(Object.entries(sampled))("%s", (_, make) => {
  test.each([0, 0.9999])("takes γ = %d", (discount) => {
    const mdp = randomMdp(stream(1), { ...shape, discount });
    const planner = make(problemOf(mdp), imagined);
    const state = planner.init(stream(0));
    expect(planner.plan?.(state, { dynamics: asDynamics(mdp) }, stream(0))).toBe("max-iterations");
    expect(state.parameter.every(Number.isFinite)).toBe(true);
    expect(state.gradientNorm).toBeGreaterThan(0);
  });

  test("takes one state and one action", () => {
    const mdp = randomMdp(stream(1), { ...shape, stateCount: 1, actionCount: 1, branching: 1 });
    const planner = make(problemOf(mdp), imagined);
    const state = planner.init(stream(0));
    expect(planner.plan?.(state, { dynamics: asDynamics(mdp) }, stream(0))).toBe("max-iterations");
    expect(state.parameter[0]).toBe(0);
  });

  test("rewards that are no numbers leave policy and critic alone", () => {
    const mdp = randomMdp(stream(1), shape);
    const planner = make(problemOf(mdp), imagined);
    const state = planner.init(stream(0));
    planner.plan?.(state, { dynamics: asDynamics(mdp) }, stream(0));
    const before = [state.parameter.slice(), state.critic.slice()];
    const bad = asDynamics({ ...mdp, reward: mdp.reward.map(() => NaN) });
    expect(planner.plan?.(state, { dynamics: bad }, stream(0))).toBe("non-finite");
    expect([state.parameter, state.critic]).toEqual(before);
    expect(planner.plan?.(state, { dynamics: asDynamics(mdp) }, stream(0))).toBe("max-iterations");
  });
});

test("options out of range are refused", () => {
  const problem = problemOf(randomMdp(stream(1), shape));
  expect(() => reinforce(problem, { stepSize: 0 })).toThrow(/stepSize: expected above 0/);
  expect(() => trustRegionPolicyOptimization(problem, { maxDivergence: 0 })).toThrow(/maxDivergence/);
  expect(() => exactTrustRegion(problem, { backtracks: -1 })).toThrow(/backtracks/);
});
