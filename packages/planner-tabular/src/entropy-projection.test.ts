import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entropyProjection } from "./entropy-projection.ts";

interface Reference {
  readonly inputs: {
    readonly p_true: readonly number[]; readonly p_hat: readonly number[];
    readonly phi_1: readonly (readonly number[])[]; readonly phi_2: readonly (readonly number[])[];
  };
  readonly expected: Readonly<Record<"d1" | "d2",
    { readonly q: readonly number[]; readonly KL_p_q: number; readonly KL_q_phat?: number }>>;
}
const file = new URL("fixtures/maximum-entropy-correction.json", import.meta.url);
const { inputs, expected } = JSON.parse(readFileSync(file, "utf8")) as Reference; // our own file

/** Σ p log(p/q) */
const divergence = (p: readonly number[], q: readonly number[]): number =>
  p.reduce((total, each, k) => total + (each > 0 ? each * Math.log(each / q[k]!) : 0), 0);
const mean = (p: readonly number[], feature: readonly number[]): number =>
  p.reduce((total, each, k) => total + each * feature[k]!, 0);

/** q, and whether it was what was asked for. */
function project(
  base: readonly number[], features: readonly (readonly number[])[], target: readonly number[], penalty = 0, cap = 1000,
) {
  const out = new Float64Array(base.length);
  const row = {
    count: base.length, base: Float64Array.from(base), features: Float64Array.from(features.flat()),
    target: Float64Array.from(target),
  };
  const exact = entropyProjection(target.length, base.length, cap)(row, penalty, out);
  return { q: [...out], exact };
}

describe.each([["d1", inputs.phi_1], ["d2", inputs.phi_2]] as const)("the reference, %s", (name, features) => {
  const psi = features.map((feature) => mean(inputs.p_true, feature));
  const { q, exact } = project(inputs.p_hat, features, psi);

  test("is the distribution of the file", () => {
    expect(exact).toBe(true);
    q.forEach((probability, k) => { expect(Math.abs(probability - expected[name].q[k]!)).toBeLessThan(1e-6); });
    expect(divergence(inputs.p_true, q)).toBeCloseTo(expected[name].KL_p_q, 6);
  });

  test("meets the expectations, and Pythagoras' theorem", () => {
    features.forEach((feature, i) => { expect(mean(q, feature)).toBeCloseTo(psi[i]!, 11); });
    const [whole, leg, other] =
      [[inputs.p_true, inputs.p_hat], [inputs.p_true, q], [q, inputs.p_hat]].map(([p, r]) => divergence(p!, r!));
    expect(whole).toBeCloseTo(leg! + other!, 11);
  });
});

test("more features come closer to the truth", () => {
  expect(expected.d2.KL_p_q).toBeLessThan(expected.d1.KL_p_q);
});

const distribution = (size: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: 0.02, max: 1, noNaN: true }), { minLength: size, maxLength: size })
    .map((weights) => weights.map((weight) => weight / weights.reduce((total, each) => total + each, 0)));
const features = (size: number): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: size, maxLength: size }), {
    minLength: 1, maxLength: 3,
  });

test("Pythagoras: KL(p ‖ p̂) = KL(p ‖ q) + KL(q ‖ p̂) for every feasible correction", () => {
  fc.assert(fc.property(distribution(6), distribution(6), features(6), (p, base, basis) => {
    const { q, exact } = project(base, basis, basis.map((feature) => mean(p, feature)));
    if (!exact) return;
    basis.forEach((feature) => { expect(mean(q, feature)).toBeCloseTo(mean(p, feature), 6); });
    expect(divergence(p, base)).toBeCloseTo(divergence(p, q) + divergence(q, base), 6);
  }), { seed: 1, numRuns: 200 });
});

test("nearly collinear features are one, and constants none", () => {
  const [base, feature] = [[0.25, 0.25, 0.5], [1, 2, 4]];
  const once = project(base, [feature], [2]);
  const shifted = feature.map((entry, k) => entry + 1e-12 * k);
  const again = project(base, [feature, shifted, [7, 7, 7]], [2, 2, 7]);
  once.q.forEach((probability, k) => { expect(again.q[k]).toBeCloseTo(probability, 9); });
});

describe("what the support cannot reach", () => {
  test("an expectation at the edge comes close", () => {
    const { q, exact } = project([0.5, 0.5], [[0, 1]], [1]);
    expect(exact).toBe(false);
    expect(q[1]).toBeGreaterThan(1 - 1e-6);
  });

  test("an expectation outside goes as far as it can, and stays a distribution", () => {
    const { q, exact } = project([0.2, 0.3, 0.5, 0], [[0, 1, 2, 9]], [5]);
    expect(exact).toBe(false);
    expect(mean(q, [0, 1, 2, 9])).toBeGreaterThan(1.999);
    expect(q.reduce((total, each) => total + each, 0)).toBeCloseTo(1, 14);
    expect(q[3]).toBe(0);
  });

  test("a row of one entry stays as it is", () => {
    expect(project([1], [[3]], [5]).q).toEqual([1]);
  });
});

test("a penalty lets go of the expectations: from all of them to none", () => {
  const gaps = [0, 0.01, 1, 1e6].map((penalty) => {
    const { q } = project([0.25, 0.25, 0.25, 0.25], [[0, 1, 2, 3]], [2], penalty);
    return 2 - mean(q, [0, 1, 2, 3]);
  });
  expect(gaps[0]).toBeCloseTo(0, 11);
  expect(gaps[1]!).toBeGreaterThan(0);
  expect(gaps[2]!).toBeGreaterThan(gaps[1]!);
  expect(gaps[3]).toBeCloseTo(0.5, 5);
});
