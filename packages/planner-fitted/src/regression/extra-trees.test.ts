import { saveTree } from "@worldwise/protocol";
import { box } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { streamOf } from "../fixtures/worlds.ts";
import type { ExtraTreesOptions, ForestState } from "./extra-trees.ts";
import { extraTrees } from "./extra-trees.ts";
import type { Samples } from "./regressor.ts";

const shape = { input: box("float64", [0, 0, 0], [1, 1, 1]), functionCount: 2, capacity: 200 };

function samplesOf(seed: number, counts: readonly [number, number] = [120, 80]): Samples {
  const random = streamOf(seed);
  const count = counts[0] + counts[1];
  const input = new Float64Array(count * 3).map(() => random.uniform());
  const target = new Float64Array(count).map((_, i) => 2 * input[3 * i]! - input[3 * i + 1]! + 0.1 * random.normal());
  return { start: Int32Array.of(0, counts[0], count), input, target };
}

function fitted(samples: Samples, options: ExtraTreesOptions = {}, seed = 7): {
  state: ForestState; predict(input: Float64Array): Float64Array,
} {
  const regression = extraTrees({ treeCount: 4, ...options }).bind(shape);
  const state = regression.init();
  regression.prepare(state, samples);
  regression.fit(state, samples, streamOf(seed), false);
  return {
    state,
    predict(input) {
      const out = new Float64Array(input.length / 3 * 2);
      regression.predict(state, input, input.length / 3, out);
      return out;
    },
  };
}

/** Samples that reach each node of a tree. */
function countsOf(
  { feature, cut, right }: ForestState, root: number, { input }: Samples, rows: readonly [number, number],
): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = rows[0]; i < rows[1]; i++) {
    let node = root;
    for (;;) {
      counts.set(node, (counts.get(node) ?? 0) + 1);
      if (feature[node]! < 0) break;
      node = input[3 * i + feature[node]!]! <= cut[node]! ? node + 1 : right[node]!;
    }
  }
  return counts;
}

describe("extremely randomized trees", () => {
  test.each([{ minimumSplit: 5, minimumLeaf: 1 }, { minimumSplit: 2, minimumLeaf: 1 }, { minimumSplit: 12, minimumLeaf: 4 }])(
    "nodes keep to the rules %o, and every node has samples", (rules) => {
      const samples = samplesOf(1);
      const { state } = fitted(samples, rules);
      const counts = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((tree) => {
        const k = tree < 4 ? 0 : 1;
        return [...countsOf(state, state.root[tree]!, samples, [samples.start[k]!, samples.start[k + 1]!])];
      });
      expect(counts).toHaveLength(state.nodeCount);
      for (const [node, count] of counts) {
        if (state.feature[node]! >= 0) expect(count).toBeGreaterThanOrEqual(rules.minimumSplit);
        else expect(count).toBeGreaterThanOrEqual(rules.minimumLeaf);
      }
      if (rules.minimumLeaf > 1) return;
      // Nothing is constant here, so that whatever may be split is split.
      for (const [node, count] of counts) if (state.feature[node]! < 0) expect(count).toBeLessThan(rules.minimumSplit);
    });

  test("with leaves of one sample, the trees pass through every sample", () => {
    const samples = samplesOf(2);
    const out = fitted(samples, { minimumSplit: 2 }).predict(samples.input);
    for (let i = 0; i < 200; i++) expect(out[2 * i + (i < 120 ? 0 : 1)]).toBeCloseTo(samples.target[i]!, 12);
  });

  test("one cut on one dimension: two leaves with the means of both sides", () => {
    const one = { ...shape, input: box("float64", [0], [1]), functionCount: 1 };
    const regression = extraTrees({ treeCount: 1, minimumSplit: 4 }).bind(one);
    const state = regression.init();
    const samples = { start: Int32Array.of(0, 4), input: Float64Array.of(0, 1, 1, 0), target: Float64Array.of(1, 5, 7, 3) };
    regression.fit(state, samples, streamOf(1), false);
    expect(Array.from(state.feature.subarray(0, 3))).toEqual([0, -1, -1]);
    expect(Array.from(state.cut.subarray(1, 3))).toEqual([2, 6]);
    expect([state.right[0], state.nodeCount]).toEqual([2, 3]);
    expect(state.cut[0]).toBeGreaterThanOrEqual(0);
    expect(state.cut[0]).toBeLessThan(1);
  });

  test("of the candidate cuts the one that reduces the variance most is taken", () => {
    // Dimension 0 tells all about the target, the others nothing: with all three tried, every root takes dimension 0.
    const random = streamOf(3);
    const input = new Float64Array(600).map((_, i) => (i % 3 === 0 ? Math.round(random.uniform()) : random.uniform()));
    const samples = { start: Int32Array.of(0, 200, 200), input, target: new Float64Array(200).map((_, i) => input[3 * i]!) };
    const { state } = fitted(samples, { treeCount: 20 });
    expect(Array.from(state.root.subarray(0, 20), (root) => state.feature[root])).toEqual(new Array(20).fill(0));
    const alone = fitted(samples, { treeCount: 20, cutCount: 1 }).state;
    expect(new Set(Array.from(alone.root.subarray(0, 20), (root) => alone.feature[root])).size).toBe(3);
  });

  test("dimensions that are constant are not tried, however few cuts are", () => {
    const samples = samplesOf(4);
    for (let i = 0; i < 200; i++) samples.input[3 * i] = samples.input[3 * i + 2] = 0.5;
    const { state } = fitted(samples, { cutCount: 1 });
    const used = state.feature.subarray(0, state.nodeCount).filter((d) => d >= 0);
    expect(used.length).toBeGreaterThan(100);
    expect(used.every((d) => d === 1)).toBe(true);
  });

  test("predictions stay within the range of the targets", () => {
    fc.assert(fc.property(fc.array(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 200, maxLength: 200 }
    ), fc.nat(1000), (targets, seed) => {
      const samples = { ...samplesOf(seed), target: Float64Array.from(targets) };
      const out = fitted(samples).predict(new Float64Array(60).map((_, i) => 3 * Math.sin(i)));
      const [first, second] = [targets.slice(0, 120), targets.slice(120)];
      out.forEach((value, i) => {
        const own = i % 2 === 0 ? first : second;
        expect(value).toBeGreaterThanOrEqual(Math.min(...own) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...own) + 1e-9);
      });
    }), { seed: 1, numRuns: 20 });
  });

  test("the same stream gives the same trees, another stream others", () => {
    const samples = samplesOf(5);
    const first = saveTree(fitted(samples).state);
    expect(saveTree(fitted(samples).state)).toEqual(first);
    expect(saveTree(fitted(samples, {}, 8).state)).not.toEqual(first);
  });

  test("with the structure kept, the same targets give the same leaves, and other targets only other leaves", () => {
    const samples = samplesOf(6);
    const regression = extraTrees({ treeCount: 4 }).bind(shape);
    const state = regression.init();
    regression.fit(state, samples, streamOf(1), false);
    const [feature, cut, right] = [state.feature.slice(), state.cut.slice(), state.right.slice()];
    regression.fit(state, samples, streamOf(2), true);
    for (let i = 0; i < state.nodeCount; i++) expect(state.cut[i]).toBeCloseTo(cut[i]!, 12);
    regression.fit(state, { ...samples, target: samples.target.map((y) => y + 3) }, streamOf(3), true);
    for (let i = 0; i < state.nodeCount; i++) expect(state.cut[i]).toBeCloseTo(cut[i]! + (feature[i]! < 0 ? 3 : 0), 12);
    expect([state.feature, state.right]).toEqual([feature, right]);
  });

  test("constant targets: one leaf, exactly", () => {
    const samples = samplesOf(7);
    const { state, predict } = fitted({ ...samples, target: samples.target.fill(0.1) });
    expect(state.nodeCount).toBe(8);
    expect(predict(samples.input).every((value) => Math.abs(value - 0.1) < 1e-15)).toBe(true);
    expect(state.cut[0]).toBe(0.1);
  });

  test("equal inputs: one leaf with the mean; a function without samples is 0", () => {
    const { state, predict } = fitted(
      { start: Int32Array.of(0, 6, 6), input: new Float64Array(18).fill(2), target: Float64Array.of(1, 2, 3, 4, 5, 9) }
    );
    expect([state.nodeCount, ...state.root]).toEqual([4, 0, 1, 2, 3, -1, -1, -1, -1]);
    expect(Array.from(predict(Float64Array.of(0, 0, 0)))).toEqual([4, 0]);
  });

  test("inputs that differ by one rounding are split all the same", () => {
    const close = [1, 1 + Number.EPSILON];
    const input = new Float64Array(18).map((_, i) => close[Math.floor(i / 3) % 2]!);
    const { predict } = fitted({ start: Int32Array.of(0, 6, 6), input, target: Float64Array.of(0, 1, 0, 1, 0, 1) });
    expect(Array.from(predict(Float64Array.of(1, 1, 1, close[1]!, close[1]!, close[1]!)))).toEqual([0, 0, 1, 0]);
  });

  test("refuses options that make no trees", () => {
    expect(() => extraTrees({ treeCount: 0 })).toThrow(/treeCount: a whole number of at least 1/);
    expect(() => extraTrees({ minimumSplit: 1 })).toThrow(/minimumSplit/);
    expect(() => extraTrees({ minimumLeaf: 0.5 })).toThrow(/minimumLeaf/);
    expect(() => extraTrees({ cutCount: -1 })).toThrow(/cutCount/);
  });
});
