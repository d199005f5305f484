import { createArena, symmetricEigen } from "@worldwise/math";
import { randomMdp } from "@worldwise/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearFeatures, tableFeatures } from "./action-features.ts";
import { exactGradient, everyState } from "./exact-gradient.ts";
import { exactNaturalDirection } from "./exact-natural-direction.ts";
import { exactNaturalPolicyGradient } from "./exact-natural-policy-gradient.ts";
import { exactTrustRegion } from "./exact-trust-region.ts";
import { factsAt, factsOf, normals, performanceAt, problemOf, stream } from "./fixtures/policy-of.ts";
import { improvementBound } from "./improvement-bound.ts";
import { featureTable } from "./state-features.ts";
import { policyGeometry } from "./weighted-states.ts";

const solving = { damping: 0, solveIterations: 200 };

/** A⁺ b of a symmetric matrix, by its eigenvectors. */
function pseudoInverse(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const arena = createArena();
  const [copy, vectors] = [arena.allocate("float64", n * n), arena.allocate("float64", n * n)];
  const values = arena.allocate("float64", n);
  copy.set(matrix);
  expect(symmetricEigen(arena, n)(copy, values, vectors)).toBe("solved");
  const column = (k: number, i: number): number => vectors[k * n + i]!;
  const out = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (Math.abs(values[k]!) < 1e-10) continue;
    const along = right.reduce((total, b, i) => total + column(k, i) * b, 0);
    for (let i = 0; i < n; i++) out[i]! += along / values[k]! * column(k, i);
  }
  return out;
}

/** F as a matrix, a column for each unit vector. */
function fisherMatrix(features: Parameters<typeof policyGeometry>[0], facts: ReturnType<typeof factsOf>): Float64Array {
  const n = features.featureCount * features.actionCount;
  const { fisherProduct } = policyGeometry(features);
  const matrix = new Float64Array(n * n);
  const { value: { length: count }, visits: weight, probability } = facts;
  const states = { count, observation: everyState(count), weight, probability };
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    const column = new Float64Array(n);
    fisherProduct(states, unit, column);
    column.forEach((entry, i) => (matrix[i * n + j] = entry));
  }
  return matrix;
}

describe("the Fisher information", () => {
  test("is Σ ρ π ∇log π ∇log πᵀ", () => {
    const random = stream(3);
    const mdp = randomMdp(random, { stateCount: 4, actionCount: 3, branching: 2, discount: 0.9 });
    const facts = factsAt(mdp, tableFeatures(4, 3), normals(random, 12));
    const fisher = fisherMatrix(tableFeatures(4, 3), facts);
    for (let x = 0; x < 4; x++) for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) {
      const [pa, pb] = [facts.probability[x * 3 + a]!, facts.probability[x * 3 + b]!];
      expect(fisher[(x * 3 + a) * 12 + x * 3 + b]).toBeCloseTo(0.1 * facts.visits[x]! * (Number(a === b) * pa - pa * pb), 12);
    }
    expect(fisher[0 * 12 + 3]).toBe(0);
  });

  test("its pseudo-inverse gives the closed form H A up to a number for each state", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = stream(seed);
      const mdp = randomMdp(random, { stateCount: 5, actionCount: 3, branching: 3, discount: 0.9, ending: seed % 2 * 0.2 });
      const features = tableFeatures(5, 3);
      const facts = factsAt(mdp, features, normals(random, 15, 0.5));
      const [gradient, closed] = [new Float64Array(15), new Float64Array(15)];
      exactGradient(features, 5)(facts, gradient);
      exactNaturalDirection(features, 5, solving)({ mdp, facts, gradient }, closed);
      const solved = pseudoInverse(fisherMatrix(features, facts), gradient);
      for (let x = 0; x < 5; x++) {
        const gap = [0, 1, 2].map((a) => solved[x * 3 + a]! - closed[x * 3 + a]!);
        const scale = Math.max(...closed.map(Math.abs));
        expect((Math.max(...gap) - Math.min(...gap)) / scale).toBeLessThan(1e-12);
      }
    }
  });

  test("conjugate gradients find the pseudo-inverse for linear policies", () => {
    const random = stream(7);
    const mdp = randomMdp(random, { stateCount: 6, actionCount: 3, branching: 3, discount: 0.9 });
    const features = linearFeatures(featureTable(6, normals(random, 12)), 3);
    const facts = factsAt(mdp, features, normals(random, 6, 0.5));
    const [gradient, found] = [new Float64Array(6), new Float64Array(6)];
    exactGradient(features, 6)(facts, gradient);
    exactNaturalDirection(features, 6, solving)({ mdp, facts, gradient }, found);
    pseudoInverse(fisherMatrix(features, facts), gradient).forEach((entry, i) => expect(found[i]).toBeCloseTo(entry, 8));
  });
});

test("one-hot features take the steps of a table", () => {
  const mdp = randomMdp(stream(2), { stateCount: 5, actionCount: 3, branching: 3, discount: 0.9 });
  const identity = Array.from({ length: 25 }, (_, i) => Number(i % 6 === 0));
  for (const make of [exactNaturalPolicyGradient, exactTrustRegion]) {
    const [table, oneHot] = [{}, { features: identity }].map((features) => {
      const planner = make(problemOf(mdp), { iterations: 5, ...features });
      const state = planner.init(stream(0));
      planner.plan?.(state, { mdp }, stream(0));
      return state;
    });
    table!.probability.forEach((p, row) => expect(oneHot!.probability[row]).toBeCloseTo(p, 8));
    expect(oneHot!.performance).toBeCloseTo(table!.performance, 8);
  }
});

test("in tables natural steps of any size never lower the return", () => {
  for (let seed = 0; seed < 30; seed++) {
    const mdp = randomMdp(stream(seed), { stateCount: 8, actionCount: 3, branching: 3, discount: 0.95 });
    const planner = exactNaturalPolicyGradient(problemOf(mdp), { iterations: 1, stepSize: 10 ** (seed % 4 - 2) });
    const state = planner.init(stream(0));
    let before = -Infinity;
    for (let step = 0; step < 20; step++) {
      planner.plan?.(state, { mdp }, stream(0));
      expect(state.performance).toBeGreaterThanOrEqual(before - 1e-12 * Math.abs(before));
      before = state.performance;
    }
  }
});

test("the improvement bound holds for random pairs of policies", () => {
  const shape = fc.record({
    stateCount: fc.integer({ min: 1, max: 8 }), actionCount: fc.integer({ min: 1, max: 4 }),
    branching: fc.integer({ min: 1, max: 4 }), discount: fc.constantFrom(0, 0.3, 0.9), ending: fc.constantFrom(0, 0.3),
  });
  let closest = 0;
  fc.assert(fc.property(shape, fc.nat(), fc.constantFrom(0.001, 0.01, 0.1, 1, 4), (drawn, seed, distance) => {
    const random = stream(seed);
    const mdp = randomMdp(random, drawn);
    const features = tableFeatures(drawn.stateCount, drawn.actionCount);
    const parameter = normals(random, drawn.stateCount * drawn.actionCount);
    const moved = parameter.map((entry) => entry + distance * random.normal());
    const after = factsAt(mdp, features, moved);
    const { lowerBound, surrogate } = improvementBound(factsAt(mdp, features, parameter), after.probability, mdp.discount);
    const improvement = performanceAt(mdp, features, moved) - performanceAt(mdp, features, parameter);
    expect(improvement).toBeGreaterThanOrEqual(lowerBound - 1e-10);
    if (distance <= 0.01 && surrogate !== 0) closest = Math.max(closest, Math.abs(improvement - surrogate) / distance);
  }), { seed: 1, numRuns: 500 });
  // To first order the surrogate is the improvement: their gap is of second order in the step.
  expect(closest).toBeLessThan(0.1);
});

test("a trust region step keeps its divergence, and reports the improvement that its bound promised", () => {
  for (let seed = 0; seed < 20; seed++) {
    const mdp = randomMdp(stream(seed), { stateCount: 8, actionCount: 3, branching: 3, discount: 0.9 });
    const features = seed % 2 === 0 ? {} : { features: [...normals(stream(seed + 100), 8 * 3)] };
    const planner = exactTrustRegion(problemOf(mdp), { iterations: 1, maxDivergence: 0.02, ...features });
    const state = planner.init(stream(0));
    for (let step = 0; step < 5; step++) {
      planner.plan?.(state, { mdp }, stream(0));
      expect(state.divergence).toBeGreaterThan(0.001);
      expect(state.divergence).toBeLessThanOrEqual(0.02 * (1 + 1e-12));
      expect(state.surrogate).toBeGreaterThan(0);
      expect(state.improvement).toBeGreaterThanOrEqual(state.lowerBound);
    }
  }
});
