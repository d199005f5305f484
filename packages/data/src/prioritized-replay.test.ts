import type { Discrete, Random, TransitionBatch } from "@worldwise/protocol";
import { discrete, loadTree, transitionBatch } from "@worldwise/protocol";
import { philox, seedKey } from "@worldwise/math";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawUniform } from "./draw-uniform.ts";
import type { PrioritizedReplay } from "./prioritized-replay.ts";
import { prioritizedReplay } from "./prioritized-replay.ts";
import { replay } from "./replay.ts";
import { decodeTree, encodeTree } from "./state-bytes.ts";

const spaces = { observation: discrete(1000), action: discrete(2) };

function steps(first: number, count: number): TransitionBatch<Discrete, Discrete> {
  const batch = transitionBatch(spaces, Math.max(1, count));
  for (let k = 0; k < count; k++) batch.observation[k] = first + k;
  batch.size = count;
  return batch;
}

/** A stream that says what it is told. */
const saying = (...numbers: readonly number[]): Random => {
  let at = 0;
  return { uniform: () => numbers[at++ % numbers.length]!, normal: () => 0, integer: () => 0 };
};

function draw(data: PrioritizedReplay, random: Random, count: number, beta = 1): { indices: number[]; weights: number[] } {
  const [indices, weights] = [new Int32Array(count), new Float64Array(count)];
  data.draw(random, beta, indices, weights);
  return { indices: [...indices], weights: [...weights] };
}

describe("prioritizedReplay", () => {
  test("draws in proportion to priority, with weights that make up for it", () => {
    const data = prioritizedReplay(spaces, 4, { alpha: 1, epsilon: 1e-300 });
    data.add(steps(0, 3));
    data.prioritize(Int32Array.of(0, 1, 2), Float64Array.of(-1, 2, 5)); // total 8
    expect(draw(data, saying(0), 8).indices).toEqual([0, 1, 1, 2, 2, 2, 2, 2]); // shares begin at 0, 1, … 7
    expect(draw(data, saying(0.5), 8).weights).toEqual([1, 0.5, 0.5, 0.2, 0.2, 0.2, 0.2, 0.2]); // (N P)^-1 over the largest
    expect(draw(data, saying(0.5), 8, 0.5).weights[1]).toBe(Math.sqrt(0.5));
  });

  test("raises priorities to alpha, and never forgets a transition without error", () => {
    const data = prioritizedReplay(spaces, 2, { alpha: 0.5, epsilon: 0.01 });
    data.add(steps(0, 2));
    data.prioritize(Int32Array.of(0, 1), Float64Array.of(0, 0.0801)); // √0.01 = 0.1 and √0.0901 ≈ 0.3
    expect(draw(data, saying(0), 8).indices).toEqual([0, 0, 1, 1, 1, 1, 1, 1]);
  });

  test("gives new transitions the highest priority so far", () => {
    const data = prioritizedReplay(spaces, 8, { alpha: 1, epsilon: 1e-300 });
    data.add(steps(0, 1));
    data.prioritize(Int32Array.of(0), Float64Array.of(3));
    data.prioritize(Int32Array.of(0), Float64Array.of(1));
    data.add(steps(1, 1)); // 3, of 4
    expect(draw(data, saying(0), 4).indices).toEqual([0, 1, 1, 1]);
  });

  test("forgets the oldest and its priority; indices move", () => {
    const data = prioritizedReplay(spaces, 2, { alpha: 1, epsilon: 1e-300 });
    data.add(steps(0, 2));
    data.prioritize(Int32Array.of(0, 1), Float64Array.of(7, 1));
    data.add(steps(2, 1)); // 1 stays as index 0, weight 1; the new one has weight 7
    expect(draw(data, saying(0), 8).indices.sort()).toEqual([0, 1, 1, 1, 1, 1, 1, 1]); // drawn in the order of the ring
    data.clear();
    expect(() => draw(data, saying(0), 1)).toThrow("expected at least one transition");
  });

  test("equals weights in a plain list, whatever is added, prioritized and forgotten", () => {
    const act = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 3 }), fc.constant("clear" as const));
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.array(act, { maxLength: 25 }), (capacity, acts) => {
      const data = prioritizedReplay(spaces, capacity, { alpha: 1, epsilon: 0.5 });
      let [held, highest, added]: [number[], number, number] = [[], 1, 0];
      for (const each of acts) {
        if (typeof each === "number") {
          const count = each;
          data.add(steps(added % 900, count));
          added += count;
          held = [...held, ...new Array<number>(count).fill(highest)].slice(-capacity);
        } else if (each === "clear") {
          data.clear();
          held = [];
        } else if (held.length > 0) {
          const indices = Int32Array.from(each, (number) => number % held.length);
          data.prioritize(indices, Float64Array.from(each));
          indices.forEach((index, k) => { held[index] = each[k]! + 0.5; });
          highest = Math.max(highest, ...each.map((error) => error + 0.5));
        }
      }
      if (held.length === 0) return;
      const total = held.reduce((sum, weight) => sum + weight, 0);
      const { indices, weights } = draw(data, saying(0.25), 16);
      indices.forEach((index, k) => expect(weights[k]).toBeCloseTo(Math.min(...held) / held[index]!, 12));
      if (added <= capacity) { // slots are drawn in their order: that of indices until the ring closes
        const cumulative = held.map((_, i) => held.slice(0, i + 1).reduce((sum, weight) => sum + weight, 0));
        expect(indices).toEqual(indices.map((_, k) => cumulative.findIndex((sum) => (k + 0.25) * total / 16 < sum)));
      }
    }), { seed: 1 });
  });

  test("refuses errors that are no numbers, and writes nothing then", () => {
    const data = prioritizedReplay(spaces, 4);
    data.add(steps(0, 2));
    const before = encodeTree(data.state);
    expect(() => data.prioritize(Int32Array.of(0, 1), Float64Array.of(1, NaN))).toThrow("expected 2 finite errors\n     got NaN for index 1");
    expect(() => data.prioritize(Int32Array.of(0, 1), Float64Array.of(1))).toThrow("got 1");
    expect(() => data.prioritize(Int32Array.of(2), Float64Array.of(1))).toThrow("expected an index from 0 to 1");
    expect(() => data.draw(saying(0), 2, new Int32Array(1), new Float64Array(1))).toThrow("beta from 0 to 1");
    expect(() => data.draw(saying(0), 1, new Int32Array(1), new Float64Array(2))).toThrow("1 indices, 2 weights");
    expect(encodeTree(data.state)).toEqual(before);
    expect(() => prioritizedReplay(spaces, 4, { alpha: -1 })).toThrow("alpha from 0 to 1");
    expect(() => prioritizedReplay(spaces, 4, { epsilon: 0 })).toThrow("epsilon 0");
  });
});

describe("a replay saved as bytes goes on as before, in the middle of it all", () => {
  /** Adds, draws and prioritizes; returns all that was drawn. */
  function learn(data: PrioritizedReplay<Discrete, Discrete>, random: Random, from: number, until: number): readonly unknown[] {
    const drawn: unknown[] = [];
    for (let step = from; step < until; step++) {
      data.add(steps(step, 1 + (step % 3)));
      const { indices, weights } = draw(data, random, 5, 0.4);
      data.prioritize(Int32Array.from(indices), Float64Array.from(indices, (index) => Math.sin(step + index)));
      const batch = transitionBatch(spaces, 5);
      data.gather(Int32Array.from(indices), batch);
      drawn.push([indices, weights, [...batch.observation]]);
    }
    return drawn;
  }

  test("with priorities", () => {
    const [whole, first, second] = [prioritizedReplay(spaces, 17), prioritizedReplay(spaces, 17), prioritizedReplay(spaces, 17)];
    const streams = [philox.streams(seedKey(3), 1), philox.streams(seedKey(3), 1), philox.streams(seedKey(99), 1)] as const;
    const expected = learn(whole, streams[0].lane(0), 0, 60);
    const before = learn(first, streams[1].lane(0), 0, 31);
    const bytes = encodeTree({ data: first.state, stream: streams[1].state });
    loadTree({ data: second.state, stream: streams[2].state }, decodeTree(bytes));
    expect([...before, ...learn(second, streams[2].lane(0), 31, 60)]).toEqual(expected);
    expect(encodeTree(second.state)).toEqual(encodeTree(whole.state));
  });

  test("with equal chances", () => {
    const run = (data: ReturnType<typeof replay<Discrete, Discrete>>, random: Random, from: number, until: number): number[][] => {
      const drawn: number[][] = [];
      for (let step = from; step < until; step++) {
        data.add(steps(step, 2));
        const [indices, out] = [new Int32Array(4), transitionBatch(spaces, 4)];
        drawUniform(data, random, indices);
        data.gather(indices, out);
        drawn.push([...out.observation]);
      }
      return drawn;
    };
    const [whole, first, second] = [replay(spaces, 11), replay(spaces, 11), replay(spaces, 11)];
    const streams = [philox.streams(seedKey(3), 1), philox.streams(seedKey(3), 1), philox.streams(seedKey(99), 1)] as const;
    const expected = run(whole, streams[0].lane(0), 0, 40);
    const before = run(first, streams[1].lane(0), 0, 23);
    const bytes = encodeTree({ data: first.state, stream: streams[1].state });
    loadTree({ data: second.state, stream: streams[2].state }, decodeTree(bytes));
    expect([...before, ...run(second, streams[2].lane(0), 23, 40)]).toEqual(expected);
    expect(() => drawUniform(replay(spaces, 1), streams[0].lane(0), new Int32Array(1))).toThrow("at least one transition");
  });
});
