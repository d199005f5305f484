import { describe, expect, test } from "vitest";
import type { Tensor } from "./index.ts";
import {
  add, customVjp, exp, grad, gradient, hvp, jvp, matmul, mean, mul, neg, numbers, program, sin, square, stopGradient, sub, sum, tanh, tensor,
  TensorError, valueAndGrad, vjp,
} from "./index.ts";

const values = (x: Tensor): number[] => [...numbers(x)];
const cubed = (x: Tensor): Tensor => mul(x, square(x));

interface Layer { readonly weight: Tensor; readonly bias: Tensor }
const rows = tensor([0.3, -0.2, 0.8, 0.5, -0.6, 0.1], [3, 2]);
const network = (w: readonly Layer[]): Tensor => {
  const hidden = tanh(add(matmul(rows, w[0]!.weight), w[0]!.bias));
  return mean(square(sub(matmul(hidden, w[1]!.weight), w[1]!.bias)));
};
const wave = (count: number, seed: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i));
const weights: readonly Layer[] = [
  { weight: tensor(wave(8, 1), [2, 4]), bias: tensor(wave(4, 2)) }, { weight: tensor(wave(4, 3), [4, 1]), bias: tensor(wave(1, 4)) },
];
const direction: readonly Layer[] = [
  { weight: tensor(wave(8, 5), [2, 4]), bias: tensor(wave(4, 6)) }, { weight: tensor(wave(4, 7), [4, 1]), bias: tensor(wave(1, 8)) },
];
const moved = (by: number): Layer[] => weights.map(({ weight, bias }, i) =>
  ({ weight: add(weight, mul(by, direction[i]!.weight)), bias: add(bias, mul(by, direction[i]!.bias)) }));
const flat = (tree: readonly Layer[]): number[] => tree.flatMap(({ weight, bias }) => [...values(weight), ...values(bias)]);
const inner = (a: readonly number[], b: readonly number[]): number => a.reduce((total, each, i) => total + each * b[i]!, 0);
const step = 1e-5;

describe("derivatives of functions of trees, on plain numbers", () => {
  test("value and gradient along a direction agree with differences", () => {
    const [value, slopes] = valueAndGrad(network)(weights);
    expect(values(value)).toEqual(values(network(weights)));
    const difference = (numbers(network(moved(step)))[0]! - numbers(network(moved(-step)))[0]!) / (2 * step);
    expect(inner(flat(slopes), flat(direction))).toBeCloseTo(difference, 8);
  });
  test("a Hessian times a vector agrees with differences of gradients", () => {
    const [after, before] = [flat(grad(network)(moved(step))), flat(grad(network)(moved(-step)))];
    flat(hvp(network, weights, direction)).forEach((each, i) => expect(each).toBeCloseTo((after[i]! - before[i]!) / (2 * step), 7));
  });
  test("forward mode is reverse mode seen from the other side", () => {
    const x = tensor([0.3, -0.7, 1.1]);
    const f = (y: Tensor): Tensor => mul(sin(y), sum(exp(y)));
    const [v, u] = [tensor([0.2, 0.5, -1]), tensor([1, -2, 0.5])];
    const { value, tangent } = jvp(f, x, v);
    const [back] = vjp(f, x).pullback(u);
    expect(values(value)).toEqual(values(f(x)));
    expect(inner(values(tangent), values(u))).toBeCloseTo(inner(values(back), values(v)), 12);
    const difference = values(f(add(x, mul(step, v)))).map((each, i) => (each - values(f(sub(x, mul(step, v))))[i]!) / (2 * step));
    values(tangent).forEach((each, i) => expect(each).toBeCloseTo(difference[i]!, 8));
  });
  test("third derivatives: x³ has 6, sine minus cosine", () => {
    const third = (f: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) => grad(grad(grad(f)));
    expect(values(third(cubed)(tensor(2)))).toEqual([6]);
    expect(values(third((x) => sin(x))(tensor(0.7)))[0]).toBeCloseTo(-Math.cos(0.7), 14);
    expect(values(third((x) => tanh(x))(tensor(0.7)))[0]).toBeCloseTo(
      (values(grad(grad((x: Tensor) => tanh(x)))(tensor(0.7 + step)))[0]! - values(grad(grad((x: Tensor) => tanh(x)))(tensor(0.7 - step)))[0]!) / (2 * step), 8);
  });
  test("gradient is that of each row", () => {
    const f = (x: Tensor): Tensor => sum(square(x), 1);
    expect(values(gradient(f)(tensor([1, 2, 3, 4], [2, 2])))).toEqual([2, 4, 6, 8]);
  });
  test("the result holds plain numbers", () => {
    const slope = grad(cubed)(tensor(2));
    expect(slope["~trace"]).toBeInstanceOf(Float64Array);
    expect(slope.shape).toEqual([]);
  });
});

describe("what is constant", () => {
  test("stopGradient, what a function captures, and what it does not read", () => {
    const x = tensor([1, 2]);
    expect(values(grad((y: Tensor) => sum(mul(y, stopGradient(y))))(x))).toEqual([1, 2]);
    expect(values(grad((y: Tensor) => sum(mul(y, x)))(x))).toEqual([1, 2]);
    expect(values(grad((_y: Tensor) => sum(x))(x))).toEqual([0, 0]);
  });
  test("captured tensors stay constant inside a program, too", () => {
    const slope = program((x) => grad((y: Tensor) => sum(mul(y, x)))(x), { shape: [2] });
    expect([...slope.run([1, 2])]).toEqual([1, 2]);
  });
  test("further arguments are not differentiated", () => {
    expect(values(grad((y: Tensor, z: Tensor) => mul(y, z))(tensor(3), tensor(5)))).toEqual([5]);
  });
});

describe("derivatives of one's own", () => {
  const clipped = customVjp((x) => x, (g, y) => [mul(g, sub(1, square(y)))]);
  const upsideDown = customVjp((a, b) => mul(a, b), (g, _y, a, b) => [neg(mul(g, b)), neg(mul(g, a))]);
  test("replace those of the function", () => {
    expect(values(clipped(tensor(3)))).toEqual([3]);
    expect(values(grad((x: Tensor) => clipped(x))(tensor(3)))).toEqual([-8]);
    expect(values(grad((x: Tensor) => upsideDown(x, tensor(5)))(tensor(3)))).toEqual([-5]);
  });
  test("are differentiated again, and hold in compiled programs", () => {
    const slope = (x: Tensor): Tensor => grad((y: Tensor) => sum(square(clipped(y))))(x); // 2x (1 − x²)
    const curvature = (x: Tensor): Tensor => grad((y: Tensor) => sum(slope(y)))(x);
    expect(values(slope(tensor([0.5])))).toEqual([0.75]);
    const compiled = program((x) => [slope(x), curvature(x)], { shape: [1] }, { dtype: "float64" }).run([0.5]);
    expect(compiled[0]![0]).toBe(0.75);
    expect(compiled[1]![0]).toBeCloseTo(values(curvature(tensor([0.5])))[0]!, 14);
  });
});

describe("refusals", () => {
  test("only scalars have a gradient", () => {
    expect(() => grad((x: Tensor) => square(x))(tensor([1, 2]))).toThrow("expected grad: a function that gives a scalar\n     got [2]");
  });
  test("cotangents have the shape of the value", () => {
    expect(() => vjp((x: Tensor) => square(x), tensor([1, 2])).pullback(tensor([1]))).toThrow(TensorError);
  });
});
