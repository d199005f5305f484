import { createArena } from "@worldwise/math";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tensor } from "./index.ts";
import {
  add, broadcastTo, concat, cumsum, div, exp, grad, matmul, max, mul, numbers, program, relu, reshape, sin, slice, softmax, square, store, sub, sum,
  tanh, tensor, transpose,
} from "./index.ts";

/** Operations on matrices `[4, 4]`, of which a program is put together at random; each reads earlier values. */
const steps: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => add(a, b), (a, b) => sub(a, mul(b, 0.5)), (a, b) => mul(tanh(a), b), (a, b) => div(a, add(square(b), 1)), (a) => sin(a),
  (a, b) => matmul(a, mul(b, 0.25)), (a) => transpose(a), (a) => softmax(a), (a) => broadcastTo(sum(mul(a, 0.25), 0), [4, 4]),
  (a, b) => sub(a, reshape(max(b, 1), [4, 1])), (a, b) => concat([slice(a, 0, 1, 4), slice(b, 0, 0, 1)], 0), (a) => mul(cumsum(a), 0.3),
  (a, b) => concat([slice(b, 1, 2, 4), slice(a, 1, 0, 2)], 1), (a) => reshape(transpose(reshape(a, [2, 8])), [4, 4]), (a) => exp(mul(tanh(a), 0.3)),
  (a, b) => relu(add(matmul(a, mul(b, 0.25)), slice(b, 0, 1, 2))), (a, b) => add(sum(b, 0), matmul(transpose(a), b)),
  (a, b) => grad((x: Tensor) => sum(mul(square(tanh(x)), b)))(a),
];
const start = (seed: number): Tensor => tensor(Array.from({ length: 16 }, (_, i) => Math.sin(seed + 2.3 * i)), [4, 4]);

type Recipe = readonly { readonly step: number; readonly a: number; readonly b: number }[];
const recipe: fc.Arbitrary<Recipe> = fc.array(
  fc.record({ step: fc.nat({ max: steps.length - 1 }), a: fc.nat({ max: 20 }), b: fc.nat({ max: 20 }) }), { minLength: 1, maxLength: 14 });

/** All values that a recipe makes from the first three. */
function follow(made: Recipe, first: readonly Tensor[]): Tensor[] {
  const values = [...first];
  for (const { step, a, b } of made) values.push(steps[step]!(values[values.length - 1 - (a % values.length)]!, values[values.length - 1 - (b % values.length)]!));
  return values;
}

const expectClose = (found: ArrayLike<number>, expected: Float64Array): void => {
  expected.forEach((each, i) => expect(Math.abs(found[i]! - each)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(each))));
};

test("programs put together at random mean what they say: values, gradients and stores, fused and not", () => {
  const arena = createArena({ bytes: 1 << 18 });
  fc.assert(fc.property(recipe, fc.nat({ max: 20 }), fc.nat({ max: 20 }), (made, p, q) => {
    const loss = (w: { a: Tensor; b: Tensor }, x: Tensor): Tensor => sum(mul(follow(made, [w.a, w.b, x]).at(-1)!, x));
    const f = ({ w, x }: { w: { a: Tensor; b: Tensor }; x: Tensor }): { slopes: { a: Tensor; b: Tensor }; told: Tensor; w: { a: Tensor; b: Tensor } } => {
      const values = follow(made, [w.a, w.b, x]);
      return { slopes: grad(loss)(w, x), told: values[p % values.length]!, w: { a: values.at(-1)!, b: values[q % values.length]! } };
    };
    const [a, b, x] = [start(1), start(2), start(3)];
    const expected = f({ w: { a, b }, x });
    for (const fuse of [true, false]) {
      const mark = arena.mark();
      const w = store({ a, b }, { dtype: "float64", arena });
      const { slopes, told } = program(f, { w, x }, { fuse }).run({ x });
      expectClose(slopes.a, numbers(expected.slopes.a));
      expectClose(slopes.b, numbers(expected.slopes.b));
      expectClose(told, numbers(expected.told));
      expectClose(w.parameters.a.data, numbers(expected.w.a));
      expectClose(w.parameters.b.data, numbers(expected.w.b));
      arena.release(mark);
    }
  }), { seed: 1, numRuns: 60 });
});
