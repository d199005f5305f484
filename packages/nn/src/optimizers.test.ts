import { grad, mean, numbers, program, square, store, sub, sum, tensor } from "@worldwise/autodiff";
import type { Optimizer, Tensor, Tensors } from "@worldwise/protocol";
import { testOptimizer } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { randomOf } from "./fixtures/central-differences.ts";
import {
  adam, adamW, average, clipByGlobalNorm, clipByValue, cosineSchedule, eager, exponentialSchedule, globalNorm, gradientDescent,
  linearSchedule, mlp, momentum, optimizeTree, rmsProp, warmup,
} from "./index.ts";
import type { TensorTree } from "./tree.ts";
import { namedParameters, tensorsIn } from "./tree.ts";

/** Where a parameter is after each gradient. */
function path(optimizer: Optimizer, start: number, gradients: readonly number[]): number[] {
  const parameter = { shape: [1], data: Float64Array.of(start) };
  let x = tensor([start]);
  let memory = eager(optimizer.memory(parameter));
  return gradients.map((gradient, i) => {
    const after = optimizer.update(x, tensor([gradient]), memory, tensor(i + 1));
    x = after.parameter;
    memory = after.memory;
    return numbers(x)[0]!;
  });
}
const near = (values: readonly number[], expected: readonly number[], digits = 12): void => {
  expect(values.length).toBe(expected.length);
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, digits));
};

describe("the contract of optimizers", () => {
  const optimizers: readonly (readonly [string, () => Optimizer])[] = [
    ["gradient descent", () => gradientDescent({ rate: 0.1 })], ["momentum", () => momentum({ rate: 0.02 })],
    ["Nesterov's momentum", () => momentum({ rate: 0.02, nesterov: true })], ["adam", () => adam({ rate: 0.02 })],
    ["adamW", () => adamW({ rate: 0.02 })], ["rmsProp", () => rmsProp({ rate: 0.02 })],
  ];
  describe.each(optimizers)("%s", (_name, create) => {
    for (const { name, run } of testOptimizer(create).checks) test(name, () => { void run(); });
  });
});

describe("steps by hand", () => {
  test("gradient descent", () => near(path(gradientDescent({ rate: 0.5 }), 1, [2, -4]), [0, 2]));
  test("momentum: velocities 2, 3, 0.5", () => {
    near(path(momentum({ rate: 0.1, decay: 0.5 }), 1, [2, 2, -1]), [0.8, 0.5, 0.45]);
  });
  test("Nesterov's: steps 2 + 1, 2 + 1.5", () => {
    near(path(momentum({ rate: 0.1, decay: 0.5, nesterov: true }), 1, [2, 2]), [0.7, 0.35]);
  });
  test("adam's first step is the rate against the sign", () => {
    for (const gradient of [3, -0.001, 1e4]) {
      near(path(adam({ rate: 0.1, epsilon: 0 }), 1, [gradient]), [1 - 0.1 * Math.sign(gradient)]);
    }
    near(path(adam({ rate: 0.1, epsilon: 0.5 }), 1, [2]), [1 - 0.1 * 2 / 2.5]);
  });
  test("adam's second step", () => {
    const [m, v] = [0.9 * 0.2 + 0.1 * -1, 0.999 * 0.004 + 0.001 * 1];
    const expected = 0.9 - 0.1 * (m / (1 - 0.81)) / (Math.sqrt(v / (1 - 0.999 ** 2)) + 1e-8);
    near(path(adam({ rate: 0.1 }), 1, [2, -1]), [0.9, expected], 8);
  });
  test("adam with a constant gradient never changes its step", () => {
    const updates = Array.from({ length: 50 }, (_, i) => i + 1);
    near(path(adam({ rate: 0.01, epsilon: 0 }), 0, updates.map(() => 0.3)), updates.map((count) => -0.01 * count));
  });
  test("adamW takes a part of the parameter too, which the gradient does not scale", () => {
    near(path(adamW({ rate: 0.1, weightDecay: 0.5, epsilon: 0 }), 2, [3]), [2 - 0.1 * (1 + 0.5 * 2)]);
    near(path(adamW({ rate: 0.1, weightDecay: 0, epsilon: 0 }), 2, [3]), path(adam({ rate: 0.1, epsilon: 0 }), 2, [3]));
  });
  test("rmsProp", () => {
    const squares = [0.1 * 4, 0.9 * 0.4 + 0.1 * 1];
    const one = 1 - 0.1 * 2 / (Math.sqrt(squares[0]!) + 0.5);
    near(path(rmsProp({ rate: 0.1, decay: 0.9, epsilon: 0.5 }), 1, [2, -1]), [one, one + 0.1 / (Math.sqrt(squares[1]!) + 0.5)]);
  });
  test("settings are checked", () => {
    expect(() => adam({ rate: -1 })).toThrow("expected rate: a number from 0 to Infinity\n     got -1");
    expect(() => momentum({ rate: 1, decay: 2 })).toThrow("expected decay: a number from 0 to 1");
    expect(() => rmsProp({ rate: 1, epsilon: NaN })).toThrow("epsilon");
  });
});

describe("schedules", () => {
  const at = (schedule: (count: Tensor) => Tensor | number, count: number): number => {
    const rate = schedule(tensor(count));
    return typeof rate === "number" ? rate : numbers(rate)[0]!;
  };
  test("by hand", () => {
    const linear = linearSchedule({ from: 1, to: 0.2, updates: 4 });
    near([1, 2, 4, 9].map((count) => at(linear, count)), [0.8, 0.6, 0.2, 0.2]);
    const cosine = cosineSchedule({ from: 1, to: 0.5, updates: 4 });
    near([2, 4, 5].map((count) => at(cosine, count)), [0.75, 0.5, 0.5]);
    const exponential = exponentialSchedule({ from: 0.02, factor: 0.8, updates: 1000 });
    near([1000, 2000].map((count) => at(exponential, count)), [0.016, 0.0128]);
    near([1, 5, 50].map((count) => at(warmup(0.3, 10), count)), [0.03, 0.15, 0.3]);
    near([1, 5, 20].map((count) => at(warmup(linear, 2), count)), [0.4, 0.2, 0.2]);
  });
  test("an optimizer follows one", () => {
    const rate = linearSchedule({ from: 1, to: 0, updates: 4 });
    near(path(gradientDescent({ rate }), 0, [1, 1, 1, 1, 1]), [-0.75, -1.25, -1.5, -1.5, -1.5]);
  });
});

describe("gradients and averages of trees", () => {
  const tree = { a: tensor([3, 0]), b: { c: tensor([4], [1, 1]) } };
  test("clipping by the global norm, and by value", () => {
    expect(numbers(globalNorm(tree))[0]).toBe(5);
    const clipped = clipByGlobalNorm(tree, 1);
    near([...numbers(clipped.a), ...numbers(clipped.b.c)], [0.6, 0, 0.8]);
    const kept = clipByGlobalNorm(tree, 10);
    near([...numbers(kept.a), ...numbers(kept.b.c)], [3, 0, 4]);
    near([...numbers(clipByGlobalNorm({ a: tensor([0, 0]) }, 1).a)], [0, 0]);
    near([...numbers(clipByValue({ a: tensor([-3, 0.5, 3]) }, 1).a)], [-1, 0.5, 1]);
  });
  test("averages", () => {
    const now = { a: tensor([1, 1]), b: { c: tensor([0], [1, 1]) } };
    const between = average(tree, now, 0.25);
    near([...numbers(between.a), ...numbers(between.b.c)], [2.5, 0.25, 3]);
    expect(() => average(tree, now, 2)).toThrow("expected rate: a number from 0 to 1");
  });
  test("a tree is updated leaf by leaf, and what is fixed stays", () => {
    const parameters = {
      w: { shape: [2], data: Float64Array.of(1, 2) }, statistics: { shape: [1], data: Float64Array.of(7), fixed: true as const },
    };
    const optimizer = optimizeTree(momentum({ rate: 0.1 }), parameters);
    expect(optimizer.memory).toEqual({ w: { velocity: { shape: [2], data: new Float32Array(2) } }, statistics: {} });
    const gradients = { w: tensor([1, -1]), statistics: tensor([5]) };
    const after = optimizer.update(eager(parameters), gradients, eager(optimizer.memory), tensor(1));
    near([...numbers(after.parameters.w), ...numbers(after.parameters.statistics)], [0.9, 2.1, 7]);
    expect(Object.keys(after.memory)).toEqual(["w", "statistics"]);
  });
});

describe("in a compiled program", () => {
  const network = mlp([2, 6, 1], { activation: "tanh" });
  const begun = network.init(randomOf(1));
  const optimizer = optimizeTree(adam({ rate: warmup(0.05, 3) }), begun);
  const [x, y] = [tensor([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]), tensor([0, 1, 1, 0])];
  interface State {
    readonly parameters: Tensors<typeof begun>;
    readonly memory: TensorTree;
  }
  const loss = (parameters: State["parameters"]): Tensor => mean(square(sub(sum(network.apply(parameters, x), -1), y)));
  const step = ({ parameters, memory }: State, count: Tensor): State =>
    optimizer.update(parameters, clipByGlobalNorm(grad(loss)(parameters), 1), memory, count);

  const precisions = [["float64", 1e-9], ["float32", 1e-4]] as const;
  test.each(precisions)("training steps in %s are what eager steps are", (dtype, tolerance) => {
    const state = store({ parameters: begun, memory: optimizer.memory }, { dtype });
    const train = program(
      ({ own, count }) => ({ own: step(own, count), loss: loss(own.parameters) }), { own: state, count: { shape: [] } },
    );
    let plain: State = { parameters: eager(begun), memory: eager(optimizer.memory) };
    for (let count = 1; count <= 20; count++) {
      train.run({ count });
      plain = step(plain, tensor(count));
    }
    const expected = tensorsIn(plain).flatMap((leaf) => [...numbers(leaf)]);
    const compiled = namedParameters(state.parameters).flatMap(([, { data }]) => [...data]);
    expect(compiled.length).toBe(expected.length);
    expect(Math.max(...compiled.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(tolerance);
    for (let count = 21; count <= 200; count++) train.run({ count });
    expect(train.outputs.loss[0]).toBeLessThan(0.02);
  });
});
