import { createArena } from "@worldwise/math";
import { describe, expect, test } from "vitest";
import type { DefinedArray, Tensor } from "./index.ts";
import {
  add, compile, concat, defineOperation, div, evaluate, exp, explain, gather, grad, hvp, log, matmul, max, mean, mul, neg, numbers, program, relu, reshape, silu,
  slice, softmax, sqrt, square, store, sub, sum, tanh, tensor, TensorError, transpose, valueAndGrad, where, greater,
} from "./index.ts";
import { compiledOf } from "./program.ts";

const wave = (shape: readonly number[], seed: number): Tensor =>
  tensor(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.7 * Math.sin(seed + 1.7 * i + 0.01 * i * i)), shape);
const close = (found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i]!)));
};

interface Network { readonly first: Tensor; readonly bias: Tensor; readonly second: Tensor }
const sizes = (inputSize: number, hiddenSize: number, outputSize: number): Network => ({
  first: wave([inputSize, hiddenSize], 1), bias: wave([hiddenSize], 2), second: wave([hiddenSize, outputSize], 3),
});
const apply = (w: Network, x: Tensor, activation: (x: Tensor) => Tensor = silu): Tensor =>
  matmul(activation(add(matmul(x, w.first), w.bias)), w.second);
const each = (w: Network, f: (x: Tensor, name: keyof Network) => Tensor): Network =>
  ({ first: f(w.first, "first"), bias: f(w.bias, "bias"), second: f(w.second, "second") });

interface Moments { readonly mean: Network; readonly variance: Network; readonly meanOfOne: Tensor; readonly varianceOfOne: Tensor }
/** Adam, with the corrections as moving averages of the constant 1. */
function adam(w: Network, slopes: Network, before: Moments): { readonly weights: Network; readonly moments: Moments } {
  const average = (old: Tensor, now: Tensor | number, keep: number): Tensor => add(mul(old, keep), mul(now, 1 - keep));
  const moments: Moments = {
    mean: each(slopes, (g, name) => average(before.mean[name], g, 0.9)),
    variance: each(slopes, (g, name) => average(before.variance[name], square(g), 0.999)),
    meanOfOne: average(before.meanOfOne, 1, 0.9), varianceOfOne: average(before.varianceOfOne, 1, 0.999),
  };
  const moved = (x: Tensor, name: keyof Network): Tensor => sub(x, mul(0.01, div(
    div(moments.mean[name], moments.meanOfOne), add(sqrt(div(moments.variance[name], moments.varianceOfOne)), 1e-8))));
  return { weights: each(w, moved), moments };
}
const zeros = (w: Network): Moments =>
  ({ mean: each(w, (x) => mul(x, 0)), variance: each(w, (x) => mul(x, 0)), meanOfOne: tensor(0), varianceOfOne: tensor(0) });

describe("whole training steps as one program", () => {
  const start = sizes(5, 7, 3);
  const [x, y] = [wave([6, 5], 8), wave([6, 3], 9)];
  const loss = (w: Network, input: Tensor, target: Tensor): Tensor => mean(square(sub(apply(w, input), target)));

  test.each([["float64", 1e-12], ["float32", 1e-5]] as const)("Adam in %s, three times, equals plain numbers", (dtype, tolerance) => {
    const weights = store(start, { dtype });
    const moments = store(zeros(start), { dtype, arena: weights["~store"].arena });
    const step = program(({ weights: w, moments: m, x: input, y: target }) => {
      const [value, slopes] = valueAndGrad((own: Network) => loss(own, input, target))(w);
      return { loss: value, ...adam(w, slopes, m) };
    }, { weights, moments, x, y });
    let plain: { readonly weights: Network; readonly moments: Moments } = { weights: start, moments: zeros(start) };
    for (let update = 0; update < 3; update++) {
      const [value, slopes] = valueAndGrad((own: Network) => loss(own, x, y))(plain.weights);
      const told = step.run({ x, y });
      close(told.loss, numbers(value), tolerance);
      plain = adam(plain.weights, slopes, plain.moments);
    }
    for (const name of ["first", "bias", "second"] as const) close(weights.parameters[name].data, numbers(plain.weights[name]), 100 * tolerance);
    close(moments.parameters.varianceOfOne.data, numbers(plain.moments.varianceOfOne), tolerance);
  });
  test("updates are written in place: no kernel is a copy", () => {
    const weights = store(start, { dtype: "float64" });
    const descend = program(({ weights: w, x: input, y: target }) => {
      const slopes = grad((own: Network) => loss(own, input, target))(w);
      return { weights: each(w, (old, name) => sub(old, mul(0.1, slopes[name]))) };
    }, { weights, x, y });
    expect(explain(descend)).not.toContain("copy");
    const slopes = grad((own: Network) => loss(own, x, y))(start);
    descend.run({ x, y });
    close(weights.parameters.first.data, numbers(sub(start.first, mul(0.1, slopes.first))), 1e-14);
  });
  test("fused or not, the numbers are the same", () => {
    const both = [true, false].map((fuse) => program(({ w, input, target, v }) => {
      const [value, slopes] = valueAndGrad((own: Network) => loss(own, input, target))(w);
      return { value, slopes, curved: hvp((own: Network) => loss(own, input, target), w, v) };
    }, { w: start, input: x, target: y, v: sizes(5, 7, 3) }, { dtype: "float64", fuse }).run({ w: start, input: x, target: y, v: start }));
    for (const name of ["first", "bias", "second"] as const) {
      close(both[0]!.slopes[name], both[1]!.slopes[name], 1e-13);
      close(both[0]!.curved[name], both[1]!.curved[name], 1e-13);
    }
  });
  test("programs share a store: one trains, the other acts", () => {
    const weights = store({ slope: tensor([1]) }, { dtype: "float64" });
    const act = program(({ weights: { slope }, input }) => mul(slope, input), { weights, input: { shape: [1] } });
    const train = program(({ weights: { slope } }) => ({ weights: { slope: mul(slope, 2) } }), { weights });
    expect([...act.run({ input: [3] })]).toEqual([3]);
    train.run();
    train.run();
    expect([...act.run()]).toEqual([12]);
    weights.parameters.slope.data[0] = -1;
    expect([...act.run()]).toEqual([-3]);
  });
});

describe("stores", () => {
  test("may hold a replay memory: a program gathers its batch where it lies", () => {
    const replay = store({ state: tensor(new Float64Array(12), [6, 2]), reward: tensor(new Float64Array(6)) });
    const batch = program(({ replay: { state, reward }, index }) => mul(gather(state, index), reshape(gather(reward, index), [3, 1])),
      { replay, index: { shape: [3], dtype: "int32" } });
    replay.parameters.state.data.set([5, 7], 4 * 2);
    replay.parameters.reward.data[4] = 2;
    expect([...batch.run({ index: [4, 0, 4] })]).toEqual([10, 14, 0, 0, 10, 14]);
  });
  test("give and take plain trees", () => {
    const weights = store({ list: [tensor([1, 2]), { shape: [1], data: [3], fixed: true }] });
    expect(weights.parameters.list[1]).toMatchObject({ shape: [1], fixed: true });
    const saved = weights.read();
    weights.parameters.list[0].data[0] = 9;
    expect([...saved.list[0].data]).toEqual([1, 2]);
    weights.write(saved);
    expect([...weights.parameters.list[0].data]).toEqual([1, 2]);
    expect(() => weights.write({ list: [tensor([1, 2])] })).toThrow("store: [2] in the same tree");
  });
  test("exchange their numbers, rotate them, keep old ones: what is read is always the old value", () => {
    const pair = store({ a: tensor([1, 2, 3]), b: tensor([4, 5, 6]), c: tensor([7, 8, 9]) }, { dtype: "float64" });
    const turn = program(({ pair: { a, b, c } }) => ({ pair: { a: b, b: c, c: a }, old: a, total: add(a, mul(b, 10)) }), { pair });
    const told = turn.run();
    const data = ({ a, b, c } = pair.parameters): number[][] => [[...a.data], [...b.data], [...c.data]];
    expect(data()).toEqual([[4, 5, 6], [7, 8, 9], [1, 2, 3]]);
    expect([...told.old]).toEqual([1, 2, 3]);
    expect([...told.total]).toEqual([41, 52, 63]);
    turn.run();
    expect(data()).toEqual([[7, 8, 9], [1, 2, 3], [4, 5, 6]]);
  });
  test("are overwritten only when nobody needs the old value any more", () => {
    const square3 = store({ m: wave([3, 3], 1) }, { dtype: "float64" });
    const before = tensor(square3.parameters.m.data, [3, 3]);
    const next = program(({ s: { m } }) => {
      const scaled = mul(m, 2);
      return { s: { m: scaled }, product: matmul(transpose(m), scaled), shifted: add(scaled, transpose(m)) };
    }, { s: square3 });
    const told = next.run();
    close(told.product, numbers(matmul(transpose(before), mul(before, 2))), 1e-14);
    close(told.shifted, numbers(add(mul(before, 2), transpose(before))), 1e-14);
    close(square3.parameters.m.data, numbers(mul(before, 2)), 0);
  });
  test("keep their shapes, and their leaves", () => {
    const weights = store({ w: tensor([1, 2]) });
    expect(() => program(({ weights: { w } }) => ({ weights: { w: sum(w) } }), { weights })).toThrow("the store weights to keep its shapes");
    expect(() => program(({ weights: { w } }) => ({ weights: [w, w] }), { weights })).toThrow("1 tensors to go into the store weights");
  });
  test("of one program lie in one arena and have one element type", () => {
    const [one, other] = [store({ w: tensor([1]) }), store({ w: tensor([1]) })];
    expect(() => program(({ one: a, other: b }) => add(a.w, b.w), { one, other })).toThrow("stores of float32 in one arena");
    expect(() => program(({ one: a }) => neg(a.w), { one }, { dtype: "float64" })).toThrow(TensorError);
  });
});

describe("inputs and outputs", () => {
  test("may be written and read in place", () => {
    const twice = program(({ a, list }) => ({ b: mul(a, 2), list: [neg(list[0])] }), { a: { shape: [2] }, list: [{ shape: [] }] as const });
    twice.inputs.a.set([1, 2]);
    twice.inputs.list[0][0] = 7;
    const { b, list } = twice.run();
    expect([[...b], [...list[0]!]]).toEqual([[2, 4], [-7]]);
    twice.run({ a: Float64Array.of(5, 6), list: [1] });
    expect([...b]).toEqual([10, 12]);
  });
  test("may be one another, constants, views, and the same twice", () => {
    const odd = program((x) => [x, transpose(x), slice(x, 1, 1, 2), tensor([7, 8]), x, reshape(transpose(x), [6])], { shape: [2, 3] });
    expect(odd.run([1, 2, 3, 4, 5, 6]).map((out) => [...out])).toEqual([
      [1, 2, 3, 4, 5, 6], [1, 4, 2, 5, 3, 6], [2, 5], [7, 8], [1, 2, 3, 4, 5, 6], [1, 4, 2, 5, 3, 6]]);
  });
  test("are refused when numbers are missing, too few or too many", () => {
    const sum2 = program(({ a, b }) => add(a, b), { a: { shape: [2] }, b: { shape: [2] } });
    expect(() => sum2.run({ a: [1, 2], b: [1] })).toThrow("expected run: 2 numbers for b\n     got 1");
    // @ts-expect-error b is missing
    expect(() => sum2.run({ a: [1, 2] })).toThrow("expected run: 2 numbers for b\n     got none");
  });
  test("without numbers are refused, with the line", () => {
    expect(() => program((x) => mul(slice(x, 0, 1, 1), 2), { shape: [2] }))
      .toThrow(/slice: at least one number in every tensor .*\n +got \[0\]\n +\[0\] made by slice at .*program\.test\.ts:\d+/);
  });
  test("without numbers vanish where others are made from them", () => {
    const compiled = program((x: Tensor) => {
      const none = slice(x, 0, 1, 1);
      return [sum(none, 0), max(none, 0), concat([none, x, none], 0), matmul(transpose(none), none), mean(none), grad((y: Tensor) => sum(concat([y, none], 0)))(x)];
    }, { shape: [2, 3] });
    expect(compiled.run([1, 2, 3, 4, 5, 6]).map((each) => [...each])).toEqual([
      [0, 0, 0], [-Infinity, -Infinity, -Infinity], [1, 2, 3, 4, 5, 6], Array(9).fill(0), [NaN], Array(6).fill(1)]);
  });
});

describe("large programs", () => {
  test("loops that would read very much are cut into several", () => {
    const example = Array.from({ length: 300 }, () => ({ shape: [5] }));
    const total = program((xs) => xs.reduce((sum: Tensor, x: Tensor, i) => add(sum, mul(x, i)), tensor(0)), example);
    expect([...total.run(example.map((_, i) => [i, 0, 1, -1, 0.5]))]).toEqual([0, 1, 2, 3, 4].map((place) =>
      Array.from({ length: 300 }, (_, i) => i * [i, 0, 1, -1, 0.5][place]!).reduce((a, b) => Math.fround(a + b))));
    expect(compiledOf(total).kernels.length).toBeGreaterThan(8);
  });
  test("so are loops that would compute very much", () => {
    const chain = (x: Tensor): Tensor => Array.from({ length: 600 }).reduce<Tensor>((y) => sub(square(y), 0.9), x);
    const compiled = program((x) => chain(x), { shape: [3] }, { dtype: "float64" });
    close(compiled.run([0.5, -1.2, 1]), numbers(chain(tensor([0.5, -1.2, 1]))), 1e-10);
    expect(compiledOf(compiled).kernels.length).toBeGreaterThan(4);
  });
  test("long float32 sums keep partial sums: their error does not grow with the count", () => {
    const count = 1_000_000;
    const numbersIn = Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 10007) / 10007);
    const exact = numbersIn.reduce((a, b) => a + b, 0) / count;
    const means = program((x) => ({ all: mean(x), columns: mean(reshape(x, [count / 4, 4]), 0) }), { shape: [count] }).run(numbersIn);
    expect(Math.abs(means.all[0]! / exact - 1)).toBeLessThan(3e-7);
    expect(Math.abs(Array.from(means.columns).reduce((a, b) => a + b) / 4 / exact - 1)).toBeLessThan(3e-7);
  });
  test("long sums of odd length are complete", () => {
    const count = 9001 * 3;
    const ones = new Float32Array(count).fill(1);
    const sums = program((x) => [sum(x), sum(reshape(x, [9001, 3]), 0), sum(transpose(reshape(x, [9001, 3])), 1)], { shape: [count] }).run(ones);
    expect(sums.map((each) => [...each])).toEqual([[count], [9001, 9001, 9001], [9001, 9001, 9001]]);
  });
});

describe("compilation without blocking", () => {
  test("gives the same code and the same bits", async () => {
    const f = ({ x, w }: { readonly x: Tensor; readonly w: Tensor }): Tensor => grad((own: Tensor) => mean(square(tanh(matmul(x, own)))))(w);
    const given = { x: wave([6, 5], 1), w: wave([5, 3], 2) };
    const [now, later] = [program(f, given), await compile(f, given)];
    expect(later.run(given)).toEqual(now.run(given));
    expect(explain(later)).toBe(explain(now));
  });
  test("rejects what cannot be traced", async () => {
    await expect(compile((x) => matmul(x, x), { shape: [2, 3] })).rejects.toThrow("expected matmul");
  });
});

describe("memory", () => {
  test("a full arena is an error that says how much was missing", () => {
    const arena = createArena({ bytes: 1024 });
    expect(() => program((x) => exp(x), { shape: [1 << 15] }, { arena })).toThrow(/math\/arena-full.*bytes left/s);
  });
  test("values that live one after another share their places", () => {
    const chain = program((x) => Array.from({ length: 8 }).reduce<Tensor>((y) => softmax(transpose(y)), x), { shape: [16, 16] });
    const { storage, bytesWithoutReuse } = compiledOf(chain).plan;
    expect(storage.end - storage.pinnedBytes).toBeLessThan(bytesWithoutReuse / 3);
    const x = wave([16, 16], 1);
    close(chain.run(x), numbers(Array.from({ length: 8 }).reduce<Tensor>((y) => softmax(transpose(y)), x)), 1e-5);
  });
  test("nothing beyond the outputs is written", () => {
    const arena = createArena({ bytes: 1 << 16 });
    const before = arena.allocate("float32", 64).fill(11);
    const odd = program((x) => [sum(x, 0), sum(x, 1), transpose(x), exp(x)], { shape: [5, 3] }, { arena });
    const after = arena.allocate("float32", 64).fill(12);
    odd.run(wave([5, 3], 1));
    expect(new Set(before)).toEqual(new Set([11]));
    expect(new Set(after)).toEqual(new Set([12]));
  });
});

describe("errors of shapes", () => {
  test("name the operation, who made the operands, and the lines", () => {
    const wrong = (): unknown => program(({ x, w }) => {
      const hidden = relu(matmul(x, w.first));
      return matmul(hidden, w.second);
    }, { x: { shape: [3, 4] }, w: { first: { shape: [4, 8] }, second: { shape: [9, 2] } } });
    expect(wrong).toThrow(/expected matmul: .*\n +got \[3×8\] and \[9×2\]\n +\[3×8\] made by relu at .*program\.test\.ts:\d+:\d+\n +\[9×2\] made by the input \.w\.second\n +in matmul at .*program\.test\.ts:\d+/);
  });
  test("a program inside a program is refused", () => {
    expect(() => program((x) => program((y) => neg(y), x).run(x) as unknown as Tensor, { shape: [1] })).toThrow("a program inside a program");
  });
});

describe("evaluate", () => {
  test("gives the numbers", () => {
    expect([...numbers(evaluate(({ x }) => grad((y: Tensor) => sum(square(y)))(x), { x: tensor([1, 2]) }))]).toEqual([2, 4]);
  });
  test("names the first operation that made a NaN, its line and its inputs", () => {
    expect(() => evaluate(({ x }) => mean(mul(log(sub(x, 2)), 0.5)), { x: tensor([3, 1]) }))
      .toThrow(/expected numbers from log at .*program\.test\.ts:\d+:\d+\n +got NaN at place 1 of \[2\]\n +\[2\] of -1 … 1, made by sub/);
  });
  test("does not mind NaN that is not chosen", () => {
    const safe = ({ x }: { x: Tensor }): Tensor => where(greater(x, 0), log(x), 0);
    expect([...numbers(evaluate(safe, { x: tensor([1, -1]) }))]).toEqual([0, 0]);
  });
});

describe("operations that others add", () => {
  const cube = defineOperation({
    name: "cube", evaluate: (a) => a * a * a, vjp: (g, _y, a) => [mul(g, mul(3, square(a)))], lower: (lanes, a) => lanes.mul(a, lanes.mul(a, a)),
  });
  const reversed: DefinedArray = defineOperation({
    name: "reversed", shape: ([a]) => a!, evaluate: ({ inputs: [a], out }) => out.set([...a!].reverse()), vjp: (g) => [reversed([g])],
  });
  const withKernel: DefinedArray = defineOperation({
    name: "reversed", shape: ([a]) => a!, evaluate: ({ inputs: [a], out }) => out.set([...a!].reverse()), vjp: (g) => [withKernel([g])],
    kernel: {
      link: (memory) => (from, to, ...lengths) => {
        const length = lengths.slice(0, lengths.length / 2).reduce((a, b) => a * b, 1);
        const at = (address: number): Float32Array => new Float32Array(memory.buffer, address, length);
        at(to).set(at(from).slice().reverse());
      },
    },
  });
  test("place by place: fused, differentiated", () => {
    const slope = program((x) => grad((y: Tensor) => sum(cube(y)))(x), { shape: [3] });
    expect([...slope.run([1, 2, 3])]).toEqual([3, 12, 27]);
    expect(explain(slope).match(/^ +\d+ /gm)).toHaveLength(1);
  });
  test("on whole tensors, with a kernel and without", () => {
    for (const operation of [reversed, withKernel]) {
      const f = program((x) => [tanh(operation([transpose(x)])), grad((y: Tensor) => sum(mul(operation([y]), y)))(x)], { shape: [2, 2] });
      const x = tensor([1, 2, 3, 4], [2, 2]);
      const [value, slope] = f.run(x);
      close(value!, numbers(tanh(tensor([4, 2, 3, 1]))), 1e-6);
      close(slope!, [8, 6, 4, 2], 1e-6);
    }
  });
});

describe("explain", () => {
  test("tells kernels, operations and bytes", () => {
    const text = explain(program(({ x, w }) => sum(concat([tanh(matmul(x, w)), x], 1)), { x: { shape: [2, 3] }, w: { shape: [3, 4] } }));
    expect(text).toMatch(/^float32, \d+ kernels, \d+ operations, \d+ bytes of code\n/);
    expect(text).toContain("tanh");
    expect(text).toMatch(/memory: \d+ bytes/);
  });
});

describe("products that are read transposed", () => {
  const given = { a: wave([3, 4], 1), b: wave([4, 5], 2) };
  test("are written so: no kernel moves them", () => {
    const turned = program(({ a, b }) => add(transpose(matmul(a, b)), 1), given, { dtype: "float64" });
    close(turned.run(given), numbers(add(transpose(matmul(given.a, given.b)), 1)), 1e-15);
    expect(explain(turned)).toMatch(/matmul \[5×4\] \[4×3\]\n +2 +\[15\] add/);
  });
  test("unless others read them as they are", () => {
    const both = program(({ a, b }) => [transpose(matmul(a, b)), matmul(a, b)], given, { dtype: "float64" });
    both.run(given).forEach((found, i) => close(found, numbers([transpose(matmul(given.a, given.b)), matmul(given.a, given.b)][i]!), 1e-15));
    expect(explain(both).match(/matmul/g)).toHaveLength(1);
  });
});
