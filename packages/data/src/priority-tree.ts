import type { Allocator } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";

/**
 * Weights of slots 0 … capacity−1 with their sum and their least above 0, all kept in two binary trees.
 *
 * Node k has the children 2k and 2k+1; leaf `slot` is node leafCount + slot. Each sum is computed from its two children, never
 * adjusted:
 * it depends on the weights alone, not on their history.
 */
export type PriorityTree = {
  /** `[2 · leafCount]` */
  readonly sum: Float64Array;
  /** `[2 · leafCount]` Least weight above 0; infinite where there is none. */
  readonly least: Float64Array;
};

/** A tree of zeros for slots below `capacity`. */
export function priorityTree(capacity: number, allocator: Allocator = heap): PriorityTree {
  const leafCount = 2 ** Math.ceil(Math.log2(capacity));
  return { sum: allocator("float64", 2 * leafCount), least: allocator("float64", 2 * leafCount).fill(Infinity) };
}

/** Sets the weight of a slot, at least 0. O(log capacity). */
export function setWeight({ sum, least }: PriorityTree, slot: number, weight: number): void {
  let node = sum.length / 2 + slot;
  sum[node] = weight;
  least[node] = weight > 0 ? weight : Infinity;
  for (node >>= 1; node >= 1; node >>= 1) {
    sum[node] = sum[2 * node]! + sum[2 * node + 1]!;
    least[node] = Math.min(least[2 * node]!, least[2 * node + 1]!);
  }
}

/** The weight of a slot. */
export const weightOf = ({ sum }: PriorityTree, slot: number): number => sum[sum.length / 2 + slot]!;

/** The sum of all weights. */
export const totalWeight = ({ sum }: PriorityTree): number => sum[1]!;

/** The least weight above 0. */
export const leastWeight = ({ least }: PriorityTree): number => least[1]!;

/** The slot in which the running sum of the weights passes `mass`, from [0, total). Never a slot of weight 0, unless all are. */
export function slotAt({ sum }: PriorityTree, mass: number): number {
  const leafCount = sum.length / 2;
  let node = 1;
  while (node < leafCount) {
    const left = sum[2 * node]!;
    const goesLeft = mass < left || sum[2 * node + 1] === 0;
    if (!goesLeft) mass -= left;
    node = 2 * node + Number(!goesLeft);
  }
  return node - leafCount;
}

/** Sets all weights to 0. */
export function clearWeights({ sum, least }: PriorityTree): void {
  sum.fill(0);
  least.fill(Infinity);
}
