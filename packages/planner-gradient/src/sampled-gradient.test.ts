import type { Mdp } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import { randomMdp } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { linearFeatures, tableFeatures } from "./action-features.ts";
import { exactGradient } from "./exact-gradient.ts";
import { exactNaturalDirection } from "./exact-natural-direction.ts";
import { factsAt, normals, performanceAt, problemOf, stream } from "./fixtures/policy-of.ts";
import { naturalPolicyGradient } from "./natural-policy-gradient.ts";
import { reinforce } from "./reinforce.ts";
import type { SampledPlannerOptions } from "./sampled-options.ts";
import type { SampledPlanner } from "./sampled-planner.ts";
import { featureTable } from "./state-features.ts";
import { trustRegionPolicyOptimization } from "./trust-region-policy-optimization.ts";

interface Estimates { readonly mean: Float64Array; readonly standardError: Float64Array }

/** Mean and standard error of θ' − θ over rounds that all begin at the same θ. The critic goes on learning between them. */
function stepsFrom(planner: SampledPlanner<never, "imagined">, mdp: Mdp, parameter: Float64Array, rounds: number): Estimates {
  const random = stream(8);
  const state = planner.init(random);
  const [total, square] = [new Float64Array(parameter.length), new Float64Array(parameter.length)];
  for (let round = 0; round < rounds; round++) {
    state.parameter.set(parameter);
    planner.plan?.(state, { dynamics: asDynamics(mdp) as never }, random);
    state.parameter.forEach((entry, i) => {
      total[i]! += entry - parameter[i]!;
      square[i]! += (entry - parameter[i]!) ** 2;
    });
  }
  const mean = total.map((sum) => sum / rounds);
  return { mean, standardError: square.map((sum, i) => Math.sqrt((sum / rounds - mean[i]! ** 2) / (rounds - 1))) };
}

const norm = (x: Float64Array): number => Math.sqrt(x.reduce((total, entry) => total + entry ** 2, 0));
const imagined = { source: "imagined", rollouts: 10, horizon: 40 } as const;
const rolling = { ...imagined, iterations: 1, stepSize: 1 } as const;

describe.each([["that never ends", 0], ["with ends", 0.2]] as const)("in an MDP %s", (_, ending) => {
  const mdp = randomMdp(stream(5), { stateCount: 4, actionCount: 3, branching: 2, discount: 0.8, ending });
  const featureRows = [...normals(stream(6), 8)];
  const cases: readonly (readonly [string, Pick<SampledPlannerOptions, "features" | "baseline">])[] = [
    ["a table", {}], ["a table without baseline", { baseline: "none" }], ["features", { features: featureRows }],
  ];

  test.each(cases)("the mean of sampled gradients is the exact one: %s", (name, chosen) => {
    const features = chosen.features ? linearFeatures(featureTable(4, featureRows), 3) : tableFeatures(4, 3);
    const parameter = normals(stream(7), features.featureCount * 3, 0.5);
    const exact = new Float64Array(parameter.length);
    exactGradient(features, 4)(factsAt(mdp, features, parameter), exact);
    const planner = reinforce(problemOf(mdp), { ...rolling, ...chosen });
    const { mean, standardError } = stepsFrom(planner as never, mdp, parameter, 200);
    mean.forEach((entry, i) => expect(Math.abs(entry - exact[i]!), `${name}, ${i}`).toBeLessThan(4.5 * standardError[i]!));
    // It could have failed: the interval is small beside the gradient.
    expect(norm(standardError)).toBeLessThan(0.2 * norm(exact));
  });
});

test("a baseline makes the estimates less noisy", () => {
  const mdp = randomMdp(stream(5), { stateCount: 4, actionCount: 3, branching: 2, discount: 0.9 });
  mdp.reward.forEach((_, row) => (mdp.reward[row]! += 3));
  const noise = (["critic", "none"] as const).map((baseline) =>
    norm(stepsFrom(reinforce(problemOf(mdp), { ...rolling, baseline }) as never, mdp, new Float64Array(12), 50).standardError));
  expect(noise[0]).toBeLessThan(noise[1]! / 3);
});

test("sampled natural steps are on average along the exact natural gradient", () => {
  const mdp = randomMdp(stream(5), { stateCount: 4, actionCount: 3, branching: 2, discount: 0.8 });
  const features = linearFeatures(featureTable(4, normals(stream(6), 8)), 3);
  const parameter = normals(stream(7), 6, 0.3);
  const [gradient, direction] = [new Float64Array(6), new Float64Array(6)];
  const facts = factsAt(mdp, features, parameter);
  exactGradient(features, 4)(facts, gradient);
  exactNaturalDirection(features, 4, { damping: 0.001, solveIterations: 50 })({ mdp, facts, gradient }, direction);
  const planner = naturalPolicyGradient({ ...problemOf(mdp), policyFeatures: features }, rolling);
  const { mean, standardError } = stepsFrom(planner as never, mdp, parameter, 100);
  // A ratio of means is biased a little beyond its noise.
  const bias = 0.05 * norm(direction);
  mean.forEach((entry, i) => expect(Math.abs(entry - direction[i]!)).toBeLessThan(4.5 * standardError[i]! + bias));
});

describe.each([
  ["reinforce", (mdp: Mdp) => reinforce(problemOf(mdp), { ...rolling, iterations: 60 })],
  ["natural", (mdp: Mdp) => naturalPolicyGradient(problemOf(mdp), { ...rolling, iterations: 30, stepSize: 0.1 })],
  ["trust region", (mdp: Mdp) =>
    trustRegionPolicyOptimization(problemOf(mdp), { ...imagined, iterations: 40, maxDivergence: 0.05 })],
] as const)("%s", (name, make) => {
  test("climbs", () => {
    const mdp = randomMdp(stream(5), { stateCount: 6, actionCount: 3, branching: 2, discount: 0.8 });
    const planner = make(mdp);
    const state = planner.init(stream(0));
    expect(planner.plan?.(state, { dynamics: asDynamics(mdp) }, stream(1))).toBe("max-iterations");
    const [uniform, best] = [performanceAt(mdp, tableFeatures(6, 3), new Float64Array(18)), bestPerformance(mdp)];
    const reached = performanceAt(mdp, tableFeatures(6, 3), state.parameter);
    expect((reached - uniform) / (best - uniform)).toBeGreaterThan(0.5);
    if (name === "trust region") {
      expect(state.divergence).toBeLessThanOrEqual(0.05 * (1 + 1e-9));
      expect(state.surrogate).toBeGreaterThanOrEqual(0);
    }
  });
});

/** J of the best policy: many natural steps. */
function bestPerformance(mdp: Mdp): number {
  const features = tableFeatures(mdp.stateCount, mdp.actionCount);
  const parameter = new Float64Array(mdp.stateCount * mdp.actionCount);
  for (let step = 0; step < 200; step++) {
    const { value, actionValue } = factsAt(mdp, features, parameter);
    actionValue.forEach((q, row) => (parameter[row]! += 10 * (q - value[Math.floor(row / mdp.actionCount)]!)));
  }
  return performanceAt(mdp, features, parameter);
}
