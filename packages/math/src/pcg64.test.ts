import { describe, expect, test } from "vitest";
import { digest } from "../test/digest.ts";
import normals from "./fixtures/numpy-normal.json" with { type: "json" };
import reference from "./fixtures/numpy-random.json" with { type: "json" };
import { createArena, pcg64, type Random, type RandomKey } from "./index.ts";

const arena = createArena();
const words = arena.allocate("uint32", 16);

function keyOf(seed: bigint): RandomKey {
  return [Number(seed >> 32n), Number(seed & 0xffffffffn)];
}

function bigint(state: Uint32Array, from: number): bigint {
  return [3, 2, 1, 0].reduce((sum, i) => (sum << 32n) | BigInt(state[from + i]!), 0n);
}

/** In 0 … most by masking and rejection, as NumPy's shuffle draws. */
function masked(random: Random, most: number): number {
  const mask = 2 ** (32 - Math.clz32(most)) - 1;
  for (;;) {
    const draw = random.integer(2 ** 32) & mask;
    if (draw <= most) return draw;
  }
}

function shuffled(random: Random, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = masked(random, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

describe.each(reference.rows)("NumPy's generator, seed $seed", (row) => {
  const key = keyOf(BigInt(row.seed));
  const fresh = (): Random => pcg64.streams(key, 1).lane(0);

  test("SeedSequence, state and increment", () => {
    arena.kernels.seedSequence(key[1], key[0], 0, 0, 8, words.byteOffset);
    expect(Array.from(words.subarray(0, 8))).toEqual(row.seedsequence_generate_state_uint32_8);
    const { state } = pcg64.streams(key, 1);
    expect(String(bigint(state, 0))).toBe(row.state);
    expect(String(bigint(state, 4))).toBe(row.inc);
  });

  test("raw 64-bit draws", () => {
    const { state } = pcg64.streams(key, 1);
    words.set(state);
    const raw = row.raw64.map(() => {
      arena.kernels.pcg64Raw(words.byteOffset, words.byteOffset + 48);
      return String(BigInt(words[12]!) | (BigInt(words[13]!) << 32n));
    });
    expect(raw).toEqual(row.raw64);
  });

  test("random and uniform", () => {
    const random = fresh(), uniform = fresh();
    expect(row.random.map(() => random.uniform())).toEqual(row.random);
    expect(Array.from({ length: 4 }, () => -0.05 + 0.1 * uniform.uniform())).toEqual(row["uniform_-0.05_0.05_4"]);
  });

  test("a permutation, which is built on them", () => {
    expect(shuffled(fresh(), 10)).toEqual(row.permutation_10);
  });

  test("integers", () => {
    const ten = fresh(), two = fresh();
    expect(row.integers_0_10.map(() => ten.integer(10))).toEqual(row.integers_0_10);
    expect(row.integers_0_2_scalar_calls.map(() => two.integer(2))).toEqual(row.integers_0_2_scalar_calls);
  });
});

describe("NumPy's normals", () => {
  const lane = (seed: bigint | number): Random => pcg64.streams(keyOf(BigInt(seed)), 1).lane(0);

  test.each(normals.rows)("seed $seed, alone and between uniforms", (row) => {
    const random = lane(BigInt(row.seed)), mixed = lane(BigInt(row.seed));
    expect(row.standard_normal.map(() => random.normal())).toEqual(row.standard_normal);
    expect([mixed.uniform(), mixed.normal(), mixed.uniform(), mixed.normal()]).toEqual(row.random_then_normal_then_random);
  });

  test.each(normals.runs)("$count draws of seed $seed, rare branches included", ({ seed, count, digest: expected }) => {
    const random = lane(seed);
    const draws = Float64Array.from({ length: count }, () => random.normal());
    expect(draws.some((x) => Math.abs(x) > 3.6541528853610088)).toBe(true); // the tail's branch
    expect(digest(draws)).toBe(expected);
  });
});

describe("PCG64 streams", () => {
  test("counts of all sizes, mixed with uniforms, as NumPy 1.24 draws them from default_rng(7)", () => {
    const random = pcg64.streams([0, 7], 1).lane(0);
    const drawn = [
      random.integer(2 ** 40), random.integer(3_000_000_000), random.uniform(), random.integer(2 ** 32), random.integer(1),
      random.integer(5), random.integer(2 ** 53), random.integer(2 ** 32 + 1),
    ];
    expect(drawn).toEqual([687299734001, 2052539810, 0.7756856902451935, 3853503932, 0, 4, 2703657537750762, 3751883480]);
  });

  test("lane i is seeded with seed + i, carrying into the high word", () => {
    const lanes = pcg64.streams([2, 0xfffffffe], 4);
    for (const [lane, key] of ([[2, 0xfffffffe], [2, 0xffffffff], [3, 0], [3, 1]] as const).entries()) {
      const single = pcg64.streams(key, 1);
      for (let i = 0; i < 10; i++) expect(lanes.lane(lane).uniform()).toBe(single.lane(0).uniform());
    }
  });

  test("go on exactly from a saved state, half a draw included", () => {
    const lanes = pcg64.streams([0, 3], 2);
    const draws = (random: Random): number[] =>
      [random.integer(9), random.uniform(), random.normal(), random.integer(2 ** 33), random.integer(9)];
    lanes.lane(1).integer(9); // keeps the other half
    const saved = lanes.state.slice();
    const first = draws(lanes.lane(1));
    const elsewhere = pcg64.streams([0, 0], 2);
    elsewhere.state.set(saved);
    lanes.state.set(saved);
    expect(draws(elsewhere.lane(1))).toEqual(first);
    expect(draws(lanes.lane(1))).toEqual(first);
    expect(saved[10 + 8]).toBe(1);
  });

  test("has normals of mean 0 and variance 1", () => {
    const random = pcg64.streams([0, 1], 1).lane(0);
    const draws = Array.from({ length: 20_000 }, () => random.normal());
    expect(Math.abs(draws.reduce((a, x) => a + x, 0) / draws.length)).toBeLessThan(0.03);
    expect(Math.abs(draws.reduce((a, x) => a + x * x, 0) / draws.length - 1)).toBeLessThan(0.04);
  });
});
