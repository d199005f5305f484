import { describe, expect, test } from "vitest";
import { guarded } from "../test/guarded.ts";
import { createArena, elementary, type Elementary, type FloatArray, philox, seedKey } from "./index.ts";

const arena = createArena({ bytes: 4 << 20 });
const functions = elementary(arena);
type Name = Exclude<keyof Elementary, "pow">;

/** The distance of x to the next number away from 0, in the precision of `make`. */
function unit(make: Float32ArrayConstructor | Float64ArrayConstructor, x: number): number {
  const [digits, least] = make === Float32Array ? [24, -149] : [53, -1074];
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(x), 2 ** (least + digits - 1))));
  return 2 ** Math.max(exponent + 1 - digits, least);
}

/** 2/√π Σ_n (-1)^n x^(2n+1) / (n! (2n+1)) in whole numbers of 2^-200, so that nothing is lost where terms cancel. */
function plainErf(x: number): number {
  const one = 1n << 200n, scale = 11283791670955125738961589031215451716881012586580n;
  let power = BigInt(Math.trunc(x * 2 ** 90)) << 110n, sum = power;
  const square = power * power / one;
  for (let n = 1n; power !== 0n; n++) {
    power = -power * square / one / n;
    sum += power / (2n * n + 1n);
  }
  return Number(sum * scale / 10n ** 49n >> 90n) / 2 ** 110;
}

const references: Record<Name, (x: number) => number> = {
  exp: Math.exp, log: Math.log, tanh: Math.tanh, sin: Math.sin, cos: Math.cos, erf: plainErf,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  sigmoid: (x) => x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)),
};
const ranges: Record<Name, readonly [number, number]> = {
  exp: [-87, 88], log: [0, 1000], tanh: [-12, 12], sin: [-1000, 1000], cos: [-1000, 1000], erf: [-5, 5], softplus: [-80, 80],
  sigmoid: [-80, 80],
};

/** Numbers spread evenly over the range, and others of all magnitudes. */
function samples(array: FloatArray, [low, high]: readonly [number, number]): void {
  const random = philox.streams(seedKey(3), 1).lane(0);
  for (let i = 0; i < array.length; i++) {
    const spread = low + (high - low) * random.uniform(), near = high * Math.exp(-20 * random.uniform());
    array[i] = i % 2 === 0 ? spread : low < 0 && i % 4 === 1 ? -near : near;
  }
}

function largestError(name: Name, make: Float32ArrayConstructor | Float64ArrayConstructor): number {
  const mark = arena.mark();
  const dtype = make === Float32Array ? "float32" : "float64", count = name === "erf" ? 1001 : 20_001;
  const input = arena.allocate(dtype, count), out = arena.allocate(dtype, count);
  samples(input, ranges[name]);
  functions[name](input, out);
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const exact = references[name](input[i]!);
    largest = Math.max(largest, Math.abs(out[i]! - exact) / unit(make, exact));
  }
  arena.release(mark);
  return largest;
}

const names = Object.keys(references) as Name[]; // the keys of a record of exactly these

describe("elementary functions", () => {
  // Half a unit more than stated: what the references themselves are off by.
  const single: Record<Name, number> =
    { exp: 1, log: 0.8, tanh: 1.3, sin: 0.501, cos: 0.501, erf: 0.501, softplus: 0.501, sigmoid: 2.2 };
  const double: Record<Name, number> = { exp: 2.5, log: 1.5, tanh: 2.5, sin: 3, cos: 3, erf: 3.5, softplus: 4, sigmoid: 4 };
  test.each(names)("%s is as exact as stated", (name) => {
    expect(largestError(name, Float32Array)).toBeLessThanOrEqual(single[name]);
    expect(largestError(name, Float64Array)).toBeLessThanOrEqual(double[name]);
  });

  const { PI, E } = Math;
  const inf = Infinity;
  const special: Record<Name, readonly (readonly [x: number, y: number])[]> = {
    exp: [[0, 1], [-0, 1], [inf, inf], [-inf, 0], [NaN, NaN], [1000, inf], [-1000, 0]],
    log: [[1, 0], [0, -inf], [-0, -inf], [-1, NaN], [inf, inf], [-inf, NaN], [NaN, NaN]],
    tanh: [[0, 0], [-0, -0], [inf, 1], [-inf, -1], [NaN, NaN]],
    sin: [[0, 0], [-0, -0], [inf, NaN], [NaN, NaN]],
    cos: [[0, 1], [-inf, NaN], [NaN, NaN]],
    erf: [[0, 0], [-0, -0], [inf, 1], [-inf, -1], [NaN, NaN]],
    softplus: [[0, Math.LN2], [inf, inf], [-inf, 0], [NaN, NaN]],
    sigmoid: [[0, 0.5], [inf, 1], [-inf, 0], [NaN, NaN]],
  };
  test.each(names)("%s of zeros, infinities and NaN", (name) => {
    for (const dtype of ["float32", "float64"] as const) {
      const x = arena.allocate(dtype, special[name].length);
      x.set(special[name].map(([input]) => input));
      functions[name](x, x);
      const expected = special[name].map(([, y]) => dtype === "float32" ? Math.fround(y) : y);
      expect(Array.from(x)).toEqual(expected);
    }
  });

  test("subnormal numbers are neither flushed nor made up", () => {
    const x = arena.allocate("float64", 4);
    x.set([-740, -744.4, -745.2, -709]);
    functions.exp(x, x);
    expect(Array.from(x)).toEqual([4.2e-322, 5e-324, 0, Math.exp(-709)]);
    x.set([5e-324, 1e-310, 2.2250738585072014e-308, 1]);
    const expected = Array.from(x, Math.log);
    functions.log(x, x);
    x.forEach((y, i) => expect(Math.abs(y - expected[i]!)).toBeLessThanOrEqual(2 ** -43));
    const single = arena.allocate("float32", 2);
    single.set([-100, -104]);
    functions.exp(single, single);
    expect(Array.from(single)).toEqual([Math.fround(Math.exp(-100)), 0]);
  });

  test("sines of large numbers have their digits too", () => {
    const x = arena.allocate("float64", 3);
    x.set([1e22, 5e15, 2 ** 20 * PI]);
    functions.sin(x, x);
    expect(x[0]).toBeCloseTo(-0.8522008497671888, 15);
    expect(x[1]).toBeCloseTo(Math.sin(5e15), 15);
  });

  test("pow is as exact as stated", () => {
    const random = philox.streams(seedKey(4), 1).lane(0), count = 5001;
    // The engine's own power is the reference; in float64 it may be off by a unit itself.
    for (const [dtype, make, allowed] of [["float32", Float32Array, 0.501], ["float64", Float64Array, 1.51]] as const) {
      const [base, exponent, out] = [0, 1, 2].map(() => arena.allocate(dtype, count)) as [FloatArray, FloatArray, FloatArray]; // three
      for (let i = 0; i < count; i++) {
        base[i] = i % 2 === 0 ? 0.5 + random.uniform() : 10 * random.uniform();
        exponent[i] = (i % 2 === 0 ? 100 : 20) * (random.uniform() - 0.5);
      }
      functions.pow(base, exponent, out);
      const errors = Array.from(out, (y, i) => Math.abs(y - base[i]! ** exponent[i]!) / unit(make, base[i]! ** exponent[i]!));
      expect(Math.max(...errors)).toBeLessThanOrEqual(allowed);
    }
    const square = arena.allocate("float32", 3), two = arena.allocate("float32", 3).fill(2);
    square.set([-3, 0.5, E]);
    functions.pow(square, two, square);
    expect(Array.from(square)).toEqual([9, 0.25, Math.fround(Math.fround(E) ** 2)]);
  });

  test("every length is written whole, and nothing beside it", () => {
    const mark = arena.mark();
    for (const dtype of ["float32", "float64"] as const) {
      for (let length = 0; length <= 9; length++) {
        const input = guarded(arena, dtype, length, 1), out = guarded(arena, dtype, length, 1);
        input.array.fill(1);
        for (const name of names) {
          functions[name](input.array, out.array);
          expect([...out.array]).toEqual(Array.from({ length }, () => out.array[0]));
        }
        functions.pow(input.array, input.array, out.array);
        expect([...out.array]).toEqual([...input.array]);
        expect(input.isIntact() && out.isIntact()).toBe(true);
      }
    }
    arena.release(mark);
  });

  test("says what does not fit", () => {
    const x = arena.allocate("float32", 4);
    expect(() => functions.exp(x, arena.allocate("float32", 3))).toThrow(/math\/array-length/);
    expect(() => functions.exp(new Float32Array(4), x)).toThrow(/math\/not-in-arena/);
    expect(() => functions.exp(x.subarray(0, 3), x.subarray(1, 4))).toThrow(/math\/overlap/);
    expect(() => functions.exp<FloatArray>(x, arena.allocate("float64", 4))).toThrow(/math\/dtype/);
  });
});
