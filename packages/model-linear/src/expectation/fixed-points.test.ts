import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "../fixtures/linear-dyna-mini-chain.json" with { type: "json" };
import { seeded } from "../fixtures/random.ts";
import { fitLinearModel, lstdFixedPoint, modelFixedPoint, parrIdentity } from "./fixed-points.ts";
import type { FeatureChain } from "./moments.ts";
import { linearMoments, momentsOfChain } from "./moments.ts";
import { linearStability, spectralRadius } from "./stability.ts";

const { inputs, expected } = reference;
const chain: FeatureChain = {
  feature: Float64Array.from(inputs.Phi.flat()), weight: Float64Array.from(inputs.D_diag),
  // The episode ends on arrival: what is said of the terminal state counts for nothing.
  transition: Float64Array.from(inputs.P.flatMap((row) => row.map((p, y) => (y === inputs.terminal ? 0 : p)))),
  reward: Float64Array.from(inputs.r),
};

describe("the reference chain", () => {
  const moments = momentsOfChain(chain);
  const { model, outcome } = fitLinearModel(moments, inputs.gamma);

  test("least squares gives the reference F and b", () => {
    expect(outcome).toBe("solved");
    expected.F.flat().forEach((entry, index) => {
      const [k, i] = [Math.floor(index / 2), index % 2];
      expect(model.transition[i * 2 + k]).toBeCloseTo(entry, 10);
    });
    expected.b.forEach((entry, i) => expect(model.reward[i]).toBeCloseTo(entry, 10));
  });

  test("both fixed points are the reference's", () => {
    const { model: byModel, lstd, difference } = parrIdentity(moments, inputs.gamma);
    expected.theta_fixed_point.forEach((theta, k) => expect(byModel.weight[k]).toBeCloseTo(theta, 8));
    expected.theta_LSTD.forEach((theta, k) => expect(lstd.weight[k]).toBeCloseTo(theta, 8));
    expect(difference).toBeLessThan(1e-10);
  });

  test("its spectral radius is the reference's", () => {
    const { spectralRadius: radius, outcome: stability } = linearStability(model);
    expect(radius).toBeCloseTo(expected.spectral_radius_gF, 10);
    expect(stability).toBe("stable");
  });

  test("where values are linear the fixed point does not depend on how much each state counts", () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0.05, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 }), (weights) => {
      const weight = Float64Array.from([...weights, 0]);
      const { weight: theta } = modelFixedPoint(fitLinearModel(momentsOfChain({ ...chain, weight }), 1).model);
      expect(theta[0]).toBeCloseTo(-8, 7);
      expect(theta[1]).toBeCloseTo(0, 7);
    }), { seed: 1, numRuns: 50 });
  });
});

/** A chain with random features that do not span its values. */
function randomChain(seed: number): FeatureChain {
  const [random, stateCount, size] = [seeded(seed), 8, 3];
  const transition = new Float64Array(stateCount * stateCount).map(() => random.uniform() ** 3);
  for (let s = 0; s < stateCount; s++) {
    const row = transition.subarray(s * stateCount, (s + 1) * stateCount);
    const total = row.reduce((sum, x) => sum + x, 0);
    row.forEach((x, y) => (row[y] = x / total));
  }
  return {
    transition, feature: new Float64Array(stateCount * size).map(() => random.normal()),
    weight: new Float64Array(stateCount).map(() => 0.1 + random.uniform()),
    reward: new Float64Array(stateCount).map(() => random.normal()),
  };
}

describe("Parr's identity", () => {
  test("holds for any chain, weights, ridge and discount", () => {
    fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(0, 0.3, 0.9, 0.9999), fc.constantFrom(0, 0.1), (seed, discount, ridge) => {
      const { model, lstd, difference } = parrIdentity(momentsOfChain(randomChain(seed)), discount, ridge);
      fc.pre(model.outcome === "solved" && lstd.outcome === "solved");
      const size = Math.max(1, ...lstd.weight.map(Math.abs));
      expect(difference / size).toBeLessThan(1e-7 * size);
    }), { seed: 1, numRuns: 100 });
  });

  test("is about one data set: the model of other weights has another fixed point", () => {
    const [chainA, { weight }] = [randomChain(3), randomChain(4)];
    const [a, b] = [parrIdentity(momentsOfChain(chainA), 0.9), parrIdentity(momentsOfChain({ ...chainA, weight }), 0.9)];
    expect(Math.abs(a.lstd.weight[0]! - b.model.weight[0]!)).toBeGreaterThan(1e-3);
  });
});

describe("bad input", () => {
  test("features that say the same: least norm for the model, none for LSTD", () => {
    // φ = (1, 1) everywhere, r = 1, γ = 1/2: V = 2, shared between two equal features.
    const doubled = { feature: Float64Array.of(1, 1), weight: Float64Array.of(1), transition: Float64Array.of(1), reward: Float64Array.of(1) };
    const moments = momentsOfChain(doubled);
    const { outcome, model } = fitLinearModel(moments, 0.5);
    expect(outcome).toBe("deficient");
    const { weight } = modelFixedPoint(model);
    expect(weight[0]).toBeCloseTo(1, 12);
    expect(weight[1]).toBeCloseTo(1, 12);
    expect(lstdFixedPoint(moments, 0.5).outcome).toBe("singular");
    expect(parrIdentity(moments, 0.5).difference).toBeNaN();
    expect(parrIdentity(moments, 0.5, 0.01).difference).toBeLessThan(1e-12);
  });

  test("no data: a model of zeros", () => {
    const { outcome, model } = fitLinearModel(linearMoments(2), 0.9);
    expect(outcome).toBe("deficient");
    expect([...model.transition, ...model.reward]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("one state that stays: γ = 1 has no value, γ = 0.9999 has", () => {
    const one = (reward: number): FeatureChain =>
      ({ feature: Float64Array.of(1), weight: Float64Array.of(1), transition: Float64Array.of(1), reward: Float64Array.of(reward) });
    expect(parrIdentity(momentsOfChain(one(1)), 0.9999).model.weight[0]).toBeCloseTo(10_000, 6);
    expect(parrIdentity(momentsOfChain(one(1)), 1).model.outcome).toBe("singular");
    expect(fitLinearModel(momentsOfChain(one(NaN)), 1).outcome).toBe("non-finite");
  });

  test("features (1, 2) that both lead to the second: a least-squares model that explodes beyond γ = 5/6", () => {
    // φ(x1) = 1, φ(x2) = 2, both to x2: F = (1·2 + 2·2) / (1 + 4) = 6/5.
    const chainOfTwo: FeatureChain = {
      feature: Float64Array.of(1, 2), weight: Float64Array.of(1, 1), transition: Float64Array.of(0, 1, 0, 1), reward: new Float64Array(2),
    };
    const judge = (discount: number): unknown => linearStability(fitLinearModel(momentsOfChain(chainOfTwo), discount).model);
    expect(judge(0.83)).toMatchObject({ outcome: "contraction" });
    expect(judge(0.84)).toMatchObject({ outcome: "unstable" });
  });
});

describe("spectral radius", () => {
  test("of a rotation, of a nilpotent and of a triangular matrix", () => {
    const [c, s] = [0.9 * Math.cos(1), 0.9 * Math.sin(1)];
    expect(spectralRadius(Float64Array.of(c, -s, s, c), 2)).toBeCloseTo(0.9, 12);
    expect(spectralRadius(Float64Array.of(0, 5, 0, 0), 2)).toBe(0);
    expect(spectralRadius(Float64Array.of(0.5, 100, 0, -0.7), 2)).toBeCloseTo(0.7, 9);
  });
});
