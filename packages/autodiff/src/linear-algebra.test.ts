import { describe, expect, test } from "vitest";
import type { Tensor } from "./index.ts";
import {
  add, checkOperation, cholesky, choleskySolve, diagonal, diagonalMatrix, erf, exp, grad, logDeterminant, matmul, mul, neg, numbers, pow, program,
  reshape, sub, sum, tensor, transpose, triangularSolve,
} from "./index.ts";

const wave = (shape: readonly number[], seed: number): Tensor =>
  tensor(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.7 * Math.sin(seed + 1.7 * i + 0.01 * i * i)), shape);
/** A triangular matrix with a diagonal around 2; both triangles are filled, to see that only one is read. */
const triangular = (shape: readonly number[], seed: number): Tensor =>
  add(mul(0.4, wave(shape, seed)), diagonalMatrix(add(2, wave(shape.slice(0, -1), seed + 3))));
/** Positive definite, not quite symmetric. */
const positive = (shape: readonly number[], seed: number): Tensor =>
  add(matmul(wave(shape, seed), transpose(wave(shape, seed))), add(diagonalMatrix(add(1.5, wave(shape.slice(0, -1), 2))), mul(0.1, wave(shape, 9))));
const values = (x: Tensor): number[] => [...numbers(x)];
const close = (found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i]!)));
};

type Case = readonly [name: string, operation: (...x: Tensor[]) => Tensor, ...inputs: Tensor[]];
const cases: readonly Case[] = [
  ["cholesky", (a) => cholesky(a), positive([4, 4], 1)],
  ["cholesky in batches", (a) => cholesky(a), positive([2, 3, 3], 1)],
  ["logDeterminant", (a) => logDeterminant(cholesky(a)), positive([4, 4], 1)],
  ["choleskySolve", (a, r) => choleskySolve(cholesky(a), r), positive([3, 3], 1), wave([3, 2], 5)],
  ["triangularSolve", (t, r) => triangularSolve(t, r), triangular([4, 4], 1), wave([4, 2], 5)],
  ["triangularSolve of the transposed", (t, r) => triangularSolve(t, r, { transposed: true }), triangular([4, 4], 1), wave([4, 2], 5)],
  ["triangularSolve of the upper", (t, r) => triangularSolve(t, r, { triangle: "upper" }), triangular([3, 3], 1), wave([3, 1], 5)],
  ["triangularSolve of the upper transposed", (t, r) => triangularSolve(t, r, { triangle: "upper", transposed: true }),
    triangular([3, 3], 1), wave([3, 2], 5)],
  ["triangularSolve in batches", (t, r) => triangularSolve(t, r), triangular([2, 3, 3], 1), wave([3, 2], 5)],
  ["diagonal", (a) => mul(diagonal(a), diagonal(a)), wave([2, 3, 3], 1)],
  ["diagonalMatrix", (a) => mul(diagonalMatrix(a), wave([3, 3], 4)), wave([2, 3], 1)],
  ["erf", (a) => erf(a), tensor([-4.1, -1.7, -0.99, -0.3, 0, 0.01, 0.5, 1.01, 2.2])],
  ["pow", (a, b) => pow(a, b), tensor([0.3, 1, 2.5]), tensor([-1.5, 0.7, 2.2])],
  ["pow, whole", (a) => add(pow(a, 5), add(pow(a, -2), pow(a, 0))), tensor([-1.3, 0.8, 2])],
  ["pow, one half", (a) => pow(a, 0.5), tensor([0.8, 2])],
];

describe("rules are the slopes of meanings, twice; code has the meaning", () => {
  for (const [name, operation, ...inputs] of cases) {
    test(name, () => expect(checkOperation(operation, inputs).checks.filter(({ passed }) => !passed)).toEqual([]));
  }
});

describe("linear algebra", () => {
  test("factors and solutions of hand-computed systems", () => {
    const lower = cholesky(tensor([4, 2, 2, 10], [2, 2]));
    expect(values(lower)).toEqual([2, 0, 1, 3]);
    expect(values(triangularSolve(lower, tensor([2, 7], [2, 1])))).toEqual([1, 2]);
    expect(values(triangularSolve(lower, tensor([4, 6], [2, 1]), { transposed: true }))).toEqual([1, 2]);
    expect(values(logDeterminant(lower))[0]).toBeCloseTo(Math.log(36), 14);
    expect(values(diagonal(lower))).toEqual([2, 3]);
  });
  test("the slope of log det A is the inverse of A", () => {
    const a = positive([5, 5], 3);
    const symmetric = mul(0.5, add(a, transpose(a)));
    const slope = grad((x: Tensor) => logDeterminant(cholesky(x)))(a);
    close(numbers(matmul(slope, symmetric)), numbers(diagonalMatrix(tensor([1, 1, 1, 1, 1]))), 1e-12);
  });
  test("a matrix larger than a block, in both precisions", () => {
    const a = positive([200, 200], 1), right = wave([200, 3], 2);
    for (const [dtype, tolerance] of [["float64", 1e-9], ["float32", 1e-3]] as const) {
      const residual = program(({ matrix, b }) => {
        const x = choleskySolve(cholesky(matrix), b);
        return sub(matmul(mul(0.5, add(matrix, transpose(matrix))), x), b);
      }, { matrix: { shape: [200, 200] }, b: { shape: [200, 3] } }, { dtype });
      close(residual.run({ matrix: a, b: right }), new Float64Array(600), tolerance);
    }
  });
  test("what is not positive definite gives NaN, alone in its batch", () => {
    const pair = tensor([1, 0, 0, 1, 1, 2, 2, 1], [2, 2, 2]);
    for (const dtype of ["float64", "float32"] as const) {
      expect([...program((a) => cholesky(a), { shape: [2, 2, 2] }, { dtype }).run(pair)]).toEqual([1, 0, 0, 1, NaN, NaN, NaN, NaN]);
    }
    expect(values(cholesky(pair))).toEqual([1, 0, 0, 1, NaN, NaN, NaN, NaN]);
  });
  test("a zero on the diagonal gives NaN in a compiled program", () => {
    expect([...program((a) => triangularSolve(a, tensor([1, 1], [2, 1])), { shape: [2, 2] }).run([1, 0, 1, 0])]).toEqual([NaN, NaN]);
  });
  test("shapes that do not fit are refused", () => {
    expect(() => cholesky(wave([2, 3], 1))).toThrow("expected cholesky: square matrices [… N×N]\n     got [2×3]");
    expect(() => triangularSolve(wave([2, 2], 1), wave([3, 1], 1))).toThrow("triangularSolve: [… N×N] and [… N×K]");
    expect(() => triangularSolve(wave([2, 2, 2], 1), wave([3, 2, 1], 1))).toThrow("leading axes that broadcast");
  });
  test("moments of a Gaussian process through its factor: the gradient of the evidence agrees with differences", () => {
    const inputs = wave([6, 2], 1), targets = wave([6, 1], 7);
    const evidence = ({ scale, noise }: { readonly scale: Tensor; readonly noise: Tensor }): Tensor => {
      const scaled = mul(inputs, exp(neg(scale)));
      const squares = sum(mul(scaled, scaled), 1);
      const distance = sub(add(reshape(squares, [6, 1]), squares), mul(2, matmul(scaled, transpose(scaled))));
      const lower = cholesky(add(exp(mul(-0.5, distance)), diagonalMatrix(mul(exp(noise), tensor([1, 1, 1, 1, 1, 1])))));
      return mul(-0.5, add(sum(mul(targets, choleskySolve(lower, targets))), logDeterminant(lower)));
    };
    const at = { scale: tensor([0.1, -0.3]), noise: tensor(-1.5) };
    const slopes = grad(evidence)(at);
    const step = 1e-6;
    const along = (by: number): number => values(evidence({ scale: add(at.scale, tensor([by, 2 * by])), noise: add(at.noise, -by) }))[0]!;
    const [first, second] = values(slopes.scale);
    expect(first! + 2 * second! - values(slopes.noise)[0]!).toBeCloseTo((along(step) - along(-step)) / (2 * step), 7);
    const compiled = program((w) => grad(evidence)(w), at, { dtype: "float64" }).run(at);
    close(compiled.scale, values(slopes.scale), 1e-11);
  });
});

describe("erf", () => {
  test("of known numbers, compiled too", () => {
    const [points, expected] = [[0, 0.5, 1, 2, -3, 7], [0, 0.5204998778130465, 0.8427007929497149, 0.9953222650189527, -0.9999779095030014, 1]];
    close(values(erf(tensor(points))), expected, 1e-15);
    close(program((x) => erf(x), { shape: [6] }, { dtype: "float64" }).run(points), expected, 3e-16);
    close(program((x) => erf(x), { shape: [6] }).run(points), expected, 1.2e-7);
  });
});
