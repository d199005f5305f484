import { ambientGraph, whileTracing } from "./ambient.ts";
import { toNode } from "./apply.ts";
import type { Shaped } from "./example.ts";
import type { Graph, Node } from "./graph.ts";
import { newGraph } from "./graph.ts";
import type { Precision } from "./precision.ts";
import { checkNotEmpty } from "./prepare.ts";
import { sameShape, shapeError } from "./shape.ts";
import { simplify } from "./simplify.ts";
import type { Store } from "./store.ts";
import { isStore } from "./store.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { isTensor } from "./tensor.ts";
import type { TreeOf } from "./tree.ts";
import { isLeaf, leavesOf, mapTree } from "./tree.ts";

/** A leaf of the inputs, as a node. */
export interface TracedInput {
  readonly node: Node;
  /** The way to it, as in `.batch.state`. */
  readonly path: string;
  /** The address of its numbers, if they live in a store. */
  readonly address: number | undefined;
}

/** What came out of calling a function with nodes. */
export interface Traced {
  readonly inputs: readonly TracedInput[];
  /** As the function gave it, without what goes into stores. */
  readonly told: TreeOf<Tensor>;
  /** The same leaves as nodes. */
  readonly outputs: readonly Node[];
  readonly updates: readonly { readonly state: Node; readonly next: Node }[];
}

/** Calls a function with nodes for the leaves of the example. If a shape is wrong, once more, to say on which line. */
export function trace(f: (inputs: never) => unknown, example: unknown, precision: Precision): Traced {
  try {
    return traceInto(newGraph({ precision, simplify }), f, example);
  } catch (error) {
    if (!(error instanceof TensorError)) throw error;
    return traceInto(newGraph({ precision, simplify, notesSites: true }), f, example);
  }
}

function traceInto(graph: Graph, f: (inputs: never) => unknown, example: unknown): Traced {
  checkNotNested();
  const inputs: TracedInput[] = [];
  const enter = ({ shape, dtype }: Shaped, path: string, address?: number): Node => {
    const node = graph.input(shape, path, dtype === "int32" ? "int32" : graph.precision);
    inputs.push({ node, path, address });
    return node;
  };
  const enterStore = ({ parameters }: Store, path: string): TreeOf<Tensor> =>
    mapTree(parameters as TreeOf<Shaped>, isLeaf, (leaf, below) => enter(leaf, path + below, addressOf(leaf))); // stored leaves
  const given = mapTree(example as TreeOf<Shaped | Store>, isShapedOrStore, (leaf, path) => // anything else has no leaves
    (isStore(leaf) ? enterStore(leaf, path) : enter(leaf, path)));
  const result = whileTracing(graph, () => f(given as never)); // the types of `program` say what f takes
  const traced = { inputs, ...split(graph, result, example, given) };
  checkNotEmpty([...traced.outputs, ...traced.updates.map(({ next }) => next)]);
  return traced;
}

const isShapedOrStore = (x: unknown): x is Shaped | Store => isStore(x) || isLeaf(x);
const addressOf = (leaf: Shaped): number | undefined => ("data" in leaf && ArrayBuffer.isView(leaf.data) ? leaf.data.byteOffset : undefined);

/** Parts the result: what bears the name of a store is that store's next value, the rest is told. */
function split(graph: Graph, result: unknown, example: unknown, given: unknown): Omit<Traced, "inputs"> {
  const [examples, states] = [entriesOf(example), entriesOf(given)];
  const updates: { state: Node; next: Node }[] = [];
  const told = isTensor(result) || Array.isArray(result) ? result : Object.fromEntries(Object.entries(result ?? {}).filter(([name, next]) => {
    if (!isStore(examples[name])) return true;
    updates.push(...pairs(graph, name, states[name], next));
    return false;
  }));
  const tree = told as TreeOf<Tensor>; // what holds no tensors has no leaves
  return { told: tree, outputs: leavesOf(tree, isTensor).map((x) => toNode(graph, x)), updates };
}

const entriesOf = (x: unknown): { readonly [name: string]: unknown } =>
  (typeof x === "object" && x !== null && !Array.isArray(x) ? { ...x } : {});

function pairs(graph: Graph, name: string, states: unknown, next: unknown): { state: Node; next: Node }[] {
  const found = (tree: unknown): Tensor[] => leavesOf(tree as TreeOf<Tensor>, isTensor); // trees of tensors
  const [before, after] = [found(states), found(next)];
  if (before.length !== after.length) {
    throw new TensorError("program", {
      expected: `program: ${before.length} tensors to go into the store ${name}`, got: String(after.length),
      todo: "give a tree with the leaves of the store under its name",
    });
  }
  return before.map((state, i) => {
    if (!sameShape(state.shape, after[i]!.shape)) throw shapeError("program", `the store ${name} to keep its shapes`, state, after[i]!);
    return { state: state as Node, next: toNode(graph, after[i]!) }; // states were entered as nodes
  });
}

function checkNotNested(): void {
  if (ambientGraph() === undefined) return;
  throw new TensorError("program", {
    expected: "program: to be called outside any traced function", got: "a program inside a program",
    todo: "call the function itself; it becomes part of the outer program",
  });
}
