import type { Parameter, Parameters } from "@worldwise/protocol";

/**
 * Scales trained parameters, all together, to a Euclidean length of at most `norm`: the nearest point of the ball. Fixed ones
 * neither count nor move.
 */
export function scaleIntoBall(trees: readonly Parameters[], norm: number): void {
  const leaves = trees.flatMap(trainedIn);
  let square = 0;
  for (const { data } of leaves) for (let i = 0; i < data.length; i++) square += data[i]! ** 2;
  if (square <= norm ** 2) return;
  const scale = norm / Math.sqrt(square);
  for (const { data } of leaves) for (let i = 0; i < data.length; i++) data[i]! *= scale;
}

function trainedIn(tree: Parameters): readonly Parameter[] {
  if (isLeaf(tree)) return tree.fixed === true ? [] : [tree];
  return Object.values(tree).flatMap(trainedIn);
}

const isLeaf = (tree: Parameters): tree is Parameter => "data" in tree && ArrayBuffer.isView(tree.data);
