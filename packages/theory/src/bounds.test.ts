import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/simulation-lemma.json" with { type: "json" };
import { denseMdp, randomCase, type RandomCase, randomPolicy, shapeOf } from "./fixtures/worlds.ts";
import {
  approximateValueIterationBound, type Bound, type BoundChain, distributionDrift, holds, iteratedModelBound, likelihoodBounds,
  occupancyDrift, optimalValues, policyImprovementBounds, policyLossBounds, stoppingRuleBound, type VectorBound,
  valueErrorBounds,
} from "./index.ts";

const shapes = fc.noBias(fc.nat()).map(shapeOf);

const { inputs, expected } = reference;
const truth = denseMdp(inputs.P, inputs.r, inputs.gamma), model = denseMdp(inputs.Phat, inputs.r, inputs.gamma);
const policy = Float64Array.from(inputs.pi.flat());

/** All hold, and each is at least as loose as the one before; values grow with 1/(1 − γ), and rounding with them. */
function expectChain(chain: BoundChain<string>, discount: number): void {
  const links = Object.values<Bound>(chain);
  const rounding = 1e-11 / (1 - discount);
  const isOrdered = links.every(({ right }, i) => i === 0 || links[i - 1]!.right <= right + 1e-9 * Math.abs(right) + rounding);
  if (!(isOrdered && links.every((link) => holds(link, rounding)))) expect.fail(JSON.stringify(links));
}

function expectVector({ slack }: VectorBound, discount: number): void {
  expect(slack).toBeGreaterThan(-1e-11 / (1 - discount));
}

function check(numRuns: number, body: (compared: RandomCase, discount: number) => void): void {
  fc.assert(fc.property(shapes, (shape) => body(randomCase(shape), shape.discount)), { seed: 5, numRuns });
}

describe("on thousands of MDPs", () => {
  test("the value of a policy", () => check(2000, ({ truth, model, policy }, discount) =>
    expectChain(valueErrorBounds(truth, model, policy), discount)));

  test("the loss of a plan", () => check(1500, ({ truth, model }, discount) => {
    const { lower, upper, largest } = policyLossBounds(truth, model);
    expectVector(lower, discount);
    expectVector(upper, discount);
    expectChain(largest, discount);
  }));

  test("value-aware errors and likelihood", () => check(2000, ({ truth, model, value, weight }) => {
    const { worst, meanSquared } = likelihoodBounds(truth, model, value, weight);
    expectChain(worst, 0);
    expectChain(meanSquared, 0);
  }));

  test("distributions over horizons and discounted", () => check(1000, ({ truth, model, policy }, discount) => {
    for (const chain of distributionDrift(truth, model, policy, 6)) expectChain(chain, 0);
    expectChain(occupancyDrift(truth, model, policy), discount);
  }));

  test("approximate value iteration, with any errors", () => check(1000, ({ truth, random }, discount) => {
    const values = Array.from({ length: 1 + random.integer(5) }, () => Float64Array.from(truth.initial, () => random.normal()));
    expectChain(approximateValueIterationBound(truth, values), discount);
  }));

  test("the stopping rule of value iteration", () => check(1000, ({ truth, value }, discount) =>
    expectChain(stoppingRuleBound(truth, value), discount)));

  test("value iteration in models that change", () => check(1000, ({ truth, model, value, random }, discount) => {
    const models = Array.from({ length: random.integer(6) }, () => random.uniform() < 0.5 ? model : truth);
    expectChain(iteratedModelBound(truth, models, value), discount);
  }));

  test("policy improvement", () => check(2000, ({ truth, policy, nextPolicy }, discount) => {
    const { improvement, performanceDifference, lower } = policyImprovementBounds(truth, policy, nextPolicy);
    expect(Math.abs(improvement - performanceDifference)).toBeLessThan(1e-10 / (1 - discount)); // an identity
    expectChain(lower, discount);
  }));
});

describe("by hand and by reference", () => {
  test("the effect of model error", () => {
    const chain = valueErrorBounds(truth, model, policy);
    expect(chain.valueAware.left).toBeCloseTo(expected.sup_diff, 10);
    expect(chain.valueAware.right).toBeCloseTo(expected.bound_Vform, 10);
    expect(chain.norms.right).toBeCloseTo(expected.bound_Pnorm_Vnorm, 8);
    expect(chain.rewardScale.right).toBeCloseTo(expected.bound_Rmax, 8);
    expect(chain.valueAware.looseness).toBeCloseTo(expected.bound_Vform / expected.sup_diff, 8);
    expect(chain.valueAware.slack).toBeCloseTo(expected.bound_Vform - expected.sup_diff, 8);
  });

  test("the loss of a plan", () => {
    const { largest, optimal, plan, upper } = policyLossBounds(truth, model);
    expect([...optimal]).toEqual(expected.pi_star);
    expect([...plan]).toEqual(expected.pi_hat_star);
    expect([...upper.left]).toEqual(expected.policy_loss);
    for (const entry of upper.right) expect(entry).toBeCloseTo(0, 10);
    expect(largest.valueAware.right).toBeCloseTo(expected.bound_sup_1, 10);
    expect(largest.rewardScale.right).toBeCloseTo(expected.bound_sup_3, 8);
    expect(optimalValues(truth).value[2]).toBeCloseTo(expected.V_star[2]!, 10);
    expect(optimalValues(model).value[2]).toBeCloseTo(expected.Vhat_star_in_model[2]!, 10);
  });

  test("two states that a model confuses, for distributions over horizons", () => {
    const stay = denseMdp([[[1, 0], [0, 1]]], [[0], [0]], 0.5), leak = denseMdp([[[0.75, 0.25], [0, 1]]], [[0], [0]], 0.5);
    const drift = distributionDrift(stay, leak, Int32Array.of(0, 0), 2);
    expect(drift.map(({ worst }) => [worst.left, worst.right])).toEqual([[0, 0], [0.5, 0.5], [0.875, 1]]);
    expect(drift.map(({ visited }) => visited.right)).toEqual([0, 0.5, 1]);
    // ρ̂(0) = ½ Σ (½ · ¾)ᵏ = 0.8
    expect(occupancyDrift(stay, leak, Int32Array.of(0, 0)).worst.left).toBeCloseTo(0.4, 12);
  });

  test("a policy does not improve on itself, and both sides are 0", () => {
    const { improvement, surrogate, policyDistance, lower } = policyImprovementBounds(truth, policy, policy);
    for (const number of [improvement, surrogate, policyDistance, lower.kl.right]) expect(number).toBeCloseTo(0, 12);
  });

  test("one state that pays 1, discount ½: V* = 2, and two value functions of 0", () => {
    const one = denseMdp([[[1]]], [[1]], 0.5), zero = Float64Array.of(0);
    const { iterates } = approximateValueIterationBound(one, [zero, zero]);
    expect([iterates.left, iterates.right]).toEqual([0, 4]); // 2γ²/(1−γ) 2 + 2γ(1−γ)/(1−γ)² 1
    expect(stoppingRuleBound(one, zero).residual.right).toBe(2); // 2γ/(1−γ) 1
    const wrong = { ...one, reward: Float64Array.of(1.5) };
    const { valueAware } = iteratedModelBound(one, [wrong], zero);
    expect(valueAware.right).toBe(2 + 2 * 0.5); // ε = ½
  });

  test("one state, from an action that pays 0 to one that pays 1", () => {
    const one = denseMdp([[[1]], [[1]]], [[0, 1]], 0.5);
    const whole = policyImprovementBounds(one, Int32Array.of(0), Int32Array.of(1));
    expect(whole).toMatchObject({ improvement: 2, surrogate: 2, policyDistance: 1, advantageScale: 1 });
    expect(whole.lower.totalVariation).toMatchObject({ left: -2, right: 8 - 2 }); // 4γ/(1−γ)² = 8
    expect(whole.lower.kl.right).toBe(Infinity);
    const half = policyImprovementBounds(one, Int32Array.of(0), Float64Array.of(0.5, 0.5));
    expect(half.lower.totalVariation).toMatchObject({ left: -1, right: 8 / 4 - 1 });
    expect(half.lower.kl.right).toBeCloseTo(8 * Math.log(2) / 2 - 1, 12);
  });

  test("a bound of nothing by nothing is tight", () => {
    expect(valueErrorBounds(truth, truth, policy).likelihood).toMatchObject({ left: 0, right: 0, slack: 0, looseness: 1 });
  });

  test("two outcomes of one value: value-aware error 0, likelihood infinite", () => {
    const certain = denseMdp([[[0, 1, 0], [0, 1, 0], [0, 0, 1]]], [[0], [1], [1]], 0.5);
    const confused = denseMdp([[[0, 0, 1], [0, 1, 0], [0, 0, 1]]], [[0], [1], [1]], 0.5);
    const { worst, meanSquared } = likelihoodBounds(certain, confused, Float64Array.of(1, 2, 2), Float64Array.of(1, 0, 0));
    expect([worst.norms.left, worst.norms.right, worst.likelihood.right]).toEqual([0, 4, Infinity]);
    expect([meanSquared.norms.right, meanSquared.likelihood.right]).toEqual([16, Infinity]);
    expect(worst.norms.looseness).toBe(Infinity);
  });

  test("policies made by hand have rows that sum to 1", () => {
    const { random } = randomCase({ seed: 1, stateCount: 3, actionCount: 3, discount: 0.9, kind: "near", ending: 0 });
    const made = randomPolicy(random, 3, 3);
    for (let x = 0; x < 3; x++) expect(made[3 * x]! + made[3 * x + 1]! + made[3 * x + 2]!).toBeCloseTo(1, 12);
  });
});
