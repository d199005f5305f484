import { add, grad, mul, numbers, square, sum, tensor } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gradientError, noiseOf, randomOf } from "./fixtures/central-differences.ts";
import type { Gaussian } from "./index.ts";
import {
  categorical, gaussian, gaussianMixture, softBounded, squareRootTransform, symmetricLogarithm, tanhGaussian, twoHot,
} from "./index.ts";

const first = (x: Tensor): number => numbers(x)[0]!;
const row = (...values: number[]): Tensor => tensor(values, [1, values.length]);
const column = (values: readonly number[]): Tensor => tensor(values, [values.length, 1]);

/** Midpoints of `count` intervals, and their width. */
function grid(low: number, high: number, count: number): { readonly points: readonly number[]; readonly width: number } {
  const width = (high - low) / count;
  return { points: Array.from({ length: count }, (_, i) => low + (i + 0.5) * width), width };
}
/** ∫ exp(log p) · g by the midpoint rule. */
function integral(
  low: number, high: number, logProbability: (x: Tensor) => Tensor, g: (logP: number, x: number) => number,
): number {
  const { points, width } = grid(low, high, 4000);
  const values = numbers(logProbability(column(points)));
  return values.reduce((total, logP, i) => total + width * Math.exp(logP) * g(logP, points[i]!), 0);
}

const real = fc.double({ min: -3, max: 3, noNaN: true });
const rows = (count: number): fc.Arbitrary<number[]> => fc.array(real, { minLength: count, maxLength: count });

describe("gaussian", () => {
  test("by hand", () => {
    const p = gaussian(row(1, 2), row(0, Math.log(4)));
    expect(first(p.logProbability(row(2, 0)))).toBeCloseTo(-0.5 * (1 + 1 + Math.log(4) + 2 * Math.log(2 * Math.PI)), 12);
    expect([...numbers(p.sample(row(1, -1)))]).toEqual([2, 0]);
    expect(first(p.kl(gaussian(row(0, 2), row(0, Math.log(4)))))).toBeCloseTo(0.5, 12);
  });
  test("integrates to 1, has its mean, and its entropy is −E log p", () => {
    const p = gaussian(row(0.7), row(-0.9));
    expect(integral(-8, 9, p.logProbability, () => 1)).toBeCloseTo(1, 9);
    expect(integral(-8, 9, p.logProbability, (_logP, x) => x)).toBeCloseTo(0.7, 9);
    expect(-integral(-8, 9, p.logProbability, (logP) => logP)).toBeCloseTo(first(p.entropy()), 9);
  });
  test("the divergence is E log p − log q, at least 0, and 0 from itself", () => {
    const [p, q] = [gaussian(row(0.7), row(-0.9)), gaussian(row(-0.2), row(0.4))];
    const expected = integral(-8, 9, p.logProbability, (logP, x) => logP - first(q.logProbability(row(x))));
    expect(first(p.kl(q))).toBeCloseTo(expected, 8);
    fc.assert(fc.property(rows(2), rows(2), rows(2), rows(2), (a, b, c, d) => {
      const [one, other] = [gaussian(row(...a), row(...b)), gaussian(row(...c), row(...d))];
      expect(first(one.kl(other))).toBeGreaterThanOrEqual(-1e-12);
      expect(Math.abs(first(one.kl(one)))).toBeLessThan(1e-12);
    }), { seed: 1 });
  });
  test("gradients, and a variance that all rows share", () => {
    const parts = { mean: noiseOf(randomOf(1), [3, 2]), logVariance: noiseOf(randomOf(2), [2]) };
    const x = noiseOf(randomOf(3), [3, 2]);
    expect(gradientError(({ mean, logVariance }: typeof parts) => {
      const p = gaussian(mean, logVariance);
      return sum(add(add(square(p.logProbability(x)), square(p.entropy())), sum(square(p.sample(x)), -1)));
    }, parts)).toBeLessThan(1e-6);
    expect(gaussian(parts.mean, parts.logVariance).entropy().shape).toEqual([3]);
  });
  test("soft bounds hold, keep what is inside, and let derivatives pass", () => {
    const bounds = { minimum: -10, maximum: 0.5 };
    const y = numbers(softBounded(tensor([-1000, -5, 0.5, 1000]), bounds));
    const twin = (x: number): number => {
      const below = 0.5 - Math.log1p(Math.exp(0.5 - x));
      return -10 + Math.log1p(Math.exp(below + 10));
    };
    expect(y[0]).toBeCloseTo(-10, 12);
    expect(y[1]).toBeCloseTo(twin(-5), 12);
    expect(y[2]).toBeCloseTo(twin(0.5), 12);
    expect(y[3]).toBeCloseTo(0.5 + Math.log1p(Math.exp(-10.5)), 12);
    const trained = { x: tensor([-9, -1, 0, 2]), minimum: tensor([-3]), maximum: tensor([1]) };
    expect(gradientError((own: typeof trained) => sum(square(softBounded(own.x, own))), trained)).toBeLessThan(1e-6);
  });
});

describe("tanh-gaussian", () => {
  const p = tanhGaussian(row(0.4), row(-0.7));
  test("integrates to 1 over (−1, 1)", () => {
    expect(integral(-1, 1, p.logProbability, () => 1)).toBeCloseTo(1, 5);
  });
  test("a sample is scored as its log-probability says, with the slope of tanh", () => {
    const { sample, logProbability } = p.scoredSample(row(0.3));
    const u = 0.4 + Math.exp(-0.35) * 0.3;
    expect(first(sample)).toBeCloseTo(Math.tanh(u), 14);
    const inner = first(gaussian(row(0.4), row(-0.7)).logProbability(row(u)));
    expect(first(logProbability)).toBeCloseTo(inner - Math.log(1 - Math.tanh(u) ** 2), 12);
    expect(first(p.logProbability(sample))).toBeCloseTo(first(logProbability), 10);
    expect(first(p.sample(row(0.3)))).toBe(first(sample));
    expect(first(p.median)).toBe(Math.tanh(0.4));
  });
  test("stays finite where tanh is 1", () => {
    const far = p.scoredSample(row(60));
    const u = 0.4 + Math.exp(-0.35) * 60;
    expect(first(far.sample)).toBe(1);
    const inner = first(gaussian(row(0.4), row(-0.7)).logProbability(row(u)));
    expect(first(far.logProbability)).toBeCloseTo(inner - 2 * (Math.LN2 - u), 9);
    expect(first(p.logProbability(row(1)))).toBeGreaterThan(-Infinity);
  });
  test("gradients of the score", () => {
    const parts = { mean: noiseOf(randomOf(1), [3, 2]), logVariance: noiseOf(randomOf(2), [3, 2]) };
    const noise = noiseOf(randomOf(3), [3, 2]);
    const score = ({ mean, logVariance }: typeof parts): Tensor =>
      tanhGaussian(mean, logVariance).scoredSample(noise).logProbability;
    expect(gradientError((own: typeof parts) => sum(square(score(own))), parts)).toBeLessThan(1e-6);
  });
});

describe("categorical", () => {
  test("by hand", () => {
    const p = categorical(row(0, Math.log(3)));
    expect([...numbers(p.probabilities)].map((each) => Number(each.toFixed(12)))).toEqual([0.25, 0.75]);
    expect(first(p.logProbability(tensor([1], [1], "int32")))).toBeCloseTo(Math.log(0.75), 12);
    expect(first(p.entropy())).toBeCloseTo(-(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75)), 12);
    expect(first(p.kl(categorical(row(0, 0))))).toBeCloseTo(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), 12);
  });
  test("probabilities sum to 1, divergences are at least 0, and 0 from itself", () => {
    fc.assert(fc.property(rows(4), rows(4), (a, b) => {
      const [p, q] = [categorical(row(...a)), categorical(row(...b))];
      expect(first(sum(p.probabilities))).toBeCloseTo(1, 12);
      expect(first(p.kl(q))).toBeGreaterThanOrEqual(-1e-12);
      expect(Math.abs(first(p.kl(p)))).toBeLessThan(1e-12);
    }), { seed: 1 });
  });
  test("samples by the inverse of the cumulative probabilities", () => {
    const p = categorical(tensor(Array.from({ length: 6 }, () => [0, Math.log(3), Math.log(4)]).flat(), [6, 3]));
    expect([...numbers(p.sample(tensor([0, 0.124, 0.126, 0.499, 0.501, 1])))]).toEqual([0, 0, 1, 1, 2, 2]);
  });
  test("straight through: a one, with the derivative of the probabilities", () => {
    const logits = row(0.3, -0.2, 0.9);
    const p = categorical(logits);
    expect([...numbers(p.straightThrough(tensor([0.5])))].map((each) => Math.round(each * 1e12) / 1e12)).toEqual([0, 0, 1]);
    const slope = (of: (q: typeof p) => Tensor): number[] =>
      [...numbers(grad((x: Tensor) => sum(mul(of(categorical(x)), row(1, 5, -2))))(logits))];
    expect(slope((q) => q.straightThrough(tensor([0.5])))).toEqual(slope((q) => q.probabilities));
    expect(gradientError((x: Tensor) => sum(categorical(x).entropy()), logits)).toBeLessThan(1e-6);
  });
});

describe("mixtures of gaussians", () => {
  const [logits, means, logVariances] = [row(0, 1), tensor([-1, 2], [1, 2, 1]), tensor([-0.5, 0.3], [1, 2, 1])];
  const p = gaussianMixture(logits, means, logVariances);
  test("the probability is the weighted sum, and integrates to 1", () => {
    const component = (k: number): Gaussian => gaussian(row(numbers(means)[k]!), row(numbers(logVariances)[k]!));
    const at = (k: number, x: number): number => Math.exp(first(component(k).logProbability(row(x))));
    const weight = Math.E / (1 + Math.E);
    expect(first(p.logProbability(row(0.5)))).toBeCloseTo(Math.log((1 - weight) * at(0, 0.5) + weight * at(1, 0.5)), 12);
    expect(first(p.mean)).toBeCloseTo(-1 + 3 * weight, 12);
    const over = (x: Tensor): Tensor => gaussianMixture(
      tensor(Array.from({ length: x.shape[0]! }, () => [0, 1]).flat(), [x.shape[0]!, 2]),
      tensor(Array.from({ length: x.shape[0]! }, () => [-1, 2]).flat(), [x.shape[0]!, 2, 1]), logVariances,
    ).logProbability(x);
    expect(integral(-10, 12, over, () => 1)).toBeCloseTo(1, 9);
  });
  test("a sample lies in the component that the noise chose", () => {
    expect(first(p.sample({ component: tensor([0.1]), place: row(2) }))).toBeCloseTo(-1 + 2 * Math.exp(-0.25), 12);
    expect(first(p.sample({ component: tensor([0.9]), place: row(-1) }))).toBeCloseTo(2 - Math.exp(0.15), 12);
  });
  test("gradients", () => {
    const noise = (seed: number): Tensor => noiseOf(randomOf(seed), [2, 3, 2]);
    const parts = { logits: noiseOf(randomOf(1), [2, 3]), means: noise(2), logVariances: noise(3) };
    const x = noiseOf(randomOf(4), [2, 2]);
    expect(gradientError(
      (own: typeof parts) => sum(square(gaussianMixture(own.logits, own.means, own.logVariances).logProbability(x))), parts,
    )).toBeLessThan(1e-6);
  });
});

describe("two-hot", () => {
  test("by hand, and ends hold what is outside", () => {
    const support = twoHot({ minimum: -1, maximum: 1, count: 3 });
    expect([...numbers(support.encode(tensor([0.25, -7, 1])))]).toEqual([0, 0.75, 0.25, 1, 0, 0, 0, 0, 1]);
    expect(() => twoHot({ minimum: 1, maximum: 0, count: 3 })).toThrow("the lower one first\n     got 3 from 1 to 0");
  });
  test("the square-root transform, by numbers", () => {
    const { forward, inverse } = squareRootTransform();
    const values = [1, 10, 100, -50];
    const expected = [0.415214, 2.326625, 9.149876, -6.191428];
    numbers(forward(tensor(values))).forEach((h, i) => expect(h).toBeCloseTo(expected[i]!, 6));
    numbers(inverse(forward(tensor(values)))).forEach((v, i) => expect(v).toBeCloseTo(values[i]!, 6));
    const support = twoHot({ minimum: -10, maximum: 10, count: 21, transform: squareRootTransform() });
    const encoded = numbers(support.encode(tensor([10])));
    expect([encoded[12], encoded[13]].map((each) => Number(each!.toFixed(6)))).toEqual([0.673375, 0.326625]);
  });
  test("decodes what it encodes, with either transform", () => {
    for (const transform of [squareRootTransform(), symmetricLogarithm]) {
      const support = twoHot({ minimum: -6, maximum: 6, count: 13, transform });
      fc.assert(fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (value) => {
        const probabilities = support.encode(tensor([value]));
        expect(first(sum(probabilities))).toBeCloseTo(1, 12);
        const logits = tensor(numbers(probabilities).map((p) => Math.log(p + 1e-300)), [1, 13]);
        expect(first(support.decode(logits))).toBeCloseTo(value, 7);
      }), { seed: 1 });
    }
  });
  test("the cross-entropy is least at the target, where it is the entropy", () => {
    const support = twoHot({ minimum: -1, maximum: 1, count: 3 });
    const value = tensor([0.25]);
    const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    const logits = (x: number): Tensor => row(-200, Math.log(0.75) + x, Math.log(0.25));
    expect(first(support.crossEntropy(logits(0), value))).toBeCloseTo(entropy, 12);
    expect(first(support.crossEntropy(logits(0.1), value))).toBeGreaterThan(entropy);
    expect(gradientError((x: Tensor) => sum(support.crossEntropy(x, value)), row(0.1, 0.5, -0.4))).toBeLessThan(1e-6);
  });
});
