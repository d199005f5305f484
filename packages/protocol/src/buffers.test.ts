/** The buffers that travel between environments, data and learners. */
import { describe, expect, test } from "vitest";
import { vectorStep } from "./environment.ts";
import type { Allocator } from "./space.ts";
import { box, boxOfShape, discrete, heap } from "./space.ts";
import { transitionBatch } from "./transition-batch.ts";

/** Counts what is asked for. */
const counting = (asked: string[]): Allocator => (dtype, length) => {
  asked.push(`${dtype}[${length}]`);
  return heap(dtype, length);
};

describe("vectorStep", () => {
  test("has one row for each lane, zeroed", () => {
    expect(vectorStep(boxOfShape("uint8", [2, 3], 0, 255), 2)).toEqual({
      observation: new Uint8Array(12), reward: new Float64Array(2), terminated: new Uint8Array(2), truncated: new Uint8Array(2),
    });
  });
  test("lives where the allocator says", () => {
    const asked: string[] = [];
    vectorStep(discrete(3), 4, counting(asked));
    expect(asked).toEqual(["int32[4]", "float64[4]", "uint8[4]", "uint8[4]"]);
  });
});

describe("transitionBatch", () => {
  const spaces = { observation: box("float32", [0, 0, 0], [1, 1, 1]), action: discrete(2) };
  test("has room and no rows yet", () => {
    expect(transitionBatch(spaces, 4)).toEqual({
      size: 0, imagined: false,
      observation: new Float32Array(12), action: new Int32Array(4), reward: new Float64Array(4),
      nextObservation: new Float32Array(12),
      discount: new Float64Array(4), last: new Uint8Array(4), extras: {},
    });
  });
  test("lives where the allocator says", () => {
    const asked: string[] = [];
    transitionBatch(spaces, 2, counting(asked));
    expect(asked).toEqual(["float32[6]", "int32[2]", "float64[2]", "float32[6]", "float64[2]", "uint8[2]"]);
  });
  test("shares no array between columns", () => {
    const batch = transitionBatch(spaces, 2);
    batch.observation.fill(1);
    batch.reward.fill(1);
    expect([...batch.nextObservation, ...batch.discount]).toEqual(Array(8).fill(0));
  });
});
