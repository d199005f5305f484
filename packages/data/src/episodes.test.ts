import type { Dataset, Discrete, TransitionBatch } from "@worldwise/protocol";
import { discrete, transitionBatch } from "@worldwise/protocol";
import { philox, seedKey } from "@worldwise/math";
import { describe, expect, test } from "vitest";
import { concatenate } from "./concatenate.ts";
import { datasetOf } from "./dataset-of.ts";
import { episodesOf } from "./episodes.ts";
import { replay } from "./replay.ts";
import { splitEpisodes, subset } from "./subset.ts";

const spaces = { observation: discrete(100), action: discrete(2) };
type Batch = TransitionBatch<Discrete, Discrete>;

/** Transitions numbered from `first`, reward 2^k; 1: terminated, 2: truncated, 0: goes on. */
function steps(ends: readonly number[], first = 0): Batch {
  const batch = transitionBatch(spaces, ends.length);
  ends.forEach((end, k) => {
    batch.observation[k] = first + k;
    batch.nextObservation[k] = first + k + 1;
    batch.reward[k] = 2 ** k;
    batch.discount[k] = end === 1 ? 0 : 0.5;
    batch.last[k] = Number(end !== 0);
  });
  batch.size = ends.length;
  return batch;
}

function shown(data: Dataset<Discrete, Discrete>): { observations: number[]; next: number[] } {
  const out = transitionBatch(spaces, Math.max(1, data.size));
  const all = Int32Array.from({ length: data.size }, (_, index) => index);
  data.gather(all, out);
  return { observations: [...out.observation.subarray(0, data.size)], next: [...all].map((index) => data.follow(index)) };
}

describe("episodesOf", () => {
  test("finds where episodes begin, how long they are, what they earned and how they ended", () => {
    const episodes = episodesOf(spaces, datasetOf(steps([0, 0, 1, 0, 2, 0, 0])));
    expect(episodes).toEqual({
      count: 3, order: Int32Array.of(0, 1, 2, 3, 4, 5, 6), start: Int32Array.of(0, 3, 5), length: Int32Array.of(3, 2, 2),
      return: Float64Array.of(7, 24, 96), discountedReturn: Float64Array.of(1 + 1 + 1, 8 + 8, 32 + 32), end: Uint8Array.of(1, 2, 0),
    });
  });

  test("takes lanes apart that take turns", () => {
    const { order, start, length, end } = episodesOf(spaces, datasetOf(steps([0, 0, 1, 0, 0, 2]), { lanes: 2 }));
    expect([[...order], [...start], [...length], [...end]]).toEqual([[0, 2, 1, 3, 5, 4], [0, 2, 5], [2, 3, 1], [1, 2, 0]]);
  });

  test("takes what a replay still holds of its oldest episode", () => {
    const data = replay(spaces, 3);
    data.add(steps([0, 0, 1, 0]));
    const { start, length, return: total } = episodesOf(spaces, data);
    expect([[...start], [...length], [...total]]).toEqual([[0, 2], [2, 1], [6, 8]]);
  });

  test("finds none in nothing, and goes through more than one batch", () => {
    expect(episodesOf(spaces, replay(spaces, 5)).count).toBe(0);
    const many = steps(Array.from({ length: 3000 }, (_, k) => (k % 1500 === 1499 ? 1 : 0)).map(Number));
    many.reward.fill(1);
    many.observation.fill(0);
    expect([...episodesOf(spaces, datasetOf(many)).return]).toEqual([1500, 1500]);
  });
});

describe("subset", () => {
  test("is a view in the order asked for, and follows what is in it", () => {
    const data = subset(datasetOf(steps([0, 0, 0, 1])), Int32Array.of(2, 0, 1));
    expect(shown(data)).toEqual({ observations: [2, 0, 1], next: [-1, 2, 0] });
    expect(() => data.follow(3)).toThrow("expected an index from 0 to 2");
    expect(() => subset(data, Int32Array.of(3))).toThrow("got 3");
  });
});

describe("splitEpisodes", () => {
  const data = datasetOf(steps(Array.from({ length: 40 }, (_, k) => (k % 4 === 3 ? 1 : 0))));
  const split = (seed: number): readonly Dataset<Discrete, Discrete>[] =>
    splitEpisodes(data, episodesOf(spaces, data), [0.7, 0.3], philox.streams(seedKey(seed), 1).lane(0));

  test("gives whole episodes, each to one part", () => {
    const [train, test] = split(1);
    expect([train!.size, test!.size]).toEqual([28, 12]);
    const both = [...shown(train!).observations, ...shown(test!).observations].sort((a, b) => a - b);
    expect(both).toEqual(Array.from({ length: 40 }, (_, k) => k));
    for (const part of [train!, test!]) expect([...episodesOf(spaces, part).length].every((length) => length === 4)).toBe(true);
  });

  test("is the same for the same stream, and another for another", () => {
    expect(split(1).map(shown)).toEqual(split(1).map(shown));
    expect(split(1).map(shown)).not.toEqual(split(2).map(shown));
  });

  test("refuses fractions that do not sum to 1", () => {
    const random = philox.streams(seedKey(0), 1).lane(0);
    expect(() => splitEpisodes(data, episodesOf(spaces, data), [0.5, 0.4], random)).toThrow("fractions from 0 to 1 that sum to 1");
  });
});

describe("concatenate", () => {
  test("puts data sets after one another; nothing follows from one to the next", () => {
    const whole = concatenate(spaces, [datasetOf(steps([0, 0])), replay(spaces, 2), datasetOf(steps([0, 0, 0], 10), { lanes: 2 })]);
    expect(shown(whole)).toEqual({ observations: [0, 1, 10, 11, 12], next: [1, -1, 4, -1, -1] });
    expect(concatenate(spaces, []).size).toBe(0);
  });

  test("refuses real and imagined transitions together", () => {
    expect(() => concatenate(spaces, [datasetOf(steps([1])), datasetOf({ ...steps([1]), imagined: true })])).toThrow("got both");
  });
});

test("datasetOf follows what it is told, and refuses to follow out of the data", () => {
  expect(shown(datasetOf(steps([0, 0, 0]), { next: Int32Array.of(2, -1, 1) })).next).toEqual([2, -1, 1]);
  expect(() => datasetOf(steps([0, 0]), { next: Int32Array.of(2, -1) })).toThrow("expected next from -1 to 1\n     got 2 in row 0");
  expect(() => datasetOf(steps([0, 0]), { next: Int32Array.of(1) })).toThrow("expected next of 2");
});
