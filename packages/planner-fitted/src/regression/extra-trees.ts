import { heap } from "@worldwise/protocol";
import { checkAtLeast } from "../check-options.ts";
import type { Regression, RegressionShape, Regressor, Samples } from "./regressor.ts";
import type { TreeNodes, TreeRules } from "./tree-growth.ts";
import { treeGrower } from "./tree-growth.ts";

/** Options of {@link extraTrees}. */
export interface ExtraTreesOptions {
  /** M: trees of each function, at least 1. Default 50, as in Ernst and others. */
  readonly treeCount?: number;
  /** K: cuts tried at a node, each in another input dimension. 0, the default: as many as there are dimensions. */
  readonly cutCount?: number;
  /** nMin: nodes of fewer samples are leaves; at least 2. Default 5. */
  readonly minimumSplit?: number;
  /** Samples in a leaf, at least 1. Default 1. */
  readonly minimumLeaf?: number;
}

/**
 * The trees of M functions. Room for C = treeCount (2 ⌊N / minimumLeaf⌋ + M) nodes of 16 bytes: no tree over n samples has more
 * than 2 ⌊n / minimumLeaf⌋ − 1 nodes, or one.
 */
export type ForestState = {
  /** `[C]` Input dimension that is compared; −1 at a leaf. */
  feature: Int32Array;
  /** `[C]` Inputs up to this go left, to the next node; at a leaf, the mean of its targets. */
  cut: Float64Array;
  /** `[C]` */
  right: Int32Array;
  /** `[M, treeCount]` First node of each tree; −1 where a function had no samples. */
  root: Int32Array;
  nodeCount: number;
};

/**
 * Extremely randomized trees: the mean of trees whose cuts are drawn at random, and chosen among a few by the targets.
 *
 * Leaves hold the mean of their targets, so that predictions stay within the range of the targets. With the structure kept, a fit
 * only computes the leaves anew, which makes it an averager.
 *
 * Source: Geurts, Ernst and Wehenkel (2006), Extremely randomized trees, Machine Learning 63, table 1. Throws `bad-options`.
 */
export function extraTrees(options: ExtraTreesOptions = {}): Regressor<ForestState> {
  const { treeCount = 50, cutCount = 0, minimumSplit = 5, minimumLeaf = 1 } = options;
  checkAtLeast("treeCount", treeCount, 1);
  checkAtLeast("cutCount", cutCount, 0);
  checkAtLeast("minimumSplit", minimumSplit, 2);
  checkAtLeast("minimumLeaf", minimumLeaf, 1);
  return Object.freeze({
    name: "extra-trees",
    bind: (shape: RegressionShape) =>
      forest(shape, treeCount, { cutCount: cutCount || shape.input.size, minimumSplit, minimumLeaf }),
  });
}

function forest(
  { input: { size: inputSize }, functionCount, capacity }: RegressionShape, treeCount: number, rules: TreeRules,
): Regression<ForestState> {
  const nodeCapacity = treeCount * (2 * Math.floor(capacity / rules.minimumLeaf) + functionCount);
  let grow: ReturnType<typeof treeGrower> | undefined;
  let counts: Int32Array | undefined;
  return {
    init: (allocator = heap) => ({
      feature: allocator("int32", nodeCapacity), cut: allocator("float64", nodeCapacity), right: allocator("int32", nodeCapacity),
      root: allocator("int32", functionCount * treeCount).fill(-1), nodeCount: 0,
    }),
    prepare: () => undefined,
    fit(state, samples, random, keepStructure) {
      if (keepStructure && state.nodeCount > 0) {
        refit(state, samples, inputSize, counts ??= new Int32Array(nodeCapacity));
        return;
      }
      grow ??= treeGrower(inputSize, capacity, rules);
      state.nodeCount = 0;
      for (let tree = 0; tree < state.root.length; tree++) {
        const k = Math.floor(tree / treeCount);
        const rows = [samples.start[k]!, samples.start[k + 1]!] as const;
        const isEmpty = rows[0] === rows[1];
        state.root[tree] = isEmpty ? -1 : state.nodeCount;
        if (!isEmpty) state.nodeCount = grow(state, state.nodeCount, samples, rows, random);
      }
    },
    predict(state, input, count, outValue) {
      outValue.fill(0, 0, count * functionCount);
      for (let tree = 0; tree < state.root.length; tree++) {
        const k = Math.floor(tree / treeCount);
        if (state.root[tree]! >= 0) addTree(state, state.root[tree]!, input, inputSize, outValue, k, functionCount, count);
      }
      for (let i = 0; i < count * functionCount; i++) outValue[i]! /= treeCount;
    },
  };
}

/** Adds the leaves that `count` inputs reach to column `k` of outValue `[B, M]`. */
function addTree(
  { feature, cut, right }: TreeNodes, root: number, input: Float64Array, inputSize: number,
  outValue: Float64Array, k: number, functionCount: number, count: number,
): void {
  for (let b = 0; b < count; b++) {
    const row = b * inputSize;
    let node = root;
    for (let d = feature[node]!; d >= 0; d = feature[node]!) {
      node = input[row + d]! <= cut[node]! ? node + 1 : right[node]!;
    }
    outValue[b * functionCount + k]! += cut[node]!;
  }
}

/** New means in the leaves of trees that stay as they are. A leaf that no sample reaches keeps its value. */
function refit(state: ForestState, samples: Samples, inputSize: number, counts: Int32Array): void {
  const { feature, cut, right, root } = state;
  const { start, input, target } = samples;
  const treeCount = root.length / (start.length - 1);
  counts.fill(0, 0, state.nodeCount);
  for (let tree = 0; tree < root.length; tree++) {
    if (root[tree]! < 0) continue;
    const k = Math.floor(tree / treeCount);
    for (let i = start[k]!; i < start[k + 1]!; i++) {
      let node = root[tree]!;
      for (let d = feature[node]!; d >= 0; d = feature[node]!) {
        node = input[i * inputSize + d]! <= cut[node]! ? node + 1 : right[node]!;
      }
      const n = ++counts[node]!;
      cut[node] = n === 1 ? target[i]! : cut[node]! + (target[i]! - cut[node]!) / n;
    }
  }
}
