import { grad, numbers, program, square, sum, tensor } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { noiseOf, randomOf } from "./fixtures/central-differences.ts";
import {
  activationFunction, categorical, convolution, eager, embedding, ensemble, gaussian, gaussianMixture, gru, inputNormalizer,
  layerNorm, lstm, mlp, softBounded, squareRootTransform, symmetricLogarithm, tanhGaussian, twoHot, unitLength,
} from "./index.ts";
import type { Layer } from "./index.ts";

const random = randomOf(11);
const noise = (...shape: number[]): Tensor => noiseOf(random, shape);
const uniforms = tensor(Float64Array.from({ length: 4 }, () => random.uniform()));
const indices = tensor([2, 0, 1, 2], [4], "int32");

/** A layer with fresh parameters, as a function of what comes in. */
function drawn(layer: Layer): (x: Tensor) => Tensor {
  const parameters = eager(layer.init(randomOf(12)));
  return (x) => layer.apply(parameters, x);
}
const [logVariance, place, targets] = [noise(4, 3), noise(4, 3), noise(4)];
const [gruCell, lstmCell] = [gru({ inputs: 3, size: 3 }), lstm({ inputs: 3, size: 3 })];
const [gruParameters, lstmParameters] = [eager(gruCell.init(randomOf(13))), eager(lstmCell.init(randomOf(13)))];
const support = { minimum: -1, maximum: 1, count: 3 };
const activations = ["relu", "silu", "tanh", "elu", "softplus", "sigmoid"] as const;

const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  ...Object.fromEntries(activations.map((name) => [name, activationFunction(name)])),
  "mlp": drawn(mlp([3, 5, 5, 2], { activation: "silu", normalizeLayers: true, normalizeFeature: true })),
  "an ensemble": drawn(ensemble(mlp([3, 5, 2]), 3)),
  "layer norm": drawn(layerNorm({ size: 3 })),
  "unit length": (x) => unitLength(x),
  "an input normalizer": drawn(inputNormalizer({ size: 3 })),
  "gru": (x) => gruCell.step(gruParameters, x, x),
  "lstm": (x) => lstmCell.step(lstmParameters, x, { hidden: x, cell: place }).hidden,
  "gaussian": (x) => gaussian(x, softBounded(x, { minimum: -2, maximum: 1 })).logProbability(place),
  "a gaussian's divergence": (x) => gaussian(x, logVariance).kl(gaussian(place, x)),
  "a tanh-gaussian sample": (x) => tanhGaussian(x, logVariance).sample(place),
  "a tanh-gaussian score": (x) => tanhGaussian(x, logVariance).scoredSample(place).logProbability,
  "categorical": (x) => categorical(x).logProbability(indices),
  "entropy": (x) => categorical(x).entropy(),
  "a categorical sample": (x) => categorical(x).sample(uniforms),
  "a straight-through sample": (x) => categorical(x).straightThrough(uniforms),
  "two-hot, square root": (x) => twoHot({ ...support, transform: squareRootTransform() }).crossEntropy(x, targets),
  "two-hot, logarithm": (x) => twoHot({ ...support, transform: symmetricLogarithm }).decode(x),
};

/** The largest difference between what a program and what plain numbers say, relative above 1. */
function difference(f: (x: Tensor) => Tensor, x: Tensor, dtype: "float32" | "float64"): number {
  const compiled = program((inputs: { readonly x: Tensor }) => ({ y: f(inputs.x) }), { x: { shape: x.shape } }, { dtype });
  const expected = numbers(f(x));
  const { y } = compiled.run({ x: numbers(x) });
  return Math.max(...expected.map((value, i) => Math.abs(y[i]! - value) / (1 + Math.abs(value))));
}

test.each(Object.entries(functions))("%s: compiled as on plain numbers, with its gradient", (_name, f) => {
  const x = noise(4, 3);
  const slope = grad((own: Tensor) => sum(square(f(own))));
  expect(difference(f, x, "float64")).toBeLessThan(1e-12);
  expect(difference(slope, x, "float64")).toBeLessThan(1e-11);
  expect(difference(f, x, "float32")).toBeLessThan(1e-5);
  expect(difference(slope, x, "float32")).toBeLessThan(1e-4);
});

test("parameters of convolutions, embeddings and mixtures: compiled as on plain numbers", () => {
  const images = noise(2, 3, 4, 2);
  const layer = convolution({ height: 3, width: 4, channels: 2, filters: 3 });
  const f = (weight: Tensor): Tensor => layer.apply({ weight, bias: tensor([1, 2, 3]) }, images);
  const row = (table: Tensor): Tensor => embedding({ count: 3, size: 2 }).apply({ table }, indices);
  const at = tensor([1, 2, 3, 4], [4, 1]);
  const mixture = (means: Tensor): Tensor => gaussianMixture(logVariance, means, means).logProbability(at);
  for (const [each, shape] of [[f, [3, 3, 2, 3]], [row, [3, 2]], [mixture, [4, 3, 1]]] as const) {
    const x = noise(...shape);
    expect(difference(each, x, "float64")).toBeLessThan(1e-12);
    expect(difference(grad((own: Tensor) => sum(square(each(own)))), x, "float64")).toBeLessThan(1e-11);
    expect(difference(each, x, "float32")).toBeLessThan(1e-5);
  }
});
