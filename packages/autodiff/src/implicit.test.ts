import { describe, expect, test } from "vitest";
import type { Tensor } from "./index.ts";
import {
  add, conjugateGradients, grad, implicitSolution, matmul, mul, numbers, program, reshape, square, sub, sum, tanh, tensor,
} from "./index.ts";

const product = (matrix: Tensor, v: Tensor): Tensor => reshape(matmul(matrix, reshape(v, [v.shape[0]!, 1])), [matrix.shape[0]!]);
const close = (found: ArrayLike<number>, expected: readonly number[], digits: number): void =>
  expected.forEach((each, i) => expect(found[i]).toBeCloseTo(each, digits));

describe("conjugate gradients", () => {
  const matrix = tensor([4, 1, 0, 1, 3, 1, 0, 1, 5], [3, 3]);
  test("solve in as many steps as there are unknowns, and stay there", () => {
    for (const iterations of [3, 6]) close(numbers(conjugateGradients((v) => product(matrix, v), tensor([6, 10, 17]), { iterations })), [1, 2, 3], 12);
  });
  test("with damping, in a program", () => {
    const solve = program(({ a, b }) => conjugateGradients((v) => product(a, v), b, { iterations: 3, damping: 1 }),
      { a: { shape: [3, 3] }, b: { shape: [3] } }, { dtype: "float64" });
    close(solve.run({ a: matrix, b: [7, 12, 20] }), [1, 2, 3], 12);
  });
  test("of nothing is nothing", () => {
    expect([...numbers(conjugateGradients((v) => v, tensor([0, 0]), { iterations: 2 }))]).toEqual([0, 0]);
  });
});

describe("implicit differentiation", () => {
  const matrix = tensor([4, 1, -2, 3], [2, 2]); // not symmetric; det 14
  const linear = (x: Tensor, theta: Tensor): Tensor => sub(product(matrix, x), theta);
  test("of a linear system gives the inverse, transposed", () => {
    const weighted = (theta: Tensor): Tensor => sum(mul(tensor([1, 10]), implicitSolution(linear, tensor([1, 2]), [theta], { iterations: 2 })));
    close(numbers(grad(weighted)(tensor([6, 4]))), [(3 + 20) / 14, (-1 + 40) / 14], 12);
    close(program((theta) => grad(weighted)(theta), { shape: [2] }, { dtype: "float64" }).run([6, 4]), [(3 + 20) / 14, (-1 + 40) / 14], 12);
  });
  test("of a fixed point that was found by iteration agrees with differences", () => {
    const step = (x: Tensor, theta: Tensor): Tensor => tanh(add(mul(0.5, product(matrix, mul(x, 0.2))), theta));
    const solved = (theta: Tensor): Tensor => Array.from({ length: 200 }).reduce<Tensor>((x) => step(x, theta), tensor([0, 0]));
    const theta = tensor([0.3, -0.2]);
    const loss = (x: Tensor): Tensor => sum(square(sub(x, 1)));
    const slope = grad((own: Tensor) => loss(implicitSolution((x, by) => sub(x, step(x, by)), solved(theta), [own], { iterations: 2 })))(theta);
    const at = (i: number, by: number): number => numbers(loss(solved(tensor([0.3, -0.2].map((each, j) => (i === j ? each + by : each))))))[0]!;
    close(numbers(slope), [0, 1].map((i) => (at(i, 1e-5) - at(i, -1e-5)) / 2e-5), 8);
  });
});
