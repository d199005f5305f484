import { mul, numbers, square, sum, tensor } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { gradientError, noiseOf, randomOf } from "./fixtures/central-differences.ts";
import type { Activation, Layer } from "./index.ts";
import {
  convolution, dense, eager, embedding, ensemble, flatten, gru, layerNorm, lstm, memberOf, mlp, orthogonal, sequence, unitLength,
  unroll,
} from "./index.ts";

const shown = (x: Tensor): [readonly number[], number[]] => [x.shape, [...numbers(x)]];
const expectGradient = <T>(f: (tree: T) => Tensor, tree: T): void => expect(gradientError(f, tree)).toBeLessThan(1e-6);
const close = (x: Tensor, expected: readonly number[]): void => {
  expect(x.shape.reduce((a, b) => a * b, 1)).toBe(expected.length);
  numbers(x).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
};

describe("dense", () => {
  test("by hand", () => {
    const parameters = { weight: tensor([1, 2, 3, 4, 5, 6], [2, 3]), bias: tensor([10, 20, -60]) };
    const layer = dense({ inputs: 2, outputs: 3, activation: "relu" });
    expect(shown(layer.apply(parameters, tensor([1, 1, 2, -1], [2, 2])))).toEqual([[2, 3], [15, 27, 0, 8, 19, 0]]);
  });
  test.each([
    ["identity", (x: number) => x], ["relu", (x: number) => Math.max(x, 0)], ["silu", (x: number) => x / (1 + Math.exp(-x))],
    ["tanh", Math.tanh], ["elu", (x: number) => (x > 0 ? x : Math.expm1(x))],
    ["softplus", (x: number) => Math.log1p(Math.exp(x))],
    ["sigmoid", (x: number) => 1 / (1 + Math.exp(-x))],
  ] as const)("activation %s", (activation, twin) => {
    const layer = dense({ inputs: 1, outputs: 1, activation });
    const parameters = { weight: tensor([1], [1, 1]), bias: tensor([0]) };
    const values = [-800, -2, -0.5, 0, 0.5, 2, 30];
    numbers(layer.apply(parameters, tensor(values, [7, 1]))).forEach((y, i) => expect(y).toBeCloseTo(twin(values[i]!), 13));
    expectGradient((x: Tensor) => sum(layer.apply(parameters, x)), tensor([-2, -0.5, 0.5, 2], [4, 1]));
  });
  test("refuses what it cannot be", () => {
    expect(() => dense({ inputs: 0, outputs: 1 })).toThrow("expected inputs: a whole number of at least 1\n     got 0");
    const unknown = "rectify" as Activation; // what an untyped caller could write
    expect(() => dense({ inputs: 1, outputs: 1, activation: unknown })).toThrow("expected one of identity, relu");
    expect(() => mlp([3])).toThrow("expected at least two sizes");
  });
});

describe("networks", () => {
  test("an mlp is its layers, one after another", () => {
    const network = mlp([2, 3, 1], { activation: "tanh" });
    const parameters = network.init(randomOf(1));
    expect(Object.keys(parameters)).toEqual(["layer0", "layer1"]);
    const { layer0, layer1 } = eager(parameters) as Record<"layer0" | "layer1", { weight: Tensor; bias: Tensor }>; // its layers
    const x = tensor([0.3, -1, 2, 0.1], [2, 2]);
    const [w0, w1] = [numbers(layer0.weight), numbers(layer1.weight)];
    const expected = [0, 1].map((b) => [0, 1, 2].reduce((total, j) => {
      const h = Math.tanh(numbers(x)[2 * b]! * w0[j]! + numbers(x)[2 * b + 1]! * w0[3 + j]!);
      return total + h * w1[j]!;
    }, 0));
    close(network.apply(eager(parameters), x), expected);
  });
  test("weights begin as said, and the last can differ", () => {
    const { layer1 } = mlp([2, 3, 1], { outputInitializer: (_random, _size, out) => void out.fill(7) }).init(randomOf(1));
    expect(layer1).toEqual({
      weight: { shape: [3, 1], data: Float32Array.of(7, 7, 7) }, bias: { shape: [1], data: Float32Array.of(0) },
    });
  });
  test("features of length 1, layers of mean 0 and variance 1", () => {
    const x = noiseOf(randomOf(2), [5, 4]);
    const lengths = numbers(sum(square(unitLength(x)), -1));
    lengths.forEach((length) => expect(length).toBeCloseTo(1, 12));
    expect([...numbers(unitLength(tensor([0, 0], [1, 2])))]).toEqual([0, 0]);
    const norm = layerNorm({ size: 4, epsilon: 0 });
    const parameters = { scale: tensor([1, 1, 1, 2]), offset: tensor([0, 0, 5, 0]) };
    close(norm.apply(parameters, tensor([1, 1, 3, 3], [1, 4])), [-1, -1, 6, 2]);
    const names = Object.keys(mlp([2, 4, 4, 1], { normalizeLayers: true, normalizeFeature: true }).init(randomOf(1)));
    expect(names).toEqual(["layer0", "norm0", "layer1", "norm1", "layer2"]);
  });
  test("an embedding picks rows", () => {
    const layer = embedding({ count: 3, size: 2 });
    const table = tensor([1, 2, 3, 4, 5, 6], [3, 2]);
    expect(shown(layer.apply({ table }, tensor([2, 0], [2], "int32")))).toEqual([[2, 2], [5, 6, 1, 2]]);
  });
  const examples: readonly (readonly [string, Layer, readonly number[]])[] = [
    ["dense", dense({ inputs: 3, outputs: 2, activation: "silu" }), [4, 3]],
    ["mlp", mlp([3, 4, 4, 2], { activation: "elu", normalizeLayers: true, normalizeFeature: true }), [4, 3]],
    ["convolution", convolution({ height: 3, width: 4, channels: 2, filters: 3, stride: 2, activation: "tanh" }), [2, 3, 4, 2]],
  ];
  test.each(examples)("gradients of %s, and E members as E networks", (_name, layer, shape) => {
    const x = noiseOf(randomOf(4), shape);
    const loss = (y: Tensor): Tensor => sum(mul(y, square(y)));
    const parameters = eager(layer.init(randomOf(6)));
    expectGradient((own: typeof parameters) => loss(layer.apply(own, x)), parameters);
    expectGradient((own: Tensor) => loss(layer.apply(parameters, own)), x);
    const group = ensemble(layer, 3);
    const all = eager(group.init(randomOf(7)));
    const shared = group.apply(all, x);
    const perMember = noiseOf(randomOf(8), [3, ...shape]);
    const own = group.apply(all, perMember);
    expect([shared.shape[0], own.shape]).toEqual([3, shared.shape]);
    for (let e = 0; e < 3; e++) {
      close(memberOf(shared, e), [...numbers(layer.apply(memberOf(all, e), x))]);
      close(memberOf(own, e), [...numbers(layer.apply(memberOf(all, e), memberOf(perMember, e)))]);
    }
  });
  test("members of an embedding, and members drawn one after another", () => {
    const group = ensemble(embedding({ count: 3, size: 2 }), 2);
    const all = eager(group.init(randomOf(1)));
    const y = group.apply(all, tensor([2, 0], [2], "int32"));
    expect(y.shape).toEqual([2, 2, 2]);
    close(memberOf(y, 1), [...numbers(embedding({ count: 3, size: 2 }).apply(memberOf(all, 1), tensor([2, 0], [2], "int32")))]);
    const random = randomOf(9);
    const alone = [0, 1].map(() => dense({ inputs: 2, outputs: 2 }).init(random).weight.data);
    const together = ensemble(dense({ inputs: 2, outputs: 2 }), 2).init(randomOf(9)).weight.data;
    expect([...together]).toEqual(alone.flatMap((each) => [...each]));
  });
});

describe("convolutions", () => {
  /** All indices below some lengths, the last one running fastest. */
  const places = (...[length, ...rest]: readonly number[]): number[][] =>
    (length === undefined ? [[]] : Array.from({ length }, (_, i) => places(...rest).map((after) => [i, ...after])).flat());
  const image = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const ones = { weight: tensor(Float64Array.from({ length: 9 }, () => 1), [3, 3, 1, 1]), bias: tensor([0.5]) };
  test("by hand: sums over windows", () => {
    const same = convolution({ height: 3, width: 3, channels: 1, filters: 1 });
    expect(shown(same.apply(ones, image))).toEqual([[1, 3, 3, 1], [12.5, 21.5, 16.5, 27.5, 45.5, 33.5, 24.5, 39.5, 28.5]]);
    const valid = convolution({ height: 3, width: 3, channels: 1, filters: 1, padding: "valid" });
    expect(shown(valid.apply(ones, image))).toEqual([[1, 1, 1, 1], [45.5]]);
    const strided = convolution({ height: 3, width: 3, channels: 1, filters: 1, stride: 2 });
    expect(shown(strided.apply(ones, image))).toEqual([[1, 2, 2, 1], [12.5, 16.5, 24.5, 28.5]]);
  });
  test("zeros that cannot be shared equally are at the end", () => {
    const even = convolution({ height: 2, width: 2, channels: 1, filters: 1, window: 2 });
    const weight = tensor([1, 1, 1, 1], [2, 2, 1, 1]);
    close(even.apply({ weight, bias: tensor([0]) }, tensor([1, 2, 3, 4], [1, 2, 2, 1])), [10, 6, 7, 4]);
  });
  test("as six loops say, with channels, filters and a stride", () => {
    const [height, width, channels, filters, window, stride] = [4, 5, 2, 3, 2, 2];
    const layer = convolution({ height, width, channels, filters, window, stride, padding: "valid", initializer: orthogonal() });
    const parameters = eager(layer.init(randomOf(2)));
    const x = noiseOf(randomOf(3), [2, height, width, channels]);
    const [values, weight] = [numbers(x), numbers(parameters.weight)];
    const expected: number[] = [];
    for (const [b, i, j, f] of places(2, layer.outHeight, layer.outWidth, filters)) {
      let total = 0;
      for (const [p, q, c] of places(window, window, channels)) {
        const seen = values[((b! * height + i! * stride + p!) * width + j! * stride + q!) * channels + c!]!;
        total += seen * weight[((p! * window + q!) * channels + c!) * filters + f!]!;
      }
      expected.push(total);
    }
    expect([layer.outHeight, layer.outWidth]).toEqual([2, 2]);
    close(layer.apply(parameters, x), expected);
  });
  test("before a dense layer, and refusals", () => {
    const network = sequence({
      first: convolution({ height: 3, width: 3, channels: 1, filters: 2 }),
      flat: flatten(3), second: dense({ inputs: 18, outputs: 4 }),
    });
    const parameters = network.init(randomOf(1));
    expect(Object.keys(parameters)).toEqual(["first", "second"]);
    expect(network.apply(eager(parameters), image).shape).toEqual([1, 4]);
    const large = { height: 2, width: 5, channels: 1, filters: 1, padding: "valid" } as const;
    expect(() => convolution(large)).toThrow("a window of at most 2 places");
    const layer = convolution({ height: 3, width: 3, channels: 1, filters: 1 });
    expect(() => layer.apply(ones, tensor([1], [1, 1, 1, 1]))).toThrow("images [B×3×3×1]\n     got [1×1×1×1]");
  });
});

describe("recurrent cells", () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const one = (values: readonly number[]): Tensor => tensor(values, [1, values.length]);
  test("a gated recurrent unit of one number, by its equations", () => {
    const parameters = {
      inputWeight: one([0.5, -1, 2]), stateWeight: one([1.5, 0.3, -0.7]),
      inputBias: tensor([0.1, 0.2, 0.3]), stateBias: tensor([-0.4, 0.5, 0.6]),
    };
    const [x, h] = [0.8, -0.6];
    const reset = sigmoid(0.5 * x + 0.1 + 1.5 * h - 0.4);
    const keep = sigmoid(-x + 0.2 + 0.3 * h + 0.5);
    const fresh = Math.tanh(2 * x + 0.3 + reset * (-0.7 * h + 0.6));
    close(gru({ inputs: 1, size: 1 }).step(parameters, one([x]), one([h])), [(1 - keep) * fresh + keep * h]);
  });
  test("a long short-term memory of one number, by its equations", () => {
    const parameters = {
      inputWeight: one([0.5, -1, 2, 0.2]), stateWeight: one([1.5, 0.3, -0.7, 1]),
      inputBias: tensor([0.1, 0.2, 0.3, 0.4]), stateBias: tensor([-0.4, 0.5, 0.6, 0]),
    };
    const [x, h, c] = [0.8, -0.6, 1.2];
    const [input, forget] = [sigmoid(0.5 * x + 0.1 + 1.5 * h - 0.4), sigmoid(-x + 0.2 + 0.3 * h + 0.5)];
    const cell = forget * c + input * Math.tanh(2 * x + 0.3 - 0.7 * h + 0.6);
    const after = lstm({ inputs: 1, size: 1 }).step(parameters, one([x]), { hidden: one([h]), cell: one([c]) });
    close(after.cell, [cell]);
    close(after.hidden, [sigmoid(0.2 * x + 0.4 + h) * Math.tanh(cell)]);
  });
  test("gradients through time", () => {
    const cell = gru({ inputs: 2, size: 3 });
    const inputs = [0, 1, 2].map((seed) => noiseOf(randomOf(seed), [2, 2]));
    const parameters = eager(cell.init(randomOf(4)));
    const last = (own: typeof parameters): Tensor => unroll(cell, own, inputs, cell.start([2])).at(-1)!;
    expect(last(parameters).shape).toEqual([2, 3]);
    expectGradient((own: typeof parameters) => sum(square(last(own))), parameters);
    const memory = lstm({ inputs: 2, size: 3 });
    const begun = memory.init(randomOf(4));
    expect([...begun.inputBias.data]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    const weights = eager(begun);
    expectGradient((own: typeof weights) => sum(square(unroll(memory, own, inputs, memory.start([2])).at(-1)!.hidden)), weights);
  });
});
