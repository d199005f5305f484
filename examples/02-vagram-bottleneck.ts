// A model that is too small to predict everything, beside distractors that are larger than what matters.
//
// State x = (s, d₁ … d_k): next, s' = 0.9 s and d' = R d, with a little noise; the value is V = sin(1.5 s). The model is a linear map
// of rank one, x̂' = (x u) v. Squared error spends the one rank on the largest variance, a distractor; the losses that know V do not:
//
//   squared error  Σ e²         VaGraM     Σ (∂V/∂x'_d)² e_d²
//   Taylor VAML    (∇V · e)²    IterVAML   (V(x̂') − V(x'))²           with e = x̂' − x'
//
// The error that counts is E (V(x̂') − V(x'))², here after 1,500 full-batch steps of Adam, as the mean over five seeds.
import type { Tensor } from "@worldwise/autodiff";
import { grad, gradient, matmul, mean, mul, program, sin, slice, square, stopGradient, store, sub, sum, tensor } from "@worldwise/autodiff";
import { philox, seedKey } from "@worldwise/math";
import { adam, optimizeTree, orthogonal } from "@worldwise/nn";
import type { Random } from "@worldwise/protocol";

const [sampleSize, updates, seeds] = [2000, 1500, [1, 2, 3, 4, 5]];
const value = (state: Tensor): Tensor => sin(mul(1.5, sum(slice(state, 1, 0, 1), 1)));

type Loss = (predicted: Tensor, next: Tensor) => Tensor;
const slopeAt = (next: Tensor): Tensor => stopGradient(gradient(value)(next));
const valueError: Loss = (predicted, next) => mean(square(sub(value(predicted), value(next))));
const losses: Readonly<Record<string, Loss>> = {
  "squared error": (predicted, next) => mean(sum(square(sub(predicted, next)), 1)),
  "VaGraM": (predicted, next) => mean(sum(square(mul(slopeAt(next), sub(predicted, next))), 1)),
  "Taylor VAML": (predicted, next) => mean(square(sum(mul(slopeAt(next), sub(predicted, next)), 1))),
  "IterVAML": valueError,
};

/** Transitions with k distractors, as two lists of rows. */
function sample(k: number, random: Random): { state: Float64Array; next: Float64Array } {
  const rotation = new Float64Array(k * k);
  orthogonal()(random, { inputSize: k, outputSize: k, windowSize: 1 }, rotation);
  const width = k + 1;
  const state = Float64Array.from({ length: sampleSize * width }, (_, i) => (i % width === 0 ? 1 : 3) * random.normal());
  const next = state.map((_, i) => {
    const [row, d] = [i - (i % width), i % width - 1];
    const rotated = (): number => state.subarray(row + 1, row + width).reduce((total, each, j) => total + rotation[d * k + j]! * each, 0);
    return (d < 0 ? 0.9 * state[row]! : rotated()) + 0.05 * random.normal();
  });
  return { state, next };
}

/** Trains a model by a loss; gives its error in value. */
function errorAfterTraining(loss: Loss, k: number, seed: number): number {
  const random = philox.streams(seedKey(seed), 1).lane(0);
  const { state, next } = sample(k, random);
  const weight = (shape: readonly number[]): { shape: readonly number[]; data: Float64Array } =>
    ({ shape, data: Float64Array.from({ length: k + 1 }, () => 0.1 * random.normal()) });
  const model = { u: weight([k + 1, 1]), v: weight([1, k + 1]) };
  const optimizer = optimizeTree(adam({ rate: 0.02 }), model);
  const memory = store({ model, adam: optimizer.memory }, { dtype: "float32" });
  const shape = [sampleSize, k + 1];
  const step = program(({ memory, state, next, count }) => {
    const predict = ({ u, v }: { readonly u: Tensor; readonly v: Tensor }): Tensor => matmul(matmul(state, u), v);
    const slopes = grad((model: typeof memory.model) => loss(predict(model), next))(memory.model);
    const { parameters, memory: moments } = optimizer.update(memory.model, slopes, memory.adam, count);
    return { memory: { model: parameters, adam: moments }, error: valueError(predict(memory.model), next) };
  }, { memory, state: { shape }, next: { shape }, count: { shape: [] } });
  step.run({ state: tensor(state, shape), next: tensor(next, shape), count: 1 });
  for (let count = 2; count <= updates; count++) {
    step.inputs.count[0] = count;
    step.run();
  }
  return step.outputs.error[0]!;
}

console.log(`distractors ${Object.keys(losses).map((name) => name.padStart(14)).join("")}`);
for (const k of [0, 1, 5, 10]) {
  const errors = Object.values(losses).map((loss) =>
    seeds.reduce((total, seed) => total + errorAfterTraining(loss, k, seed) / seeds.length, 0));
  console.log(String(k).padEnd(12) + errors.map((error) => error.toFixed(4).padStart(14)).join(""));
  const [squared, vagram] = [errors[0]!, errors[1]!];
  const asExpected = k === 0 ? Math.max(...errors) < 1.1 * Math.min(...errors) : squared > 0.4 && vagram < 0.01;
  if (!asExpected) throw new Error(`with ${k} distractors the errors are ${errors.join(", ")}`);
}
