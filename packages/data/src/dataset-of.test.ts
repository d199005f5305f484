import { discrete, transitionBatch } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { copyTransitions } from "./copy-transitions.ts";
import { datasetOf } from "./dataset-of.ts";

const spaces = { observation: discrete(9), action: discrete(2) };

const fourRows = (): ReturnType<typeof transitionBatch<typeof spaces.observation, typeof spaces.action>> => {
  const batch = transitionBatch(spaces, 5);
  batch.observation.set([1, 2, 3, 4, 5]);
  batch.last.set([0, 1, 0, 0, 0]);
  batch.size = 4;
  return batch;
};

describe("datasetOf", () => {
  test("is the rows of the batch in their order", () => {
    const data = datasetOf(fourRows());
    const out = transitionBatch(spaces, 3);
    data.gather(Int32Array.of(3, 0), out);
    expect([data.size, data.added, out.size, [...out.observation]]).toEqual([4, 4, 2, [4, 1, 0]]);
    expect([0, 1, 2, 3].map((index) => data.follow(index))).toEqual([1, -1, 3, -1]);
  });

  test("follows lanes that take turns", () => {
    expect([0, 1, 2, 3].map((index) => datasetOf(fourRows(), { lanes: 2 }).follow(index))).toEqual([2, -1, -1, -1]);
  });

  test("passes on that its rows were imagined", () => {
    const out = transitionBatch(spaces, 1);
    datasetOf({ ...fourRows(), imagined: true }).gather(Int32Array.of(0), out);
    expect(out.imagined).toBe(true);
  });

  test("refuses indices out of range and columns that disagree", () => {
    expect(() => datasetOf(fourRows()).follow(4)).toThrow("expected an index from 0 to 3\n     got 4");
    expect(() => datasetOf(fourRows()).gather(Int32Array.of(4), transitionBatch(spaces, 1))).toThrow("got 4");
    expect(() => datasetOf({ ...fourRows(), action: new Int32Array(4) })).toThrow("expected action with equally many numbers in each of 5 rows\n     got 4 numbers");
    expect(() => datasetOf({ ...fourRows(), nextObservation: new Int32Array(10) })).toThrow("expected nextObservation of 5, as observation\n     got 10");
    expect(() => datasetOf({ ...fourRows(), size: 6 })).toThrow("expected a size from 0 to the capacity 5");
    expect(() => datasetOf(fourRows(), { lanes: 0 })).toThrow("expected at least one lane");
  });
});

test("copyTransitions copies a run of rows and touches no other", () => {
  const to = transitionBatch(spaces, 4);
  copyTransitions(fourRows(), 1, to, 2, 2);
  expect([[...to.observation], [...to.last], to.size]).toEqual([[0, 0, 2, 3], [0, 0, 1, 0], 0]);
});
