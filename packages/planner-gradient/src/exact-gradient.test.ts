import type { Mdp } from "@worldwise/protocol";
import { randomMdp } from "@worldwise/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearFeatures, tableFeatures } from "./action-features.ts";
import { exactGradient } from "./exact-gradient.ts";
import { factsAt, normals, performanceAt, stream } from "./fixtures/policy-of.ts";
import reference from "./fixtures/paml-policy-gradient.json" with { type: "json" };
import { featureTable } from "./state-features.ts";

/** A dense MDP: P[a][x][y], r[x][a]. */
function denseMdp(transition: readonly (readonly (readonly number[])[])[]): Mdp {
  const { gamma: discount, r, rho } = reference.inputs;
  const [stateCount, actionCount] = [r.length, transition.length];
  const rows = Array.from({ length: stateCount * actionCount }, (_, row) => row);
  return {
    stateCount, actionCount, discount, rowStart: Int32Array.from(rows, (row) => row * stateCount),
    rowEnd: Int32Array.from(rows, (row) => (row + 1) * stateCount),
    successor: Int32Array.from(rows.flatMap(() => r.map((_, y) => y))),
    probability: Float64Array.from(rows.flatMap((row) => transition[row % actionCount]![Math.floor(row / actionCount)]!)),
    terminated: new Uint8Array(stateCount * actionCount * stateCount), reward: Float64Array.from(r.flat()),
    initial: Float64Array.from(rho),
  };
}

const relative = (got: ArrayLike<number>, expected: readonly number[]): number => {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...Array.from(got, (x, i) => Math.abs(x - expected[i]!))) / largest;
};

describe("the reference case", () => {
  const features = tableFeatures(3, 2);
  const parameter = Float64Array.from(reference.inputs.theta.flat());
  const [world, model] = [denseMdp(reference.inputs.P), denseMdp(reference.inputs.Phat)];
  const [facts, modelFacts] = [factsAt(world, features, parameter), factsAt(model, features, parameter)];
  const gradientOf = (of: typeof facts): Float64Array => {
    const gradient = new Float64Array(6);
    exactGradient(features, 3)(of, gradient);
    return gradient;
  };

  test("has its return and its discounted state distributions", () => {
    expect(performanceAt(world, features, parameter)).toBeCloseTo(reference.expected.J_true, 10);
    expect(relative(facts.visits.map((d) => 0.1 * d), reference.expected.occupancy_true)).toBeLessThan(1e-12);
    expect(relative(modelFacts.visits.map((d) => 0.1 * d), reference.expected.occupancy_model)).toBeLessThan(1e-12);
  });

  test("has its gradients: true, of the model, and of the model with the true critic", () => {
    expect(relative(gradientOf(facts), reference.expected.grad_true.flat())).toBeLessThan(1e-8);
    expect(relative(gradientOf(modelFacts), reference.expected.grad_full_model.flat())).toBeLessThan(1e-8);
    expect(relative(gradientOf({ ...facts, visits: modelFacts.visits }), reference.expected.grad_model_occupancy_true_Q.flat()))
      .toBeLessThan(1e-8);
  });
});

test("the gradient is that of J by central differences, in tables and in features, with and without ends", () => {
  const shape = fc.record({
    stateCount: fc.integer({ min: 1, max: 8 }), actionCount: fc.integer({ min: 1, max: 4 }),
    branching: fc.integer({ min: 1, max: 4 }), discount: fc.constantFrom(0, 0.5, 0.9, 0.99), ending: fc.constantFrom(0, 0.3),
  });
  fc.assert(fc.property(shape, fc.nat(1000), fc.integer({ min: 0, max: 3 }), (drawn, seed, featureCount) => {
    const random = stream(seed);
    const mdp = randomMdp(random, drawn);
    const { stateCount, actionCount } = drawn;
    const features = featureCount === 0 ? tableFeatures(stateCount, actionCount)
      : linearFeatures(featureTable(stateCount, normals(random, stateCount * featureCount)), actionCount);
    const parameter = normals(random, features.featureCount * actionCount);
    const gradient = new Float64Array(parameter.length);
    exactGradient(features, stateCount)(factsAt(mdp, features, parameter), gradient);
    parameter.forEach((_, i) => {
      const moved = (by: number): number => performanceAt(mdp, features, parameter.map((p, j) => (i === j ? p + by : p)));
      const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      expect(Math.abs(gradient[i]! - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
    });
  }), { seed: 1, numRuns: 60 });
});

test("one-hot features are a table", () => {
  const random = stream(4);
  const mdp = randomMdp(random, { stateCount: 6, actionCount: 3, branching: 3, discount: 0.9 });
  const identity = Array.from({ length: 36 }, (_, i) => Number(i % 7 === 0));
  const [table, oneHot] = [tableFeatures(6, 3), linearFeatures(featureTable(6, identity), 3)];
  const parameter = normals(random, 18);
  const gradients = [table, oneHot].map((features) => {
    const gradient = new Float64Array(18);
    exactGradient(features, 6)(factsAt(mdp, features, parameter), gradient);
    return gradient;
  });
  expect(gradients[0]).toEqual(gradients[1]);
});
