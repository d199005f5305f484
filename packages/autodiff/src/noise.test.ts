import { philox, seedKey } from "@worldwise/math";
import { describe, expect, test } from "vitest";
import type { Tensor } from "./index.ts";
import { add, exp, grad, mul, normal, numbers, program, store, sum, tensor, uniform } from "./index.ts";

const key = philox.derive(seedKey(3), "noise");

describe("noise", () => {
  test("number i is draw i of lane `count`", () => {
    const lanes = philox.streams(key, 4);
    const draws = Array.from({ length: 6 }, () => lanes.lane(3).normal());
    expect([...numbers(normal(key, 3, [2, 3]))]).toEqual(draws);
    const compiled = program((count) => normal(key, count, [2, 3]), { shape: [] }, { dtype: "float64" });
    expect([...compiled.run(3)]).toEqual(draws);
    expect([...compiled.run(2)]).not.toEqual(draws);
    expect([...compiled.run(3)]).toEqual(draws);
  });
  test("is new for each run when the count is kept in a store, and the same again from the same count", () => {
    const draws = store({ count: tensor(0) });
    const next = program(({ draws: { count } }) => ({ noise: normal(key, count, [3]), draws: { count: add(count, 1) } }), { draws });
    const seen = [next.run(), next.run()].map(() => [...next.outputs.noise]);
    draws.parameters.count.data[0] = 1;
    const first = [...next.run().noise];
    expect(first).toEqual([...numbers(normal(key, 1, [3]))].map(Math.fround));
    expect(draws.parameters.count.data[0]).toBe(2);
    expect(seen[1]).toEqual(first);
  });
  test("two keys, two tensors; the same key, the same tensor", () => {
    const other = philox.derive(seedKey(3), "other noise");
    const [a, b, c] = program((count) => [normal(key, count, [4]), normal(other, count, [4]), mul(normal(key, count, [4]), 1)], { shape: [] }).run(0);
    expect([...a!]).not.toEqual([...b!]);
    expect([...a!]).toEqual([...c!]);
  });
  test("uniform numbers lie in [0, 1), in float32 too", () => {
    const points = [...program((count) => uniform(key, count, [1000]), { shape: [] }).run(0)];
    expect(Math.min(...points)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...points)).toBeLessThan(1);
    expect(points.reduce((a, b) => a + b) / 1000).toBeCloseTo(0.5, 1);
  });
  test("gradients pass around it: a sample moves with its mean and its scale", () => {
    const slope = grad((w: { mean: Tensor; logScale: Tensor }) => sum(add(w.mean, mul(exp(w.logScale), normal(key, 0, [2])))));
    const { mean, logScale } = slope({ mean: tensor(1), logScale: tensor(0) });
    const draws = numbers(normal(key, 0, [2]));
    expect(numbers(mean)[0]).toBe(2);
    expect(numbers(logScale)[0]).toBeCloseTo(draws[0]! + draws[1]!, 14);
  });
  test("the count is a scalar", () => {
    expect(() => normal(key, tensor([1]), [2])).toThrow("expected normal: a scalar count\n     got [1]");
  });
});
