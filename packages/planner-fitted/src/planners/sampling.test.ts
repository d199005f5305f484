import { box, discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { Row } from "../fixtures/worlds.ts";
import { dataOf, streamOf } from "../fixtures/worlds.ts";
import { samplerOf } from "./sampling.ts";

const problem = { observation: box("float64", [0, 0], [1, 1]), action: discrete(2), discount: 0.9 };

describe("from data", () => {
  test("rows are sorted by action, in their order, also over many chunks", () => {
    const rows = Array.from({ length: 2500 }, (_, i): Row => (
      [[i, i + 0.5], i % 3 === 0 ? 1 : 0, 2 * i, [i + 1, i - 1], i % 7 === 0 ? 0 : 0.9]
    ));
    const sample = samplerOf(problem, { source: "data", capacity: 2200, successors: 5 });
    const out = sample({ data: dataOf(problem.observation, 2, rows) }, streamOf(1));
    const newest = rows.slice(300);
    const sorted = [...newest.filter(([, a]) => a === 0), ...newest.filter(([, a]) => a === 1)];
    expect([...out.start]).toEqual([0, newest.filter(([, a]) => a === 0).length, 2200]);
    expect([...out.input]).toEqual(sorted.flatMap(([x]) => x));
    expect([...out.nextInput]).toEqual(sorted.flatMap(([, , , y]) => y));
    expect([...out.reward]).toEqual(sorted.map(([, , reward]) => reward));
    expect([...out.discount]).toEqual(sorted.map(([, , , , discount]) => discount));
    expect(out.successorCount).toBe(1);
  });

  test("a second call forgets the first", () => {
    const sample = samplerOf(problem, { source: "data", capacity: 4, successors: 1 });
    const rows: Row[] = [[[0, 0], 1, 5, [0, 0], 0], [[1, 1], 1, 6, [0, 0], 0]];
    sample({ data: dataOf(problem.observation, 2, rows) }, streamOf(1));
    const out = sample({ data: dataOf(problem.observation, 2, rows.slice(1)) }, streamOf(1));
    expect([[...out.start], out.reward[0]]).toEqual([[0, 0, 1], 6]);
  });
});

test("from a model: every action in the newest states, each so many times", () => {
  let calls = 0;
  const dynamics = {
    ...problem, state: problem.observation, discount: 0.9, start: () => undefined,
    step(
      state: Float64Array, action: Int32Array, random: { lane(b: number): { uniform(): number } },
      out: { state: Float64Array; reward: Float64Array; terminated: Uint8Array },
    ) {
      calls++;
      for (let b = 0; b < out.reward.length; b++) {
        out.state.set([state[2 * b]! + random.lane(b).uniform(), action[b]!], 2 * b);
        out.reward[b] = 10 * state[2 * b]! + action[b]!;
        out.terminated[b] = action[b]!;
      }
    },
    observe: (state: Float64Array, outObservation: Float64Array) => outObservation.set(state),
  };
  const rows = [1, 2, 3].map((x): Row => [[x, 0], 0, NaN, [NaN, NaN], NaN]);
  const sample = samplerOf(problem, { source: "model", capacity: 5, successors: 2 });
  const out = sample({ data: dataOf(problem.observation, 2, rows), dynamics }, streamOf(1));
  expect([...out.start]).toEqual([0, 2, 4]); // ⌊5 / 2⌋ states
  expect([...out.input.subarray(0, 8)]).toEqual([2, 0, 3, 0, 2, 0, 3, 0]);
  expect([...out.reward.subarray(0, 8)]).toEqual([20, 20, 30, 30, 21, 21, 31, 31]);
  expect([...out.discount.subarray(0, 8)]).toEqual([0.9, 0.9, 0.9, 0.9, 0, 0, 0, 0]);
  const base = [2, 2, 3, 3, 2, 2, 3, 3];
  const steps = base.map((x, o) => out.nextInput[2 * o]! - x);
  expect(steps.every((step) => step >= 0 && step < 1)).toBe(true);
  expect(new Set(steps).size).toBe(8);
  expect(calls).toBe(1);
});
