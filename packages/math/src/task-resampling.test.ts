import { describe, expect, test } from "vitest";
import { plainAggregates, plainDraws } from "../test/plain-resampling.ts";
import { MathError } from "./math-error.ts";
import { philox } from "./philox.ts";
import { randomCore } from "./random-core.ts";
import { type RandomKey, seedKey } from "./random.ts";
import { taskResampling } from "./task-resampling.ts";

const key = seedKey(2 ** 40 + 7);

/** Scores between 0 and 2, each task in ascending order. */
function scoresOf(sizes: readonly number[], seed = 1): Float64Array[] {
  const random = philox.streams(seedKey(seed), 1).lane(0);
  return sizes.map((size) => Float64Array.from({ length: size }, () => 2 * random.uniform()).sort());
}

const shapes = {
  "ten runs of 26 tasks": new Array<number>(26).fill(10),
  "unequal counts": [3, 1, 10, 7, 256, 2, 41],
  "one task of many runs": [300],
  "two tasks": [5, 5],
  "sizes without a small common multiple": [53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103],
};

describe.each(Object.entries(shapes))("%s", (_, sizes) => {
  const tasks = scoresOf(sizes);
  const drawn = (b: number): number[][] => plainDraws(sizes, key, b).map((draws, t) => draws.map((k) => tasks[t]![k]!));

  test("counts are those of the plain draws", () => {
    const { counts, place, resample } = taskResampling({ tasks, key });
    for (const first of [0, 4, 1000]) {
      resample(first);
      for (let r = 0; r < 4; r++) {
        const expected = new Uint32Array(place.length);
        let start = 0;
        plainDraws(sizes, key, first + r).forEach((draws, t) => {
          for (const k of draws) expected[place[start + k]!]! += 1;
          start += sizes[t]!;
        });
        expect(counts.filter((_count, i) => i % 4 === r)).toEqual(expected);
      }
    }
  });

  test("statistics are those of the drawn scores", () => {
    const count = 9;
    const out = {
      mean: new Float64Array(count), median: new Float64Array(count), interquartileMean: new Float64Array(count),
      optimalityGap: new Float64Array(count),
    };
    taskResampling({ tasks, key, threshold: 1.25 }).aggregates(count, out);
    for (let b = 0; b < count; b++) {
      for (const [name, value] of Object.entries(plainAggregates(drawn(b), 1.25))) {
        expect(out[name as keyof typeof out][b], name).toBeCloseTo(value, 12); // the names of `out`
      }
    }
  });
});

describe("repeatable", () => {
  const tasks = scoresOf([4, 9, 12]);
  const run = (from: RandomKey, count: number): Float64Array => {
    const out = new Float64Array(count);
    taskResampling({ tasks, key: from }).aggregates(count, { interquartileMean: out });
    return out;
  };

  test("the same key gives the same bytes, and fewer replicates are the first of more", () => {
    expect(run(key, 3001)).toEqual(run(key, 3001));
    expect(run(key, 1025)).toEqual(run(key, 3001).subarray(0, 1025));
    expect(run(seedKey(8), 20)).not.toEqual(run(key, 20));
  });

  test("what is not asked for changes nothing", () => {
    const all = new Float64Array(40);
    const others = { mean: new Float64Array(40), median: new Float64Array(40), optimalityGap: new Float64Array(40) };
    taskResampling({ tasks, key }).aggregates(40, { ...others, interquartileMean: all });
    expect(all).toEqual(run(key, 40));
  });
});

test("a word that would favor some runs is replaced", () => {
  // Two draws of 245 runs each: 2^32 mod 245^2 = 58496. Word 319 of replicate 0 under this key falls below it, at task 2.
  const rejecting = seedKey(357), size = 245;
  const { arena: { kernels }, words, pointer } = randomCore();
  kernels.philoxBlocks(rejecting[1], rejecting[0], 0, 76, 0, 4, pointer);
  expect(Math.imul(words[319 - 4 * 76]!, size ** 2) >>> 0).toBeLessThan(58496);

  const tasks = scoresOf([size, size, size, size]);
  const { counts, place, resample } = taskResampling({ tasks, key: rejecting });
  resample(0);
  const plain = new Uint32Array(4 * size);
  plainDraws([size, size, size, size], rejecting, 0).forEach((draws, t) => {
    for (const k of draws) plain[place[t * size + k]!]! += 1;
  });
  expect(counts.filter((_count, i) => i % 4 === 0)).toEqual(plain);
});

test("refuses what is not sorted, not finite, or not there", () => {
  for (const tasks of [[], [[]], [[1], [2, 1]], [[NaN]], [[1, Infinity]]]) {
    expect(() => taskResampling({ tasks: tasks.map((task) => Float64Array.from(task)), key })).toThrow(MathError);
  }
});
