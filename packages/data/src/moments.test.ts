import { box, discrete, transitionBatch } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { datasetOf } from "./dataset-of.ts";
import { addRows, datasetMoments, moments, normalizer, standardDeviation } from "./moments.ts";

describe("moments", () => {
  test("are those of all rows, in however many parts they came", () => {
    const seen = moments(2);
    addRows(seen, Float64Array.of(1, 10, 2, 10));
    addRows(seen, Float64Array.of(6, 10));
    expect([seen.count, [...seen.mean], [...seen.low], [...seen.high]]).toEqual([3, [3, 10], [1, 10], [6, 10]]);
    expect(standardDeviation(seen)[0]).toBeCloseTo(Math.sqrt(14 / 3), 14);
    expect(standardDeviation(seen)[1]).toBe(0);
    expect([...standardDeviation(moments(1))]).toEqual([0]);
  });

  test("do not lose the spread of numbers far from 0", () => {
    const seen = moments(1);
    addRows(seen, Float64Array.from({ length: 1000 }, (_, k) => 1e9 + (k % 2)));
    expect(standardDeviation(seen)[0]).toBeCloseTo(0.5, 9);
  });

  test("scale rows and back; columns that do not vary are only shifted", () => {
    const seen = moments(2);
    addRows(seen, Float64Array.of(0, 7, 4, 7));
    const { normalize, restore, scale } = normalizer(seen);
    const rows = Float64Array.of(6, 9);
    normalize(rows, rows);
    expect([[...rows], [...scale]]).toEqual([[2, 2], [2, 1]]);
    restore(rows, rows);
    expect([...rows]).toEqual([6, 9]);
    addRows(seen, Float64Array.of(100, 100));
    expect(scale[0]).toBe(2);
    expect(() => normalizer(moments(1))).toThrow("expected at least one row");
  });

  test("of a data set", () => {
    const spaces = { observation: box("float32", [0, 0], [9, 9]), action: discrete(3) };
    const batch = transitionBatch(spaces, 2);
    batch.size = 2;
    batch.observation.set([1, 2, 3, 2]);
    batch.nextObservation.set([2, 2, 3, 6]);
    batch.action.set([0, 2]);
    batch.reward.set([-1, 3]);
    const { observation, action, reward, change } = datasetMoments(spaces, datasetOf(batch));
    expect([[...observation.mean], [...action.mean], [...reward.mean], [...change.mean]]).toEqual([[2, 2], [1], [1], [0.5, 2]]);
    expect([[...standardDeviation(reward)], [...change.high]]).toEqual([[2], [1, 4]]);
  });
});
