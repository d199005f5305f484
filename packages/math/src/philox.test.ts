import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createArena, philox, type Random, type RandomKey, seedKey } from "./index.ts";

const arena = createArena();
const words = arena.allocate("uint32", 1024);

function block(counter: readonly [number, number, number, number], key: readonly [number, number]): string {
  arena.kernels.philoxBlock(...counter, ...key, words.byteOffset);
  return Array.from(words.subarray(0, 4), (word) => word.toString(16).padStart(8, "0")).join(" ");
}

/** Philox4x32-10 with big integers, one block. */
function plainBlock(counter: readonly number[], key: readonly number[]): number[] {
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint]; // four words in, four words out
  let [k0, k1] = key.map(BigInt) as [bigint, bigint]; // a key is two words
  for (let round = 0; round < 10; round++) {
    const p0 = c0 * 0xd2511f53n, p1 = c2 * 0xcd9e8d57n;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & 0xffffffffn, (p0 >> 32n) ^ c3 ^ k1, p0 & 0xffffffffn];
    [k0, k1] = [(k0 + 0x9e3779b9n) & 0xffffffffn, (k1 + 0xbb67ae85n) & 0xffffffffn];
  }
  return [c0, c1, c2, c3].map(Number);
}

describe("Philox4x32-10", () => {
  test("gives Random123's known answers", () => {
    const ones = 0xffffffff;
    expect(block([0, 0, 0, 0], [0, 0])).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
    expect(block([ones, ones, ones, ones], [ones, ones])).toBe("408f276d 41c83b0e a20bc7c6 6d5451fd");
    expect(block([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]))
      .toBe("d16cfe09 94fdcceb 5001e420 24126ea1");
  });

  test("gives the same words four blocks at a time, also where the counter's low word wraps", () => {
    const word = fc.nat(0xffffffff);
    const start = fc.oneof(fc.nat(0xffffffff), fc.constantFrom(0xffffffff, 0xfffffffe, 0xfffffffd, 0xfffffffb));
    fc.assert(fc.property(word, word, word, start, word, (k0, k1, lane, low, high) => {
      arena.kernels.philoxBlocks(k0, k1, lane, low, high, 8, words.byteOffset);
      const expected = Array.from({ length: 8 }, (_, i) => {
        const counter = BigInt(low) + (BigInt(high) << 32n) + BigInt(i);
        return plainBlock([Number(counter & 0xffffffffn), Number((counter >> 32n) & 0xffffffffn), lane, 0], [k0, k1]);
      }).flat();
      expect(Array.from(words.subarray(0, 32))).toEqual(expected);
    }), { seed: 1, numRuns: 50 });
  });
});

/** The stream's words one by one: count 2^32 never rejects. */
const nextWord = (random: Random): number => random.integer(2 ** 32);

describe("a Philox stream", () => {
  const key: RandomKey = [3, 5];

  test("reads word p of lane l as a function of (key, lane, p)", () => {
    const lanes = philox.streams(key, 3);
    const read = Array.from({ length: 200 }, () => nextWord(lanes.lane(2)));
    const expected = Array.from({ length: 50 }, (_, b) => plainBlock([b, 0, 2, 0], [5, 3])).flat();
    expect(read).toEqual(expected);
    expect(Array.from(lanes.state)).toEqual([5, 3, 0, 0, 0, 5, 3, 1, 0, 0, 5, 3, 2, 200, 0]);
  });

  test("makes uniform of 53 bits and integer of one word's high half", () => {
    const [a, b, c] = plainBlock([0, 0, 0, 0], [5, 3]) as [number, number, number];
    const lane = philox.streams(key, 1).lane(0);
    expect(lane.uniform()).toBe(((a >>> 5) * 2 ** 26 + (b >>> 6)) / 2 ** 53);
    expect(lane.integer(10)).toBe(Number((BigInt(c) * 10n) >> 32n));
  });

  test("rejects as Lemire's algorithm does", () => {
    const counts = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 2 ** 31, max: 2 ** 32 }));
    fc.assert(fc.property(fc.nat(), counts, (seed, count) => {
      const source = philox.streams(seedKey(seed), 1).lane(0), twin = philox.streams(seedKey(seed), 1).lane(0);
      for (let i = 0; i < 20; i++) {
        let product: bigint;
        do product = BigInt(nextWord(twin)) * BigInt(count);
        while ((product & 0xffffffffn) < (2n ** 32n - BigInt(count)) % BigInt(count));
        expect(source.integer(count)).toBe(Number(product >> 32n));
      }
      expect(nextWord(source)).toBe(nextWord(twin));
    }), { seed: 1, numRuns: 50 });
  });

  test("goes on exactly from a saved state, anywhere within a block", () => {
    fc.assert(fc.property(fc.nat(300), (skip) => {
      const lanes = philox.streams(key, 2);
      for (let i = 0; i < skip; i++) nextWord(lanes.lane(1));
      const saved = lanes.state.slice();
      const draws = (random: Random): number[] => [random.uniform(), random.normal(), random.integer(7), nextWord(random)];
      const first = draws(lanes.lane(1));
      const elsewhere = philox.streams([0, 0], 2);
      draws(elsewhere.lane(1));
      elsewhere.state.set(saved);
      lanes.state.set(saved);
      expect(draws(elsewhere.lane(1))).toEqual(first);
      expect(draws(lanes.lane(1))).toEqual(first);
    }), { seed: 1, numRuns: 60 });
  });

  test("carries its position past 2^32 words", () => {
    const lanes = philox.streams(key, 1);
    lanes.state.set([0xffffffff, 0], 3);
    const read = [nextWord(lanes.lane(0)), nextWord(lanes.lane(0))];
    expect(read).toEqual([plainBlock([0x3fffffff, 0, 0, 0], [5, 3])[3], plainBlock([0x40000000, 0, 0, 0], [5, 3])[0]]);
    expect(Array.from(lanes.state.subarray(3))).toEqual([1, 1]);
    lanes.state.set([8, 7], 3); // position 7 · 2^32 + 8 is block (7 · 2^30 + 2)
    expect(nextWord(lanes.lane(0))).toBe(plainBlock([(3 * 2 ** 30) + 2, 1, 0, 0], [5, 3])[0]);
  });

  test("B lanes equal B single lanes", () => {
    const together = philox.streams(key, 4);
    const apart = philox.streams(key, 4);
    const interleaved: number[][] = [[], [], [], []];
    for (let i = 0; i < 100; i++) for (let lane = 0; lane < 4; lane++) interleaved[lane]!.push(together.lane(lane).normal());
    for (let lane = 0; lane < 4; lane++) {
      expect(Array.from({ length: 100 }, () => apart.lane(lane).normal())).toEqual(interleaved[lane]);
    }
    expect(together.state).toEqual(apart.state);
  });

  test("has normals of mean 0, variance 1 and the right tails, the same bits everywhere", () => {
    const lane = philox.streams(seedKey(1), 1).lane(0);
    const draws = Float64Array.from({ length: 20_000 }, () => lane.normal());
    const moment = (power: number): number => draws.reduce((sum, x) => sum + x ** power, 0) / draws.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.03);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.04);
    expect(Math.abs(moment(3))).toBeLessThan(0.1);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.25);
    expect(arena.kernels.normalFromWords(0, 0, 0, 0)).toBeCloseTo(Math.sqrt(2 * 53 * Math.log(2)), 12);
    expect(Math.abs(arena.kernels.normalFromWords(0xffffffff, 0xffffffff, 5, 5))).toBe(0);
  });
});

describe("names", () => {
  test("derive distinct, repeatable keys", () => {
    const names = [
      "", "a", "b", "ab", "environment", "environmen", "environment\u0000", "the agent's exploration", "ω", "model", "weather",
    ];
    const keys = names.map((name) => philox.derive([0, 1], name).join());
    expect(new Set(keys).size).toBe(names.length);
    expect(names.map((name) => philox.derive([0, 1], name).join())).toEqual(keys);
    expect(philox.derive([1, 0], "a")).not.toEqual(philox.derive([0, 1], "a"));
    expect(philox.derive(philox.derive([0, 1], "a"), "b")).not.toEqual(philox.derive([0, 1], "ab"));
  });

  test("are hashed as documented", () => {
    const bytes = [...new TextEncoder().encode("long name, 14")];
    const padded = [...bytes, 0x80, ...Array.from({ length: 24 - bytes.length - 1 }, () => 0)];
    const word = (i: number): number => (padded[i]! | padded[i + 1]! << 8 | padded[i + 2]! << 16 | padded[i + 3]! << 24) >>> 0;
    const first = plainBlock([word(0), word(4), word(8), 0x80000000], [11, 22]);
    const second = plainBlock([word(12), word(16), word(20), 0x80000001], first);
    expect(philox.derive([22, 11], "long name, 14")).toEqual([second[1], second[0]]);
  });

  test("seeds become keys", () => {
    expect(seedKey(42)).toEqual([0, 42]);
    expect(seedKey(2 ** 32 + 7)).toEqual([1, 7]);
    expect(seedKey(Number.MAX_SAFE_INTEGER)).toEqual([2 ** 21 - 1, 2 ** 32 - 1]);
    expect(() => seedKey(-1)).toThrow(/math\/seed/);
    expect(() => seedKey(0.5)).toThrow(/math\/seed/);
  });
});
