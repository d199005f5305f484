import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tensor } from "./index.ts";
import {
  add, concat, div, exp, gather, iota, log, logSoftmax, matmul, mean, mul, neg, numbers, pick, reshape, slice, square,
  stopGradient, sub, sum,
  tanh, tensor, TensorError,
} from "./index.ts";

const shown = (x: Tensor): [readonly number[], number[]] => [x.shape, [...numbers(x)]];
const matrix = tensor([1, 2, 3, 4, 5, 6], [2, 3]);

describe("tensors", () => {
  test("keep a copy of their numbers, and give a copy", () => {
    const data = [1, 2];
    const made = tensor(data);
    data[0] = 9;
    numbers(made)[1] = 9;
    expect(shown(made)).toEqual([[2], [1, 2]]);
    expect(shown(tensor(7))).toEqual([[], [7]]);
  });
  test("have an element type", () => {
    expect(numbers(tensor([0.1], [1], "float32"))[0]).toBe(Math.fround(0.1));
    expect(() => tensor([0.5], [1], "int32")).toThrow("expected tensor: whole numbers of 32 bits for int32\n     got 0.5");
    expect(add(iota(2), 1).dtype).toBe("int32");
    expect(add(iota(2), 0.5).dtype).toBe("float64");
    expect(div(iota(2), 2).dtype).toBe("float64");
    expect(add(tensor([1], [1], "float32"), 1).dtype).toBe("float64");
  });
  test("refuse shapes that hold another number of numbers, and tensors without numbers", () => {
    expect(() => tensor([1, 2, 3], [2, 2])).toThrow("expected tensor: 3 places in the shape\n     got [2×2], which has 4");
    expect(() => numbers({ shape: [1], dtype: "float64", "~trace": null })).toThrow("a tensor [1] without numbers");
  });
});

describe("elementwise operations", () => {
  test("work place by place", () => {
    const [a, b] = [tensor([1, -2]), tensor([4, 8])];
    expect(shown(add(a, b))).toEqual([[2], [5, 6]]);
    expect(shown(sub(a, b))).toEqual([[2], [-3, -10]]);
    expect(shown(mul(a, b))).toEqual([[2], [4, -16]]);
    expect(shown(div(a, b))).toEqual([[2], [0.25, -0.25]]);
    expect(shown(sub(1, a))).toEqual([[2], [0, 3]]);
    expect(shown(neg(a))).toEqual([[2], [-1, 2]]);
    expect(shown(square(a))).toEqual([[2], [1, 4]]);
    expect(shown(exp(a))).toEqual([[2], [Math.exp(1), Math.exp(-2)]]);
    expect(shown(log(b))).toEqual([[2], [Math.log(4), Math.log(8)]]);
    expect(shown(tanh(a))).toEqual([[2], [Math.tanh(1), Math.tanh(-2)]]);
  });
  test("broadcast from the last axis", () => {
    expect(shown(add(matrix, tensor([10, 20, 30])))).toEqual([[2, 3], [11, 22, 33, 14, 25, 36]]);
    expect(shown(add(matrix, tensor([10, 20], [2, 1])))).toEqual([[2, 3], [11, 12, 13, 24, 25, 26]]);
    expect(shown(mul(tensor([1, 2], [2, 1]), tensor([3, 4], [1, 2])))).toEqual([[2, 2], [3, 4, 6, 8]]);
  });
  test("name themselves and the shapes when these do not fit", () => {
    expect(() => add(matrix, tensor([1, 2]))).toThrow("expected add: shapes that broadcast\n     got [2×3] and [2]");
    expect(() => add(matrix, tensor([1, 2]))).toThrow(TensorError);
  });
});

describe("reductions", () => {
  test("over everything and along an axis", () => {
    expect(shown(sum(matrix))).toEqual([[], [21]]);
    expect(shown(sum(matrix, 0))).toEqual([[3], [5, 7, 9]]);
    expect(shown(sum(matrix, 1))).toEqual([[2], [6, 15]]);
    expect(shown(mean(matrix, -1))).toEqual([[2], [2, 5]]);
    expect(shown(mean(matrix))).toEqual([[], [3.5]]);
    expect(mean(iota(4)).dtype).toBe("float64");
    expect(() => sum(matrix, 2)).toThrow("expected sum: an axis of [2×3]\n     got 2");
    expect(() => mean(matrix, -3)).toThrow("expected mean: an axis");
  });
  test("log softmax is one of probabilities that sum to one, also far from zero", () => {
    const y = logSoftmax(tensor([0, Math.log(3), 1000, 1000], [2, 2]));
    expect(numbers(y)[0]).toBeCloseTo(Math.log(1 / 4), 14);
    expect(numbers(y)[1]).toBeCloseTo(Math.log(3 / 4), 14);
    expect(numbers(y)[3]).toBeCloseTo(Math.log(1 / 2), 14);
  });
});

describe("matrices, indices and shapes", () => {
  test("the matrix product, alone and in batches", () => {
    expect(shown(matmul(matrix, tensor([1, 0, 0, 1, 1, 1], [3, 2])))).toEqual([[2, 2], [4, 5, 10, 11]]);
    const two = tensor([1, 0, 0, 1, 2, 0, 0, 2], [2, 2, 2]);
    expect(shown(matmul(two, tensor([1, 2, 3, 4], [2, 2])))).toEqual([[2, 2, 2], [1, 2, 3, 4, 2, 4, 6, 8]]);
    expect(() => matmul(matrix, matrix)).toThrow("expected matmul: [… I×K] and [… K×J]\n     got [2×3] and [2×3]");
  });
  test("gather takes rows, pick takes one entry of each row", () => {
    expect(shown(gather(matrix, tensor([1, 0, 1], [3], "int32")))).toEqual([[3, 3], [4, 5, 6, 1, 2, 3, 4, 5, 6]]);
    expect(shown(gather(tensor([7, 8]), iota(2)))).toEqual([[2], [7, 8]]);
    expect(shown(pick(matrix, tensor([2, 0])))).toEqual([[2], [3, 4]]);
    expect(() => gather(matrix, tensor([2]))).toThrow("expected gather: whole numbers from 0 to 1 in the index\n     got 2");
    expect(() => pick(matrix, tensor([0]))).toThrow("pick: rows [B×K] and an index [B]");
  });
  test("slice, concat, reshape, stopGradient", () => {
    expect(shown(slice(matrix, 1, 1, 3))).toEqual([[2, 2], [2, 3, 5, 6]]);
    expect(shown(concat([matrix, tensor([8, 9], [2, 1])], 1))).toEqual([[2, 4], [1, 2, 3, 8, 4, 5, 6, 9]]);
    expect(shown(reshape(matrix, [3, 2]))).toEqual([[3, 2], [1, 2, 3, 4, 5, 6]]);
    expect(stopGradient(matrix)).toBe(matrix);
    expect(() => slice(matrix, 0, 1, 3)).toThrow("0 <= from <= to <= 2 along axis 0");
    expect(() => concat([matrix, tensor([1, 2, 3])], 0)).toThrow("concat: shapes that differ along axis 0 alone");
    expect(() => concat([], 0)).toThrow("at least one tensor");
    expect(() => reshape(matrix, [4])).toThrow("reshape: a shape of 6 numbers");
  });
  test("cutting and joining again changes nothing", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(lengths, fc.nat(), fc.nat(), (shape, chooseAxis, chooseCut) => {
      const whole = reshape(iota(shape.reduce((a, b) => a * b, 1)), shape);
      const axis = chooseAxis % shape.length;
      const cut = chooseCut % (shape[axis]! + 1);
      expect(shown(concat([slice(whole, axis, 0, cut), slice(whole, axis, cut, shape[axis]!)], axis))).toEqual(shown(whole));
    }), { seed: 1 });
  });
});
