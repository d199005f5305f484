import type { Box, Discrete, TransitionBatch } from "@worldwise/protocol";
import { box, discrete, loadTree, saveTree, transitionBatch } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchWithExtras } from "./batch-with-extras.ts";
import { replay } from "./replay.ts";

const spaces = { observation: discrete(1000), action: discrete(2) };
type Batch = TransitionBatch<Discrete, Discrete>;

/** Rows numbered from `first`: the number is observation, action and reward at once. */
function rows(first: number, last: readonly number[]): Batch {
  const batch = transitionBatch(spaces, last.length);
  last.forEach((ended, row) => {
    batch.observation[row] = first + row;
    batch.action[row] = (first + row) % 2;
    batch.reward[row] = (first + row) / 4;
    batch.nextObservation[row] = first + row + 1;
    batch.discount[row] = ended === 1 ? 0 : 0.5;
    batch.last[row] = ended;
  });
  batch.size = last.length;
  return batch;
}

const observations = (data: { readonly size: number; gather(indices: Int32Array, out: Batch): void }): number[] => {
  const out = transitionBatch(spaces, data.size);
  data.gather(Int32Array.from({ length: data.size }, (_, index) => index), out);
  return [...out.observation];
};

describe("replay", () => {
  test("holds the newest, oldest first, and counts all that came", () => {
    const data = replay(spaces, 3);
    data.add(rows(0, [0, 0]));
    expect([data.size, data.added, observations(data)]).toEqual([2, 2, [0, 1]]);
    data.add(rows(2, [0, 0, 1]));
    expect([data.size, data.added, observations(data)]).toEqual([3, 5, [2, 3, 4]]);
  });

  test("gathers whole rows, in the order asked for, an index as often as it occurs", () => {
    const data = replay(spaces, 4);
    data.add(rows(5, [0, 1]));
    const out = transitionBatch(spaces, 3);
    data.gather(Int32Array.of(1, 0, 1), out);
    expect(out).toEqual({
      size: 3, imagined: false, observation: Int32Array.of(6, 5, 6), action: Int32Array.of(0, 1, 0), reward: Float64Array.of(1.5, 1.25, 1.5),
      nextObservation: Int32Array.of(7, 6, 7), discount: Float64Array.of(0, 0.5, 0), last: Uint8Array.of(1, 0, 1), extras: {},
    });
  });

  test("follows an episode to its end and no further, also over the seam of the ring", () => {
    const data = replay(spaces, 4);
    data.add(rows(0, [0, 1, 0, 0, 1, 0]));
    expect(observations(data)).toEqual([2, 3, 4, 5]);
    expect([0, 1, 2, 3].map((index) => data.follow(index))).toEqual([1, 2, -1, -1]);
  });

  test("follows a lane, not its neighbor", () => {
    const data = replay(spaces, 5, { lanes: 2 });
    data.add(rows(0, [0, 1]));
    data.add(rows(2, [0, 0]));
    data.add(rows(4, [0, 0]));
    expect(observations(data)).toEqual([1, 2, 3, 4, 5]);
    expect([0, 1, 2, 3, 4].map((index) => data.follow(index))).toEqual([-1, 3, 4, -1, -1]);
  });

  test("forgets, and its clock goes on", () => {
    const data = replay(spaces, 3);
    data.add(rows(0, [0, 0]));
    data.clear();
    expect([data.size, data.added]).toEqual([0, 2]);
    data.add(rows(9, [0, 0]));
    expect([data.size, data.added, observations(data)]).toEqual([2, 4, [9, 10]]);
    expect(data.follow(0)).toBe(1);
  });

  test("keeps further columns", () => {
    const extras = { behaviorProbability: { dtype: "float64", size: 1 }, visitCounts: { dtype: "float64", size: 2 } } as const;
    const data = replay(spaces, 2, { extras });
    const batch = batchWithExtras(spaces, 1, extras);
    batch.size = 1;
    for (let step = 0; step < 3; step++) {
      batch.extras.behaviorProbability[0] = step / 4;
      batch.extras.visitCounts.set([step, 10 + step]);
      data.add(batch);
    }
    const out = batchWithExtras(spaces, 2, extras);
    data.gather(Int32Array.of(1, 0), out);
    expect(out.extras).toEqual({ behaviorProbability: Float64Array.of(0.5, 0.25), visitCounts: Float64Array.of(2, 12, 1, 11) });
  });

  test("keeps boxes, and rounds nothing that the spaces do not round", () => {
    const boxes = { observation: box("float32", [-1, -1], [1, 1]), action: box("float64", [-1], [1]) };
    const data = replay(boxes, 2);
    const batch: TransitionBatch<Box<"float32", [number, number]>, Box<"float64", [number]>> = transitionBatch(boxes, 1);
    batch.size = 1;
    batch.observation.set([0.1, -0.2]);
    batch.action.set([0.3]);
    data.add(batch);
    const out = transitionBatch(boxes, 1);
    data.gather(Int32Array.of(0), out);
    expect([[...out.observation], [...out.action]]).toEqual([[Math.fround(0.1), Math.fround(-0.2)], [0.3]]);
  });

  test("is its state: saved, loaded into another, it goes on as before", () => {
    const [data, twin] = [replay(spaces, 3), replay(spaces, 3)];
    data.add(rows(0, [0, 0, 1, 0]));
    loadTree(twin.state, saveTree(data.state));
    for (const each of [data, twin]) each.add(rows(4, [0, 1]));
    expect([twin.size, twin.added, observations(twin)]).toEqual([data.size, data.added, observations(data)]);
    expect(saveTree(twin.state)).toEqual(saveTree(data.state));
  });

  test("says of imagined transitions that they are", () => {
    const data = replay(spaces, 2, { imagined: true });
    const [batch, out] = [rows(0, [0]), transitionBatch(spaces, 1)];
    expect(() => data.add(batch)).toThrow("expected imagined transitions\n     got real ones\n   to do keep what a model makes up");
    batch.imagined = true;
    data.add(batch);
    data.gather(Int32Array.of(0), out);
    expect(out.imagined).toBe(true);
  });
});

test("equals a plain list, whatever is added, forgotten and followed", () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 9 }) }, { weight: 1, arbitrary: fc.constant("clear" as const) },
  );
  const capacities = fc.integer({ min: 3, max: 7 });
  const laneCounts = fc.integer({ min: 1, max: 3 });
  fc.assert(fc.property(capacities, laneCounts, fc.array(step, { maxLength: 12 }), (capacity, lanes, steps) => {
    const data = replay(spaces, capacity, { lanes });
    let [held, added]: [{ number: number; last: number }[], number] = [[], 0];
    for (const each of steps) {
      if (each === "clear") {
        data.clear();
        held = [];
        continue;
      }
      const last = each.slice(0, each.length - (each.length % lanes));
      data.add(rows(added, last));
      held = [...held, ...last.map((ended, row) => ({ number: added + row, last: ended }))].slice(-capacity);
      added += last.length;
    }
    expect([data.size, data.added, observations(data)]).toEqual([held.length, added, held.map(({ number }) => number)]);
    held.forEach(({ number, last }, index) => {
      const next = last === 1 ? -1 : held.findIndex((other) => other.number === number + lanes);
      expect(data.follow(index)).toBe(next);
    });
  }), { seed: 1 });
});

describe("replay refuses", () => {
  const held = (): ReturnType<typeof replay<Discrete, Discrete>> => {
    const data = replay(spaces, 3);
    data.add(rows(0, [0, 0]));
    return data;
  };

  test("indices that are not held, and writes nothing then", () => {
    const out = transitionBatch(spaces, 2);
    expect(() => held().gather(Int32Array.of(0, 2), out)).toThrow("expected an index from 0 to 1\n     got 2\n   to do draw indices below");
    expect(() => held().gather(Int32Array.of(-1), out)).toThrow("got -1");
    expect(out).toEqual(transitionBatch(spaces, 2));
    expect(() => held().follow(2)).toThrow("expected an index from 0 to 1");
    expect(() => held().follow(0.5)).toThrow("got 0.5");
    expect(() => replay(spaces, 3).follow(0)).toThrow("expected no index, for no transition is held");
  });

  test("a destination without room", () => {
    expect(() => held().gather(Int32Array.of(0, 0), transitionBatch(spaces, 1))).toThrow("expected room for 2 transitions\n     got a batch with a capacity of 1");
  });

  test("batches of other spaces, lengths and sizes", () => {
    const wide = { observation: box("float32", [0, 0], [1, 1]), action: discrete(2) };
    expect(() => held().add(transitionBatch(wide, 1) as unknown as Batch)) // a batch that the compiler would refuse
      .toThrow("expected observation: Int32Array of 1 (1 lanes of discrete(1000))\n     got Float32Array of 2");
    expect(() => held().add({ ...rows(0, [0]), last: new Uint8Array(2) })).toThrow("expected last: Uint8Array of 1\n     got Uint8Array of 2");
    expect(() => held().add({ ...rows(0, [0]), discount: new Float64Array(0) })).toThrow("expected discount: Float64Array of 1");
    expect(() => held().add({ ...rows(0, [0]), size: 2 })).toThrow("expected a size from 0 to the capacity 1\n     got 2");
    const extras = { behaviorProbability: { dtype: "float64", size: 1 } } as const;
    const withoutColumn = rows(0, [0]) as TransitionBatch<Discrete, Discrete, "behaviorProbability">; // a batch that the compiler would refuse
    expect(() => replay(spaces, 3, { extras }).add(withoutColumn)).toThrow("expected extras.behaviorProbability: Float64Array of 1\n     got no such column");
  });

  test("a batch that grew out of its size after it was seen", () => {
    const [data, batch] = [held(), rows(0, [0])];
    data.add(batch);
    batch.size = 2;
    expect(() => data.add(batch)).toThrow("got 2 rows");
    expect(data.added).toBe(3);
  });

  test("rows that do not fill the lanes", () => {
    expect(() => replay(spaces, 4, { lanes: 2 }).add(rows(0, [0, 0, 0]))).toThrow("expected as many rows as 2 lanes have, or a multiple");
  });

  test("capacities and lanes that are no counts", () => {
    expect(() => replay(spaces, 0)).toThrow("expected a capacity of at least 1, one transition for each lane\n     got 0");
    expect(() => replay(spaces, 2.5)).toThrow("got 2.5");
    expect(() => replay(spaces, 2, { lanes: 3 })).toThrow("expected a capacity of at least 3");
    expect(() => replay(spaces, 2, { lanes: 0 })).toThrow("expected at least one lane\n     got 0 lanes");
  });
});
