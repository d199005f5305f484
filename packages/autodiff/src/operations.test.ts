import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tensor } from "./index.ts";
import {
  abs, add, broadcastTo, checkOperation, clamp, concat, cos, cumsum, cumsumBackwards, div, equal, exp, gather, greater, iota, log, logSoftmax,
  logSumExp, matmul, max, maximum, mean, minimum, mul, neg, numbers, oneHot, pick, program, relu, reshape, scatterAdd, sigmoid, silu, sin, slice,
  softmax, softplus, sqrt, square, sub, sum, tanh, tensor, transpose, where,
} from "./index.ts";

/** Numbers in (from, to) without symmetry, kept apart so that no two are equal. */
const spread = (shape: readonly number[], from: number, to: number, seed = 0): Tensor => {
  const count = shape.reduce((a, b) => a * b, 1);
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => ((a * 37 + seed) % 101) - ((b * 37 + seed) % 101) || a - b);
  return tensor(order.map((place) => from + (to - from) * (place + 0.37) / count), shape);
};
const index = (...values: number[]): Tensor => tensor(values, [values.length], "int32");

type Case = readonly [name: string, operation: (...x: Tensor[]) => Tensor, ...inputs: Tensor[]];
const cases: readonly Case[] = [
  ["add", add, spread([2, 3], -1, 1), spread([3], -1, 1, 5)],
  ["sub", sub, spread([2, 1], -1, 1), spread([1, 3], -1, 1, 5)],
  ["mul", mul, spread([3, 5], -2, 2), spread([3, 1], -1, 1, 5)],
  ["div", div, spread([2, 3], -1, 1), spread([2, 3], 1, 2, 5)],
  ["neg", neg, spread([5], -1, 1)],
  ["square", square, spread([3, 3], -1, 1)],
  ["maximum", maximum, spread([7], -1, 1), spread([7], -1, 1, 50)],
  ["minimum", minimum, spread([7], -1, 1), spread([7], -1, 1, 50)],
  ["clamp", (x) => clamp(x, -0.4, 0.3), spread([9], -1, 1)],
  ["abs", abs, spread([6], -1, 1)],
  ["where", (a, b) => where(greater(a, b), mul(a, a), mul(a, b)), spread([7], -1, 1), spread([7], -1, 1, 50)],
  ["exp", exp, spread([9], -3, 3)],
  ["log", log, spread([9], 0.1, 5)],
  ["sqrt", sqrt, spread([9], 0.1, 5)],
  ["sin", sin, spread([11], -9, 9)],
  ["cos", cos, spread([11], -9, 9)],
  ["tanh", tanh, spread([9], -3, 3)],
  ["sigmoid", sigmoid, spread([9], -3, 3)],
  ["softplus", softplus, spread([9], -3, 3)],
  ["silu", silu, spread([9], -3, 3)],
  ["relu", relu, spread([9], -3, 3)],
  ["sum", (x) => square(sum(x, 1)), spread([3, 5, 2], -1, 1)],
  ["sum over two axes", (x) => square(sum(x, [0, -1])), spread([3, 5, 2], -1, 1)],
  ["mean", (x) => square(mean(x, 0)), spread([3, 5], -1, 1)],
  ["max", (x) => square(max(x, 1)), spread([3, 5], -1, 1)],
  ["max over everything", (x) => square(max(x)), spread([3, 5], -1, 1)],
  ["logSumExp", (x) => logSumExp(x, -1), spread([3, 5], -1, 1)],
  ["logSoftmax", (x) => logSoftmax(x), spread([3, 5], -2, 2)],
  ["softmax", (x) => softmax(x, 0), spread([3, 5], -2, 2)],
  ["cumsum", (x) => square(cumsum(x)), spread([3, 5], -1, 1)],
  ["cumsum along the first axis", (x) => square(cumsum(x, 0)), spread([3, 2, 2], -1, 1)],
  ["cumsumBackwards", (x) => square(cumsumBackwards(x, 1)), spread([2, 5, 3], -1, 1)],
  ["matmul", matmul, spread([3, 5], -1, 1), spread([5, 2], -1, 1, 5)],
  ["matmul of one column", matmul, spread([3, 5], -1, 1), spread([5, 1], -1, 1, 5)],
  ["matmul of transposed", (a, b) => matmul(transpose(a), transpose(b)), spread([5, 3], -1, 1), spread([7, 5], -1, 1, 5)],
  ["matmul in batches", matmul, spread([2, 3, 4], -1, 1), spread([2, 4, 3], -1, 1, 5)],
  ["matmul of a shared operand", matmul, spread([2, 3, 4], -1, 1), spread([4, 5], -1, 1, 5)],
  ["matmul in batches of batches", matmul, spread([2, 1, 3, 4], -1, 1), spread([3, 4, 2], -1, 1, 5)],
  ["matmul of slices", (a, b) => matmul(slice(a, 1, 1, 4), slice(b, 0, 2, 5)), spread([3, 5], -1, 1), spread([6, 2], -1, 1, 5)],
  ["matmul, bias and relu", (a, b, c) => relu(add(matmul(a, b), c)), spread([3, 5], -1, 1), spread([5, 7], -1, 1, 5), spread([7], -1, 1, 9)],
  ["bias first, then matmul", (a, b, c) => add(c, matmul(a, b)), spread([3, 5], -1, 1), spread([5, 6], -1, 1, 5), spread([1, 6], -1, 1, 9)],
  ["matmul and relu", (a, b) => relu(matmul(a, b)), spread([3, 5], -1, 1), spread([5, 2], -1, 1, 5)],
  ["a bias for each matrix of a batch", (a, b, c) => relu(add(matmul(a, b), c)),
    spread([2, 3, 5], -1, 1), spread([2, 5, 4], -1, 1, 5), spread([2, 1, 4], -1, 1, 9)],
  ["a product that others read, too", (a, b, c) => { const y = matmul(a, b); return add(mul(relu(add(y, c)), y), add(y, c)); },
    spread([3, 5], -1, 1), spread([5, 4], -1, 1, 5), spread([4], -1, 1, 9)],
  ["a product plus a full matrix", (a, b) => relu(add(matmul(a, b), a)), spread([3, 3], -1, 1), spread([3, 3], -1, 1, 5)],
  ["a matrix times itself", (a) => matmul(a, transpose(a)), spread([3, 4], -1, 1)],
  ["reshape", (x) => square(reshape(x, [5, 3])), spread([3, 5], -1, 1)],
  ["reshape of a transposed", (x) => square(reshape(transpose(x), [5, 2, 3])), spread([6, 5], -1, 1)],
  ["reshape of repeated", (x) => square(reshape(broadcastTo(x, [2, 3]), [6])), spread([3], -1, 1)],
  ["transpose", (x, y) => mul(transpose(x, [2, 0, 1]), y), spread([2, 3, 4], -1, 1), spread([4, 2, 3], -1, 1, 5)],
  ["broadcastTo", (x) => square(broadcastTo(x, [2, 4, 3])), spread([4, 1], -1, 1)],
  ["slice", (x) => square(slice(x, 1, 1, 4)), spread([3, 5], -1, 1)],
  ["slice of a slice", (x) => square(slice(slice(x, 1, 1, 5), 0, 1, 3)), spread([3, 5, 2], -1, 1)],
  ["concat", (a, b) => square(concat([a, slice(b, 1, 0, 1), mul(a, 2)], 1)), spread([3, 2], -1, 1), spread([3, 4], -1, 1, 5)],
  ["concat along the first axis", (a, b) => square(concat([a, b], 0)), spread([3, 2], -1, 1), spread([1, 2], -1, 1, 5)],
  ["gather", (t, i) => square(gather(t, i)), spread([4, 3], -1, 1), index(2, 0, 2, 3, 1)],
  ["gather of transposed", (t, i) => square(gather(transpose(t), i)), spread([4, 3], -1, 1), index(2, 0, 2)],
  ["scatterAdd", (i, x) => square(scatterAdd(4, i, x)), index(2, 0, 2, 3, 2), spread([5, 3], -1, 1)],
  ["pick", (x, i) => square(pick(x, i)), spread([3, 4], -1, 1), index(2, 0, 3)],
  ["oneHot", (x, i) => mul(oneHot(i, 4), x), spread([3, 4], -1, 1), index(2, 0, 3)],
  ["iota", (x) => mul(x, iota(5)), spread([3, 5], -1, 1)],
  ["equal", (x) => mul(x, equal(x, x)), spread([5], -1, 1)],
];

describe("every operation: its rule is the slope of its meaning, twice, and its code has its meaning", () => {
  for (const [name, operation, ...inputs] of cases) {
    test(name, () => expect(checkOperation(operation, inputs).checks.filter(({ passed }) => !passed)).toEqual([]));
  }
});

describe("hand-computed numbers", () => {
  const values = (x: Tensor): number[] => [...numbers(x)];
  const matrix = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
  test.each<readonly [string, () => Tensor, readonly number[]]>([
    ["maximum", () => maximum(matrix, 3), [3, 3, 3, 4, 5, 6]],
    ["minimum", () => minimum(3, matrix), [1, 2, 3, 3, 3, 3]],
    ["clamp", () => clamp(matrix, 2, 5), [2, 2, 3, 4, 5, 5]],
    ["greater", () => greater(matrix, 3), [0, 0, 0, 1, 1, 1]],
    ["equal", () => equal(matrix, 3), [0, 0, 1, 0, 0, 0]],
    ["where", () => where(tensor([1, 0, 2]), matrix, -1), [1, -1, 3, 4, -1, 6]],
    ["abs", () => abs(sub(matrix, 4)), [3, 2, 1, 0, 1, 2]],
    ["relu", () => relu(sub(matrix, 4)), [0, 0, 0, 0, 1, 2]],
    ["sigmoid", () => sigmoid(tensor([0, Math.log(3)])), [0.5, 0.75]],
    ["softplus", () => softplus(tensor([0, 1000, -1000])), [Math.LN2, 1000, 0]],
    ["max", () => max(matrix, 0), [4, 5, 6]],
    ["logSumExp", () => logSumExp(tensor([1000, 1000])), [1000 + Math.LN2]],
    ["softmax", () => softmax(tensor([0, Math.log(3), Math.log(4)])), [0.125, 0.375, 0.5]],
    ["cumsum", () => cumsum(matrix), [1, 3, 6, 4, 9, 15]],
    ["cumsumBackwards", () => cumsumBackwards(matrix, 0), [5, 7, 9, 4, 5, 6]],
    ["transpose", () => transpose(matrix), [1, 4, 2, 5, 3, 6]],
    ["transpose in an order", () => transpose(reshape(matrix, [1, 2, 3]), [2, 0, 1]), [1, 4, 2, 5, 3, 6]],
    ["broadcastTo", () => broadcastTo(tensor([1, 2], [2, 1]), [2, 2]), [1, 1, 2, 2]],
    ["scatterAdd", () => scatterAdd(3, index(2, 0, 2), tensor([1, 2, 4])), [2, 0, 5]],
    ["oneHot", () => oneHot(index(1, 0), 2), [0, 1, 1, 0]],
  ])("%s", (_name, make, expected) => {
    const found = values(make());
    expected.forEach((each, i) => expect(found[i]).toBeCloseTo(each, 12));
    expect(found).toHaveLength(expected.length);
  });
  test("NaN and infinities go through compiled programs as through plain numbers", () => {
    const odd = tensor([0, -0, 1, -1, Infinity, -Infinity, NaN]);
    const all = (x: Tensor): Tensor[] => [exp, log, tanh, sigmoid, softplus, sqrt, relu, abs].map((f) => f(x))
      .concat(maximum(x, 0.5), minimum(x, 0.5), greater(x, 0), equal(x, x), max(x), sum(x), div(1, x));
    for (const dtype of ["float64", "float32"] as const) {
      const compiled = program((x) => all(x), odd, { dtype }).run(odd);
      all(odd).forEach((expected, i) => numbers(expected).forEach((each, place) => {
        if (Number.isFinite(each)) expect(compiled[i]![place]).toBeCloseTo(each, 6);
        else expect(compiled[i]![place]).toBe(each);
      }));
    }
  });
  test("indices outside give NaN, nothing and 0 in a compiled program", () => {
    const lookups = program(
      ({ t, i }) => ({ gathered: gather(t, i), added: scatterAdd(2, i, t), picked: pick(t, i) }),
      { t: { shape: [3, 2] }, i: { shape: [3], dtype: "int32" } },
    );
    const { gathered, added, picked } = lookups.run({ t: [1, 2, 3, 4, 5, 6], i: [1, -1, 7] });
    expect([...gathered]).toEqual([3, 4, NaN, NaN, NaN, NaN]);
    expect([...added]).toEqual([0, 0, 1, 2]);
    expect([...picked]).toEqual([2, 0, 0]);
    expect([...lookups.run({ t: [1, 2, 3, 4, 5, 6], i: [NaN, 1, 1] }).gathered]).toEqual([NaN, NaN, 3, 4, 3, 4]);
  });
});

describe("elementary functions of compiled programs", () => {
  test.each<readonly [string, (x: Tensor) => Tensor, (x: number) => number, number, number]>([
    ["exp", exp, Math.exp, -80, 80], ["log", log, Math.log, 1e-30, 1e30], ["log near 1", log, Math.log, 0.5, 2],
    ["tanh", tanh, Math.tanh, -12, 12], ["tanh near 0", tanh, Math.tanh, -1e-3, 1e-3],
    ["softplus", softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), -50, 50],
  ])("%s is within a few units in the last place", (_name, traced, exact, from, to) => {
    const count = 1001;
    const points = Array.from({ length: count }, (_, i) => from + (to - from) * i / (count - 1));
    for (const [dtype, unit] of [["float64", 2 ** -52], ["float32", 2 ** -23]] as const) {
      const rounded = dtype === "float32" ? points.map(Math.fround) : points;
      const found = program((x) => traced(x), { shape: [count] }, { dtype }).run(rounded);
      rounded.forEach((x, i) => expect(Math.abs(found[i]! - exact(x))).toBeLessThanOrEqual(4 * unit * Math.abs(exact(x)) + 1e-300));
    }
  });
  test("sine and cosine keep their absolute accuracy over many turns", () => {
    for (const [dtype, tolerance, range] of [["float64", 1e-15, 1e5], ["float32", 3e-7, 1e3]] as const) {
      const points = Array.from({ length: 999 }, (_, i) => Math.fround((i / 499 - 1) * range));
      const found = program((x) => [sin(x), cos(x)], { shape: [999] }, { dtype }).run(points);
      points.forEach((x, i) => {
        expect(Math.abs(found[0]![i]! - Math.sin(x))).toBeLessThan(tolerance);
        expect(Math.abs(found[1]![i]! - Math.cos(x))).toBeLessThan(tolerance);
      });
    }
  });
});

describe("shapes at random", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 3 });
  const unary = fc.constantFrom<(x: Tensor) => Tensor>(
    (x) => sum(square(x)), (x) => square(x), (x) => (x.shape.length > 0 ? logSoftmax(x) : x), (x) => max(x), (x) => transpose(tanh(x)),
    (x) => (x.shape.length > 0 ? cumsum(x, 0) : x), (x) => (x.shape.length > 0 ? concat([x, exp(x)], 0) : x), (x) => mean(x, x.shape.map((_, axis) => axis)),
    (x) => (x.shape.length > 0 && x.shape[0]! > 1 ? mul(slice(x, 0, 1, x.shape[0]!), 3) : x),
  );
  test("compiled is what is meant, alone and in chains, fused and not", () => {
    fc.assert(fc.property(lengths, fc.array(unary, { minLength: 1, maxLength: 4 }), (shape, chain) => {
      const x = spread(shape, -1, 1);
      const f = (start: Tensor): Tensor => chain.reduce((y, step) => step(y), start);
      for (const fuse of [true, false]) expectClose(program((y) => f(y), x, { dtype: "float64", fuse }).run(x), numbers(f(x)), 1e-12);
    }), { seed: 1, numRuns: 150 });
  });
  test("pairs of shapes that broadcast", () => {
    const stretched = lengths.chain((shape) => fc.tuple(
      fc.constant(shape), fc.tuple(...shape.map((length) => fc.constantFrom(1, length))), fc.nat({ max: shape.length })));
    fc.assert(fc.property(stretched, ([shape, thin, cut]) => {
      const [a, b] = [spread(shape, -1, 1), spread(thin.slice(cut), 1, 2, 9)];
      const f = ({ p, q }: { p: Tensor; q: Tensor }): Tensor[] => [div(p, q), sub(q, p), maximum(mul(p, 3), q)];
      const compiled = program(f, { p: a, q: b }, { dtype: "float64" }).run({ p: a, q: b });
      f({ p: a, q: b }).forEach((expected, i) => expectClose(compiled[i]!, numbers(expected), 1e-12));
    }), { seed: 1 });
  });
  test("matrix products of odd shapes", () => {
    const length = fc.integer({ min: 1, max: 9 });
    fc.assert(fc.property(length, length, length, fc.boolean(), fc.boolean(), (m, k, n, flipA, flipB) => {
      const [a, b] = [spread(flipA ? [k, m] : [m, k], -1, 1), spread(flipB ? [n, k] : [k, n], -1, 1, 9)];
      const f = ({ p, q }: { p: Tensor; q: Tensor }): Tensor => matmul(flipA ? transpose(p) : p, flipB ? transpose(q) : q);
      expectClose(program(f, { p: a, q: b }, { dtype: "float64" }).run({ p: a, q: b }), numbers(f({ p: a, q: b })), 1e-12);
      expectClose(program(f, { p: a, q: b }).run({ p: a, q: b }), numbers(f({ p: a, q: b })), 1e-5);
    }), { seed: 1 });
  });
});

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(found[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i]!)));
  }
}
