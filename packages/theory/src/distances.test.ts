import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/simulation-lemma.json" with { type: "json" };
import { simplexPoint } from "./fixtures/worlds.ts";
import { philox, type Random, seedKey } from "@worldwise/math";
import {
  boundedBall, distanceMatrix, empiricalDistribution, empiricalWassersteinOnLine, euclideanDistance, finiteClass, gaussianKernel,
  gramMatrix, halfL1, kl, l1, linearBall, lipschitzBall, maximumMeanDiscrepancy, optimalTransport, pinskerRadius, rkhsBall,
  wasserstein, wassersteinOnLine,
} from "./index.ts";

/** Two distributions over n points of the plane. */
interface Pair {
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly points: readonly Float64Array[];
  readonly random: Random;
}

function randomPair(seed: number, size: number, dimension = 2): Pair {
  const random = philox.streams(seedKey(seed), 1).lane(0);
  const points = Array.from({ length: size }, () => Float64Array.from({ length: dimension }, () => random.normal()));
  return { p: simplexPoint(random, size), q: simplexPoint(random, size), points, random };
}

function check(numRuns: number, body: (pair: Pair) => void, maximum = 8): void {
  const [seeds, sizes] = [fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: maximum })];
  fc.assert(fc.property(seeds, sizes, (seed, size) => body(randomPair(seed, size))), { seed: 1, numRuns });
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((total, entry, i) => total + entry * b[i]!, 0);
const difference = ({ p, q }: Pair): Float64Array => p.map((mass, i) => mass - q[i]!);

describe("by hand", () => {
  const p = Float64Array.of(0.5, 0.5, 0), q = Float64Array.of(0.25, 0.25, 0.5);

  test("KL, L1 and half of it", () => {
    expect(kl(p, q)).toBeCloseTo(Math.log(2), 14);
    expect(kl(q, p)).toBe(Infinity);
    expect(kl(p, p)).toBe(0);
    expect([l1(p, q), halfL1(p, q)]).toEqual([1, 0.5]);
  });

  test("Wasserstein on the line: half of the mass goes from the middle of 0 and 1 to 3", () => {
    expect(wassersteinOnLine(Float64Array.of(0, 1, 3), p, q)).toBe(1.25);
    const [unordered, moved] = [Float64Array.of(0, 0.5, 0.5), Float64Array.of(0.5, 0.25, 0.25)];
    expect(wassersteinOnLine(Float64Array.of(3, 0, 1), unordered, moved)).toBe(1.25);
    expect(empiricalWassersteinOnLine(Float64Array.of(1, 3, 2), Float64Array.of(4, 2, 5))).toBeCloseTo(5 / 3, 14);
    expect(empiricalWassersteinOnLine(Float64Array.of(0), Float64Array.of(1, 3))).toBe(2);
  });

  test("the first row of the reference", () => {
    const { P, Phat } = reference.inputs, { row00 } = reference.expected;
    const row = Float64Array.from(P[0]![0]!), inModel = Float64Array.from(Phat[0]![0]!);
    expect(l1(row, inModel)).toBeCloseTo(row00.L1, 12);
    expect(halfL1(row, inModel)).toBeCloseTo(row00.TV_half, 12);
    expect(kl(row, inModel)).toBeCloseTo(row00.KL_p_q, 12);
    expect(pinskerRadius(kl(row, inModel))).toBeCloseTo(row00.pinsker_sqrt2KL, 12);
    expect(wassersteinOnLine(Float64Array.of(0, 1, 2, 3), row, inModel)).toBeCloseTo(row00.W1_locations_0123, 12);
  });

  test("transport: each to the cheaper side, which a greedy plan would miss", () => {
    const half = Float64Array.of(0.5, 0.5);
    const { cost, plan, dualValue } = optimalTransport(Float64Array.of(1, 2, 2, 5), half, half);
    expect([...plan]).toEqual([0, 0.5, 0.5, 0]);
    expect([cost, dualValue]).toEqual([2, 2]);
  });

  test("empirical distributions count", () => {
    expect([...empiricalDistribution([2, 0, 2, 2], 3)]).toEqual([0.25, 0, 0.75]);
  });

  test("linear balls: dual norms of the gap (−1, 2)/4", () => {
    const features = Float64Array.of(0, 0, 1, 0, 0, 2);
    const [from, to] = [Float64Array.of(0.5, 0.25, 0.25), Float64Array.of(0.5, 0.5, 0)];
    const of = (norm: "l1" | "l2" | "linf"): number => linearBall(features, 3, { norm, radius: 4 }).supremum(from, to).distance;
    expect([of("l1"), of("l2"), of("linf")]).toEqual([2, Math.sqrt(5), 3].map((n) => expect.closeTo(n, 12) as number));
  });
});

describe("on random distributions", () => {
  test("transport: marginals, duality, and prices that prove it", () => check(1500, ({ p, q, random }) => {
    const cost = Float64Array.from({ length: p.length * q.length }, () => random.normal());
    const { plan, sourcePotential, targetPotential, cost: total, dualValue } = optimalTransport(cost, p, q);
    const n = p.length;
    for (let i = 0; i < n; i++) {
      expect(plan.subarray(i * n, (i + 1) * n).reduce((sum, x) => sum + x, 0)).toBeCloseTo(p[i]!, 12);
      expect(plan.reduce((sum, x, at) => at % n === i ? sum + x : sum, 0)).toBeCloseTo(q[i]!, 12);
    }
    expect(plan.every((x) => x >= 0)).toBe(true);
    expect(cost.every((c, at) => sourcePotential[Math.floor(at / n)]! + targetPotential[at % n]! <= c + 1e-12)).toBe(true);
    expect(dualValue).toBeCloseTo(total, 11);
  }));

  test("transport agrees with the line", () => check(1000, ({ p, q, points }) => {
    const line = points.map((point) => point.subarray(0, 1));
    const onLine = wassersteinOnLine(Float64Array.from(line, (point) => point[0]!), p, q);
    expect(wasserstein(distanceMatrix(euclideanDistance, line), p, q)).toBeCloseTo(onLine, 11);
  }, 12));

  test("transport of samples of one size is the best of all assignments", () => {
    const { points } = randomPair(7, 8);
    const left = points.slice(0, 4), right = points.slice(4), quarter = new Float64Array(4).fill(0.25);
    const cost = Float64Array.from({ length: 16 }, (_, at) => euclideanDistance(left[at >> 2]!, right[at & 3]!));
    const all = [0, 1, 2, 3];
    const permutations = all.flatMap((a) => all.flatMap((b) => all.map((c) => [a, b, c, 6 - a - b - c])))
      .filter((choice) => new Set(choice).size === 4);
    const best = Math.min(...permutations.map((choice) => choice.reduce((sum, j, i) => sum + cost[4 * i + j]! / 4, 0)));
    expect(permutations).toHaveLength(24);
    expect(optimalTransport(cost, quarter, quarter).cost).toBeCloseTo(best, 12);
  });

  test("every class has a witness that attains its distance, and none does better", () => check(800, (pair) => {
    const { p, q, points, random } = pair;
    const n = p.length;
    const features = Float64Array.from({ length: 3 * n }, () => random.normal());
    const distance = distanceMatrix(euclideanDistance, points), gram = gramMatrix(gaussianKernel(1), points);
    const gap = difference(pair);
    const random3 = (): Float64Array => Float64Array.from({ length: 3 }, () => random.normal());
    const linear = (theta: Float64Array): Float64Array => gap.map((_, i) => dot(theta, features.subarray(3 * i, 3 * i + 3)));
    const unit = (theta: Float64Array, length: number): Float64Array => theta.map((entry) => 2 * entry / length);
    const [a, b, c] = [random3(), random3(), random3()];
    const rivals = [
      [linearBall(features, n, { norm: "l2", radius: 2 }), linear(unit(a, Math.sqrt(dot(a, a))))],
      [linearBall(features, n, { norm: "l1", radius: 2 }), linear(unit(b, b.reduce((sum, x) => sum + Math.abs(x), 0)))],
      [linearBall(features, n, { norm: "linf", radius: 2 }), linear(unit(c, Math.max(...c.map(Math.abs))))],
      [lipschitzBall(distance, 2), Float64Array.from(points, (point) => 2 * euclideanDistance(point, points[0]!))],
      [boundedBall(n, 2), gap.map(() => 4 * random.uniform() - 2)],
      [rkhsBall(gram, 2), gram.slice(0, n).map((entry) => 2 * entry)], // k(x₀, ·) has norm 1
      [finiteClass(features.slice(0, 2 * n), n), features.slice(n, 2 * n)],
    ] as const;
    for (const [functions, rival] of rivals) {
      const { distance: largest, witness } = functions.supremum(p, q);
      expect(dot(gap, witness), functions.name).toBeCloseTo(largest, 10);
      expect(Math.abs(dot(gap, rival)), functions.name).toBeLessThanOrEqual(largest + 1e-10);
    }
  }));

  test("classes are the distances they are named after, and witnesses belong to them", () => check(800, ({ p, q, points }) => {
    const distance = distanceMatrix(euclideanDistance, points), gram = gramMatrix(gaussianKernel(1), points);
    const { witness, distance: lipschitz } = lipschitzBall(distance).supremum(p, q);
    expect(lipschitz).toBeCloseTo(wasserstein(distance, p, q), 11);
    const n = p.length;
    expect(distance.every((d, at) => Math.abs(witness[Math.floor(at / n)]! - witness[at % n]!) <= d + 1e-11)).toBe(true);
    expect(boundedBall(n).supremum(p, q).distance).toBeCloseTo(l1(p, q), 12);
    expect(rkhsBall(gram).supremum(p, q).distance).toBeCloseTo(maximumMeanDiscrepancy(gram, p, q), 10);
  }));

  test("|(p − q)·f| ≤ ‖p − q‖₁ max |f|, ≤ Lip(f) W₁; Pinsker; W₁ ≤ diameter · half of L1", () => check(1500, (pair) => {
    const { p, q, points, random } = pair;
    const f = p.map(() => random.normal());
    const distance = distanceMatrix(euclideanDistance, points);
    const n = p.length, transport = wasserstein(distance, p, q);
    const lipschitz = Math.max(0, ...distance.map((d, at) => d === 0 ? 0 : Math.abs(f[Math.floor(at / n)]! - f[at % n]!) / d));
    const seen = Math.abs(dot(difference(pair), f));
    expect(seen).toBeLessThanOrEqual(l1(p, q) * Math.max(...f.map(Math.abs)) + 1e-12);
    expect(seen).toBeLessThanOrEqual(lipschitz * transport + 1e-10);
    expect(l1(p, q)).toBeLessThanOrEqual(pinskerRadius(kl(p, q)) + 1e-12);
    expect(transport).toBeLessThanOrEqual(Math.max(...distance) * halfL1(p, q) + 1e-12);
  }));
});
