/** Tensors, in nested records and arrays; the order of keys is the order of leaves. */
export type TreeOf<L> = L | readonly TreeOf<L>[] | { readonly [name: string]: TreeOf<L> };

/** A leaf is what has a shape: a tensor, a parameter, an example. */
export const isLeaf = (x: unknown): x is { readonly shape: readonly number[] } =>
  typeof x === "object" && x !== null && "shape" in x && Array.isArray(x.shape);

/** The same structure with every leaf replaced. `path` says where a leaf is, as in `.actor.0.weight`. */
export function mapTree<L, M>(
  tree: TreeOf<L>, leafOf: (x: unknown) => x is L, f: (leaf: L, path: string) => M, path = "",
): TreeOf<M> {
  if (leafOf(tree)) return f(tree, path);
  const below = (branch: TreeOf<L>, name: string | number): TreeOf<M> => mapTree(branch, leafOf, f, `${path}.${name}`);
  if (Array.isArray(tree)) return tree.map((branch: TreeOf<L>, i) => below(branch, i));
  const branches = tree as { readonly [name: string]: TreeOf<L> }; // neither leaf nor array
  return Object.fromEntries(Object.entries(branches).map(([name, branch]) => [name, below(branch, name)]));
}

/** The same structure with these leaves, in order. */
export function refill<L, M>(tree: TreeOf<L>, leafOf: (x: unknown) => x is L, leaves: readonly M[]): TreeOf<M> {
  let next = 0;
  return mapTree(tree, leafOf, () => leaves[next++]!);
}

/** All leaves, in order. */
export function leavesOf<L>(tree: TreeOf<L>, leafOf: (x: unknown) => x is L): L[] {
  const found: L[] = [];
  mapTree(tree, leafOf, (leaf) => found.push(leaf));
  return found;
}
