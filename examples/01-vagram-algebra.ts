// What VaGraM's loss is (Voelcker, Liao, Garg, Farahmand 2022, eq. 5), checked by hand:
//
//   L(x̂) = 1/B Σ_b Σ_d g_bd² (x̂_bd − x'_bd)²,   g = ∇V(x'), held constant
//
// Its gradient agrees with differences; it does not change when the states are measured in other units; and it bounds the error of the
// value to first order, because (g·e)² ≤ D Σ_d g_d² e_d².
import type { Tensor } from "@worldwise/autodiff";
import { grad, gradient, mean, mul, numbers, sin, slice, square, stopGradient, sub, sum, tensor } from "@worldwise/autodiff";
import { philox, seedKey } from "@worldwise/math";

type Value = (state: Tensor) => Tensor; // [B, D] → [B]

const vagram = (value: Value, predicted: Tensor, next: Tensor): Tensor => {
  const slope = stopGradient(gradient(value)(next));
  return mean(sum(square(mul(slope, sub(predicted, next))), 1));
};

const size = 200;
const random = philox.streams(seedKey(1), 1).lane(0);
const draw = (): Float64Array => Float64Array.from({ length: 2 * size }, () => random.normal());
const [predicted, next] = [draw(), draw()];
const rows = (entries: Float64Array): Tensor => tensor(entries, [size, 2]);
const value: Value = (state) => sin(mul(1.5, sum(slice(state, 1, 0, 1), 1)));

// Its gradient against central differences, at the first four entries
const exact = numbers(grad((x: Tensor) => vagram(value, x, rows(next)))(rows(predicted)));
const lossAt = (entries: Float64Array): number => numbers(vagram(value, rows(entries), rows(next)))[0]!;
const shifted = (k: number, by: number): Float64Array => predicted.map((each, index) => (index === k ? each + by : each));
const differences = [0, 1, 2, 3].map((k) => (lossAt(shifted(k, 1e-5)) - lossAt(shifted(k, -1e-5))) / 2e-5);
const worst = Math.max(...differences.map((difference, k) => Math.abs(difference - exact[k]!)));
console.log(`gradient and differences agree to 1e-9: ${worst < 1e-9}`);

// In other units: x ← S x, and the same value of the same states
const scale = [10, 0.1];
const rescaled = (entries: Float64Array): Tensor => mul(rows(entries), tensor(scale));
const rescaledValue: Value = (state) => value(mul(state, tensor(scale.map((each) => 1 / each))));
const ratio = numbers(vagram(rescaledValue, rescaled(predicted), rescaled(next)))[0]! / lossAt(predicted);
console.log(`in other units, the loss is ${ratio.toFixed(12)} of what it was`);

// Σ_d g_d² e_d² bounds the error of the value to first order
const plane: Value = (state) => sum(mul(tensor([0.3, -2]), sin(state)), 1);
const slope = gradient(plane)(rows(next));
const error = sub(rows(predicted), rows(next));
const firstOrder = numbers(square(sum(mul(slope, error), 1)));
const bound = numbers(mul(2, sum(square(mul(slope, error)), 1)));
console.log(`violations of the bound in ${size} rows: ${firstOrder.filter((each, b) => each > bound[b]! * (1 + 1e-12)).length}`);
