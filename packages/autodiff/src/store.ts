import type { Arena } from "@worldwise/math";
import { createArena } from "@worldwise/math";
import type { Live } from "./example.ts";
import type { Precision } from "./precision.ts";
import { bytesOfNumber } from "./precision.ts";
import { sizeOf } from "./shape.ts";
import { align } from "./storage.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { isTensor, valuesOf } from "./tensor.ts";
import type { TreeOf } from "./tree.ts";
import { isLeaf, leavesOf, mapTree } from "./tree.ts";

/** Numbers with a shape; `@worldwise/protocol` calls it a parameter. `fixed`: not trained. */
export interface Stored {
  readonly shape: readonly number[];
  readonly data: Live;
  readonly fixed?: true;
}

/** What a store is made from: numbers with a shape, or a tensor. */
export type Storable = Tensor | { readonly shape: readonly number[]; readonly data: ArrayLike<number>; readonly fixed?: true };

/** A tree with stored numbers for leaves. */
export type StoredTree<T> = T extends { readonly shape: readonly number[] } ? Stored : { readonly [K in keyof T]: StoredTree<T[K]> };

/**
 * Parameters in one stretch of memory. The programs of one agent (act, update, evaluate) are compiled against their addresses:
 * what one writes the next one reads, and nothing is copied.
 */
export interface Store<T = unknown> {
  readonly "~store": { readonly arena: Arena; readonly dtype: Precision };
  /** Live: reads and writes of `data` are seen by the programs. */
  readonly parameters: StoredTree<T>;
  /** A copy of all numbers. */
  read(): StoredTree<T>;
  /** Overwrites all numbers. Throws if a shape differs. */
  write(tree: unknown): void;
}

/** Settings of a store. */
export interface StoreOptions {
  /** Element type of the numbers and of all programs that use them. Default `float32`. */
  readonly dtype?: Precision;
  /** Memory to lie in, with room for the programs. Default: an arena of its own, of 32 MiB and eight times the parameters. */
  readonly arena?: Arena;
}

/** Loads of whole vectors may run over the end of a buffer. */
const SPARE_NUMBERS = 4;
const OWN_BYTES = 1 << 25;

/**
 * Puts a tree of parameters into memory.
 *
 * @param tree - records and arrays with leaves `{ shape, data }` or tensors
 * @throws MathError `math/arena-full`
 *
 * @example
 * ```ts
 * import { store, tensor } from "@worldwise/autodiff";
 *
 * const weights = store({ slope: tensor([1, 2]), offset: tensor(0) }, { dtype: "float64" });
 * weights.parameters.slope.data[0] = 5;
 * console.log([...weights.read().slope.data]); // [ 5, 2 ]
 * ```
 */
export function store<const T>(tree: T, { dtype = "float32", arena }: StoreOptions = {}): Store<T> {
  const leaves = leavesIn(tree);
  const bytes = leaves.reduce((total, { shape }) => total + align((sizeOf(shape) + SPARE_NUMBERS) * bytesOfNumber(dtype)), 0);
  const home = arena ?? createArena({ bytes: OWN_BYTES + 8 * bytes });
  const parameters = mapStorable(tree, (leaf): Stored => {
    const data = home.allocate(dtype, sizeOf(leaf.shape) + SPARE_NUMBERS).subarray(0, sizeOf(leaf.shape));
    data.set(dataOf(leaf));
    return Object.freeze({ shape: [...leaf.shape], data, ...("fixed" in leaf && { fixed: true }) });
  }) as StoredTree<T>; // the same structure with stored leaves
  return Object.freeze({
    "~store": { arena: home, dtype }, parameters,
    read: () => mapTree(parameters as TreeOf<Stored>, isStored, (leaf) => ({ ...leaf, data: leaf.data.slice() })) as StoredTree<T>, // as above
    write(given: unknown) {
      const [targets, sources] = [leavesIn(parameters), leavesIn(given)];
      targets.forEach((target, i) => {
        checkSame(target.shape, sources[i]?.shape, sources.length === targets.length);
        (target as Stored).data.set(dataOf(sources[i]!)); // leaves of a store are stored
      });
    },
  });
}

/** Whether an input of a program is a store. */
export const isStore = (x: unknown): x is Store => typeof x === "object" && x !== null && "~store" in x;

const isStorable = (x: unknown): x is Storable => isLeaf(x) && (isTensor(x) || "data" in x);
const isStored = (x: unknown): x is Stored => isStorable(x) && !isTensor(x);
const leavesIn = (tree: unknown): Storable[] => leavesOf(tree as TreeOf<Storable>, isStorable); // anything else fails on the way
const mapStorable = <M>(tree: unknown, f: (leaf: Storable) => M): TreeOf<M> => mapTree(tree as TreeOf<Storable>, isStorable, f); // as above

const dataOf = (leaf: Storable): Float64Array | Live =>
  (isTensor(leaf) ? valuesOf(leaf, "store") : Float64Array.from(leaf.data));

function checkSame(target: readonly number[], source: readonly number[] | undefined, isSameCount: boolean): void {
  if (isSameCount && source?.join() === target.join()) return;
  throw new TensorError("store", {
    expected: `store: [${target.join("×")}] in the same tree`, got: source === undefined ? "nothing" : `[${source.join("×")}]`,
    todo: "write a tree with the leaves and shapes of the store",
  });
}
