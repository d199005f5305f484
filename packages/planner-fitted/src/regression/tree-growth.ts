import type { Random } from "@worldwise/protocol";
import type { Samples } from "./regressor.ts";

/** When a node is split, and how the split is chosen. */
export interface TreeRules {
  /** K: cuts that are tried at a node, each in another input dimension. At least 1. */
  readonly cutCount: number;
  /** nMin: a node of fewer samples is a leaf. At least 2. */
  readonly minimumSplit: number;
  /** A leaf has at least so many samples. At least 1. */
  readonly minimumLeaf: number;
}

/** Nodes of all trees, in depth-first order: the left child of node i is i + 1. */
export interface TreeNodes {
  /** `[C]` Input dimension that is compared; −1 at a leaf. */
  readonly feature: Int32Array;
  /** `[C]` Inputs up to this go left; at a leaf, the mean of its targets. */
  readonly cut: Float64Array;
  /** `[C]` */
  readonly right: Int32Array;
}

/** Grows one tree over samples first … last − 1 into `nodes`, from node `root` on. Returns the next free node. */
export type GrowTree = (
  nodes: TreeNodes, root: number, samples: Samples, rows: readonly [number, number], random: Random
) => number;

/**
 * Extremely randomized trees.
 *
 * At each node: for K input dimensions that are not constant there, one cut, uniform between the smallest and the largest input;
 * of these the one that reduces the variance of the targets most,
 *
 *   n_l n_r (mean_l − mean_r)² / n
 *
 * Random numbers: of each tried dimension its place among those left (only where K is below D), and one uniform for its cut.
 * Samples are copied and sorted into the leaves in place, so that every pass over a node reads a run of memory.
 */
export function treeGrower(inputSize: number, capacity: number, rules: TreeRules): GrowTree {
  const { minimumSplit } = rules;
  const columns = Array.from({ length: inputSize }, () => new Float64Array(capacity));
  const target = new Float64Array(capacity);
  const pending = new Int32Array(3 * (capacity + 1));
  const node: NodeSamples = { columns, target, first: 0, last: 0, sum: 0, low: 0, high: 0 };
  const search = splitSearch(inputSize, rules);
  return ({ feature, cut, right }, root, samples, [from, to], random) => {
    copyColumns(samples, from, to, columns, target);
    let next = root;
    let height = push(pending, 0, 0, to - from, -1);
    while (height > 0) {
      height -= 3;
      node.first = pending[height]!;
      node.last = pending[height + 1]!;
      const parent = pending[height + 2]!;
      const at = next++;
      if (parent >= 0) right[parent] = at;
      measure(node);
      const isSplit = node.last - node.first >= minimumSplit && node.high > node.low && search.find(node, random);
      feature[at] = isSplit ? search.feature : -1;
      cut[at] = isSplit ? search.cut : meanOf(node);
      if (!isSplit) continue;
      const middle = partition(node, search.feature, search.cut);
      height = push(pending, height, middle, node.last, at);
      height = push(pending, height, node.first, middle, -1);
    }
    return next;
  };
}

/** The samples of one node: rows first … last − 1 of the columns. */
interface NodeSamples {
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  first: number;
  last: number;
  /** Sum, least and greatest of its targets. */
  sum: number;
  low: number;
  high: number;
}

interface SplitSearch {
  feature: number;
  cut: number;
  /** Leaves the best split of the node in `feature` and `cut`; false where there is none. */
  find(node: NodeSamples, random: Random): boolean;
}

function splitSearch(inputSize: number, { cutCount, minimumLeaf }: TreeRules): SplitSearch {
  const order = Int32Array.from({ length: inputSize }, (_, d) => d);
  const range = new Float64Array(2);
  const search: SplitSearch = {
    feature: 0, cut: 0,
    find(node, random) {
      let best = -1;
      for (let left = inputSize, tried = 0; left > 0 && tried < cutCount; left--) {
        const d = cutCount < inputSize ? take(order, random.integer(left), left) : inputSize - left;
        const column = node.columns[d]!;
        rangeOf(column, node.first, node.last, range);
        const low = range[0]!;
        const high = range[1]!;
        if (!(high > low)) continue;
        tried++;
        const cut = cutBetween(low, high, random.uniform());
        const score = scoreOf(node, column, cut, minimumLeaf);
        if (!(score > best)) continue;
        best = score;
        search.feature = d;
        search.cut = cut;
      }
      return best >= 0;
    },
  };
  return search;
}

/** Takes entry `index` out of the first `left`, by exchange with the last of them. */
function take(order: Int32Array, index: number, left: number): number {
  const chosen = order[index]!;
  order[index] = order[left - 1]!;
  order[left - 1] = chosen;
  return chosen;
}

/** In [low, high), so that both sides have a sample, whatever rounding does. */
function cutBetween(low: number, high: number, uniform: number): number {
  const cut = low + uniform * (high - low);
  return cut < high ? cut : low;
}

/** Writes the least and the greatest of rows first … last − 1. */
function rangeOf(column: Float64Array, first: number, last: number, outRange: Float64Array): void {
  let low = column[first]!;
  let high = low;
  for (let i = first + 1; i < last; i++) {
    const x = column[i]!;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  outRange[0] = low;
  outRange[1] = high;
}

/** By how much a cut reduces the sum of squares; −1 where it leaves too few samples on a side. */
function scoreOf({ target, first, last, sum }: NodeSamples, column: Float64Array, cut: number, minimumLeaf: number): number {
  let leftSum = 0;
  let leftCount = 0;
  for (let i = first; i < last; i++) {
    if (column[i]! <= cut) {
      leftSum += target[i]!;
      leftCount++;
    }
  }
  const rightCount = last - first - leftCount;
  if (leftCount < minimumLeaf || rightCount < minimumLeaf) return -1;
  const difference = leftSum / leftCount - (sum - leftSum) / rightCount;
  return leftCount * rightCount / (last - first) * difference * difference;
}

/** Exchanges rows until those up to the cut come first; returns where the others begin. */
function partition({ columns, target, first, last }: NodeSamples, feature: number, cut: number): number {
  const column = columns[feature]!;
  let i = first;
  let j = last - 1;
  for (;;) {
    while (i <= j && column[i]! <= cut) i++;
    while (i <= j && column[j]! > cut) j--;
    if (i >= j) return i;
    exchange(target, i, j);
    for (const other of columns) exchange(other, i, j);
    i++;
    j--;
  }
}

function exchange(array: Float64Array, i: number, j: number): void {
  const kept = array[i]!;
  array[i] = array[j]!;
  array[j] = kept;
}

function measure(node: NodeSamples): void {
  const { target, first, last } = node;
  let sum = 0;
  let low = target[first]!;
  let high = low;
  for (let i = first; i < last; i++) {
    const y = target[i]!;
    sum += y;
    if (y < low) low = y;
    if (y > high) high = y;
  }
  node.sum = sum;
  node.low = low;
  node.high = high;
}

/** Rounding could carry a mean of equal targets away from them. */
const meanOf = ({ sum, low, high, first, last }: NodeSamples): number => Math.min(high, Math.max(low, sum / (last - first)));

function push(pending: Int32Array, height: number, first: number, last: number, parent: number): number {
  pending[height] = first;
  pending[height + 1] = last;
  pending[height + 2] = parent;
  return height + 3;
}

function copyColumns(
  { input, target: from }: Samples, first: number, last: number, columns: readonly Float64Array[], outTarget: Float64Array,
): void {
  const inputSize = columns.length;
  outTarget.set(from.subarray(first, last));
  for (let d = 0; d < inputSize; d++) {
    const column = columns[d]!;
    for (let i = first; i < last; i++) column[i - first] = input[i * inputSize + d]!;
  }
}
