import { philox, seedKey } from "@worldwise/math";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tensor } from "./index.ts";
import {
  add, concat, explain, gather, grad, hvp, iota, matmul, mean, mul, normal, numbers, program, reshape, scan, sigmoid, slice, square, store, sub, sum,
  tanh, tensor, TensorError, transpose, valueAndGrad,
} from "./index.ts";

const wave = (shape: readonly number[], seed: number): Tensor =>
  tensor(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.7 * Math.sin(seed + 1.7 * i + 0.01 * i * i)), shape);
const close = (found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i]!)));
};

interface Cell { readonly input: Tensor; readonly state: Tensor; readonly bias: Tensor }
const cell = (inputSize: number, size: number): Cell =>
  ({ input: wave([inputSize, 3 * size], 1), state: mul(0.5, wave([size, 3 * size], 2)), bias: wave([3 * size], 3) });

/** A gated recurrent unit. */
function gru(w: Cell, state: Tensor, x: Tensor): Tensor {
  const size = state.shape[1]!;
  const [fromInput, fromState] = [add(matmul(x, w.input), w.bias), matmul(state, w.state)];
  const gate = (from: Tensor, k: number): Tensor => slice(from, 1, k * size, (k + 1) * size);
  const reset = sigmoid(add(gate(fromInput, 0), gate(fromState, 0)));
  const keep = sigmoid(add(gate(fromInput, 1), gate(fromState, 1)));
  const candidate = tanh(add(gate(fromInput, 2), mul(reset, gate(fromState, 2))));
  return add(mul(keep, state), mul(sub(1, keep), candidate));
}

interface Problem { readonly w: Cell; readonly start: Tensor; readonly x: Tensor }
const problem = (length: number, batch = 2): Problem => ({ w: cell(2, 3), start: wave([batch, 3], 5), x: wave([length, batch, 2], 6) });

/** The same loss, by a scan and unrolled by hand. */
const scanned = ({ w, start, x }: Problem, reversed = false): Tensor => {
  const { carry, outputs } = scan((state: Tensor, row: Tensor) => {
    const next = gru(w, state, row);
    return { carry: next, output: sum(mul(next, state), 1) };
  }, start, x, { reversed });
  return add(mean(square(outputs)), sum(square(carry)));
};
const byHand = ({ w, start, x }: Problem, reversed = false): Tensor => {
  const [length, batch, size] = x.shape as [number, number, number];
  let state = start;
  const told: Tensor[] = [];
  for (let step = 0; step < length; step++) {
    const t = reversed ? length - 1 - step : step;
    const next = gru(w, state, reshape(slice(x, 0, t, t + 1), [batch, size]));
    told.push(reshape(sum(mul(next, state), 1), [1, batch]));
    state = next;
  }
  return add(mean(square(concat(told, 0))), sum(square(state)));
};
const flat = (tree: { readonly w: Record<keyof Cell, ArrayLike<number>>; readonly start: ArrayLike<number>; readonly x: ArrayLike<number> }): number[] =>
  [tree.w.input, tree.w.state, tree.w.bias, tree.start, tree.x].flatMap((each) => Array.from(each));
const flatTensors = ({ w, start, x }: Problem): number[] =>
  flat({ w: { input: numbers(w.input), state: numbers(w.state), bias: numbers(w.bias) }, start: numbers(start), x: numbers(x) });
const shapesOf = ({ w, start, x }: Problem): Problem => ({ w, start, x }); // tensors are shapes

describe("a scan is its unrolled loop", () => {
  test.each([1, 2, 3, 17, 100])("values and gradients of weights, carry and inputs, %i steps", (length) => {
    for (const reversed of [false, true]) {
      const at = problem(length);
      const [value, slopes] = valueAndGrad((p: Problem) => byHand(p, reversed))(at);
      const told = program((p: Problem) => {
        const [loss, own] = valueAndGrad((q: Problem) => scanned(q, reversed))(p);
        return { loss, own };
      }, shapesOf(at), { dtype: "float64" }).run(at);
      close(told.loss, numbers(value), 1e-12);
      close(flat(told.own), flatTensors(slopes), 1e-10);
    }
  });
  test.each([1, 2, 5, 20])("Hessian times vector, %i steps", (length) => {
    const [at, v] = [problem(length, 1), { w: cell(2, 3), start: wave([1, 3], 8), x: wave([length, 1, 2], 9) }];
    for (const reversed of [false, true]) {
      const expected = hvp((p: Problem) => byHand(p, reversed), at, v);
      const compiled = program(({ p, along }: { p: Problem; along: Problem }) => hvp((q: Problem) => scanned(q, reversed), p, along),
        { p: at, along: v }, { dtype: "float64" }).run({ p: at, along: v });
      close(flat(compiled), flatTensors(expected), 1e-9);
    }
  });
  test("third derivatives", () => {
    // x_5 = x^32 by squaring five times: the third derivative is 32 · 31 · 30 x^29
    const power = (x: Tensor): Tensor => scan((y: Tensor) => ({ carry: square(y), output: {} }), x, undefined, { length: 5 }).carry;
    const third = program((x) => grad(grad(grad(power)))(x), { shape: [] }, { dtype: "float64" });
    expect(third.run(1.1)[0]! / (32 * 31 * 30 * 1.1 ** 29)).toBeCloseTo(1, 12);
  });
  test("on plain numbers it is a loop, differentiable too", () => {
    const at = problem(4);
    close(numbers(scanned(at)), numbers(byHand(at)), 0);
    close(flatTensors(grad(scanned)(at)), flatTensors(grad(byHand)(at)), 1e-15);
  });
  test("at random: lengths, directions, what is read, what is told", () => {
    const f = ({ a, b, x }: { a: Tensor; b: Tensor; x: Tensor }, kind: number, reversed: boolean): Tensor => {
      const { carry, outputs } = scan(({ p, q }: { p: Tensor; q: Tensor }, row: Tensor) => ({
        carry: { p: kind % 2 === 0 ? tanh(add(matmul(p, transpose(b)), row)) : mul(p, row), q: kind % 3 === 0 ? q : add(q, sum(mul(p, b))) },
        output: [kind % 5 === 0 ? b : mul(p, q), row, tensor(2)],
      }), { p: a, q: tensor(0.5) }, x, { reversed });
      const [told, rows, twos] = outputs;
      return add(add(sum(square(carry.p)), mul(carry.q, 0.3)), add(mean(mul(told!, told!)), add(sum(mul(twos!, 0.1)), mean(mul(rows!, rows!)))));
    };
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.nat({ max: 29 }), fc.boolean(), (length, kind, reversed) => {
      const at = { a: wave([3, 3], 1), b: wave([3, 3], 2), x: wave([length, 3, 3], 3) };
      const expected = grad((p: typeof at) => f(p, kind, reversed))(at);
      const compiled = program((p: typeof at) => grad((q: typeof at) => f(q, kind, reversed))(p), at, { dtype: "float64" }).run(at);
      for (const name of ["a", "b", "x"] as const) close(compiled[name], numbers(expected[name]), 1e-12);
    }), { seed: 1, numRuns: 60 });
  });
  test("a scan inside a scan", () => {
    const f = ({ a, x }: { a: Tensor; x: Tensor }): Tensor => scan((total: Tensor, row: Tensor) => {
      const inner = scan((y: Tensor, z: Tensor) => ({ carry: tanh(add(mul(y, a), mul(z, total))), output: mul(y, z) }), total, row);
      return { carry: add(inner.carry, sum(inner.outputs)), output: {} };
    }, tensor(0.2), x).carry;
    const at = { a: tensor(0.7), x: wave([3, 4], 1) };
    const expected = grad(f)(at);
    const compiled = program((p: typeof at) => ({ value: f(p), slope: grad(f)(p) }), at, { dtype: "float64" }).run(at);
    close(compiled.value, numbers(f(at)), 1e-14);
    close(compiled.slope.a, numbers(expected.a), 1e-13);
    close(compiled.slope.x, numbers(expected.x), 1e-13);
  });
});

describe("a compiled scan", () => {
  const training = (length: number): { readonly run: () => unknown; readonly text: string } => {
    const w = store(cell(8, 16));
    const step = program(({ w: own, start, x }) => {
      const loss = (p: Cell): Tensor => mean(square(scan((state: Tensor, row: Tensor) => {
        const next = gru(p, state, row);
        return { carry: next, output: next };
      }, start, x).outputs));
      const [value, slopes] = valueAndGrad(loss)(own);
      const moved = (name: keyof Cell): Tensor => sub(own[name], mul(0.01, slopes[name]));
      return { loss: value, w: { input: moved("input"), state: moved("state"), bias: moved("bias") } };
    }, { w, start: { shape: [4, 16] }, x: { shape: [length, 4, 8] } });
    return { text: explain(step), run: () => step.run({ start: wave([4, 16], 1), x: wave([length, 4, 8], 2) }).loss[0] };
  };
  test("is as much code for fifty steps as for three, a whole training step", () => {
    const codeBytes = (text: string): number => Number(/(\d+) bytes of code/.exec(text)![1]);
    const [short, long] = [training(3), training(50)];
    expect(codeBytes(long.text)).toBeLessThan(codeBytes(short.text) * 1.05);
    expect(long.text).toContain("scan ×50");
    const [first, second] = [long.run() as number, long.run() as number];
    expect(second).toBeLessThan(first);
  });
  test("draws new noise in each step, and gathers by a carried index", () => {
    const key = philox.derive(seedKey(3), "noise");
    const f = (table: Tensor): Tensor => scan((count: Tensor) => ({
      carry: add(count, 1), output: add(reshape(gather(table, reshape(count, [1])), []), normal(key, count, [])),
    }), tensor(0), undefined, { length: 3 }).outputs;
    const table = tensor([10, 20, 30]);
    close(program((x) => f(x), table, { dtype: "float64" }).run(table), numbers(f(table)), 1e-15);
  });
  test("writes nothing outside its place, and reads constants afresh", () => {
    const f = (x: Tensor): Tensor => scan((y: Tensor, row: Tensor) => ({ carry: y, output: matmul(row, tensor([1, 2], [2, 1])) }), tensor(1), x).outputs;
    const x = wave([5, 3, 2], 1);
    const twice = program((y) => [f(y), sum(f(mul(y, 2)), 0)], x, { dtype: "float64" });
    for (let run = 0; run < 2; run++) {
      const [single, doubled] = twice.run(x);
      close(single!, numbers(f(x)), 1e-15);
      close(doubled!, numbers(sum(f(mul(x, 2)), 0)), 1e-14);
    }
  });
});

describe("refusals", () => {
  const keep = (carry: Tensor): { carry: Tensor; output: Tensor } => ({ carry, output: carry });
  test("lengths that differ, or none", () => {
    expect(() => scan(keep, tensor(1), [tensor([1, 2]), iota(3)])).toThrow("got [2] and [3]");
    expect(() => scan(keep, tensor(1), undefined)).toThrow(TensorError);
    expect(() => scan(keep, tensor(1), tensor([1, 2]), { length: 3 })).toThrow("[2] and length 3");
  });
  test("carries that change their shape", () => {
    const grow = (carry: Tensor): { carry: Tensor; output: Tensor } => ({ carry: concat([carry, carry], 0), output: carry });
    expect(() => scan(grow, tensor([1]), undefined, { length: 2 })).toThrow("a carry that keeps its 1 shapes\n     got [1] and [2]");
    expect(() => program((x: Tensor) => scan(grow, x, undefined, { length: 2 }).carry, { shape: [1] })).toThrow("a carry that keeps its");
  });
});
