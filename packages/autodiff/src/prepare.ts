import type { Graph, Node } from "./graph.ts";
import { newGraph, reachable } from "./graph.ts";
import { isDense, isWhole, viewOf } from "./layout.ts";
import { blockedSum } from "./long-sum.ts";
import { matmulOperation } from "./matmul.ts";
import type { Attributes, ElementwiseOperation, Operation } from "./operation.ts";
import { sumOperation } from "./reductions.ts";
import type { Shape } from "./shape.ts";
import { shapeError } from "./shape.ts";
import { reshapeOperation, transpose, transposeOperation } from "./shaping.ts";
import { simplify } from "./simplify.ts";

/** The numbers in a buffer of their own. */
const copyOperation: ElementwiseOperation = {
  kind: "elementwise", name: "copy", closed: true,
  evaluate: (a) => a,
  vjp: (g) => [g],
  lower: (_lanes, a) => a,
};

/** A stored number's next value. */
export interface Update {
  readonly state: Node;
  readonly next: Node;
}

/** What a program reads, tells and overwrites. What lies before an input does not belong to it. */
export interface Trace {
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
  readonly updates: readonly Update[];
}

/**
 * The same expressions once more in a new graph, fit for code: without barriers to differentiation, so that rules apply across them,
 * and with copies where numbers must lie in one piece.
 */
export function prepare({ inputs, outputs, updates }: Trace): Trace {
  const before = inputs[0] ?? outputs[0];
  const precision = before?.["~trace"].precision ?? "float64";
  const graph = newGraph({ precision, simplify });
  const renewed = new Map<Node, Node>(inputs.map((x) => [x, graph.input(x.shape, String(x.attributes["name"]), x.dtype)]));
  const ends = [...outputs, ...updates.map(({ next }) => next)];
  const order = reachable(ends, (x) => renewed.has(x)).filter((x) => !renewed.has(x));
  const isReadOnce = readOnce(order, ends);
  for (const node of order) {
    const own = node.inputs.map((input) => renewed.get(input)!);
    const turned = node.operation === transposeOperation && isReadOnce(node.inputs[0]!) ? turnedProduct(graph, node, own[0]!) : undefined;
    renewed.set(node, turned ?? renew(graph, node, own));
  }
  const after = (node: Node): Node => renewed.get(node)!;
  return {
    inputs: inputs.map(after),
    outputs: outputs.map((output) => ownWhole(graph, after(output))),
    updates: updates.map(({ state, next }) => ({ state: after(state), next: after(next) }))
      .filter(({ state, next }) => state !== next)
      .map(({ state, next }) => ({ state, next: ownWhole(graph, next) })),
  };
}

/** Nodes that are read in one place alone. */
function readOnce(order: readonly Node[], ends: readonly Node[]): (x: Node) => boolean {
  const [seen, again] = [new Set(ends), new Set(ends)];
  for (const x of order.flatMap(({ inputs }) => inputs)) (seen.has(x) ? again : seen).add(x);
  return (x) => !again.has(x);
}

/** (A B)ᵀ = Bᵀ Aᵀ: what is read transposed is written so, and the operands are views. */
function turnedProduct(graph: Graph, { shape, attributes: { order } }: Node, { operation, inputs }: Node): Node | undefined {
  const isLastTwo = order!.every((axis, place) => axis === (place < order!.length - 2 ? place : 2 * order!.length - 3 - place));
  if (operation !== matmulOperation || !isLastTwo) return undefined;
  const [left, right] = inputs.map((x) => transpose(x) as Node) as [Node, Node]; // of nodes; a product has two
  return graph.node(operation, [right, left], shape);
}

/** Refuses tensors without numbers, where their numbers are needed. */
export function checkNotEmpty(outputs: readonly Node[]): void {
  const empty = reachable(outputs).find(({ shape }) => shape.includes(0));
  if (empty !== undefined) throw shapeError(empty.operation.name, "at least one number in every tensor that a program computes with", empty);
}

function renew(graph: Graph, node: Node, inputs: readonly Node[]): Node {
  const { operation, shape, attributes } = node;
  if (operation.kind === "barrier") return inputs[0]!;
  if (operation.kind === "leaf") return renewLeaf(graph, node);
  if (operation.kind === "array" && operation.needsDense) {
    return graph.node(operation.prepared?.() ?? operation, inputs.map((x) => dense(graph, x)), shape, attributes);
  }
  if (operation === sumOperation) {
    const sum = blockedSum(inputs[0]!, attributes["axes"] as readonly number[], (x, to) => viewed(graph, reshapeOperation, [x], to)); // of a sum
    if (sum !== undefined) return sum;
  }
  return viewed(graph, operation, inputs, shape, attributes);
}

/** A node whose view, if it is one, can be said by strides: else that of a copy. */
function viewed(graph: Graph, operation: Operation, inputs: readonly Node[], shape: Shape, attributes?: Attributes): Node {
  const made = graph.node(operation, inputs, shape, attributes);
  return needsCopyFirst(made) ? graph.node(operation, inputs.map((x) => copy(graph, x)), shape, attributes) : made;
}

function renewLeaf(graph: Graph, { operation, shape, dtype, values, "~trace": trace }: Node): Node {
  if (operation.name === "constant") return graph.constant(values![0]!, dtype);
  return graph.data({ shape, dtype: dtype === "int32" ? dtype : trace.precision, "~trace": values });
}

/** A reshape that no strides can say. */
const needsCopyFirst = (x: Node): boolean => x.operation.kind === "view" && viewOf(x).base === x;

/** Not simplified: a copy of repeated numbers must not become repeated copies. */
const copy = (graph: Graph, x: Node): Node => graph.fresh(copyOperation, [x], x.shape);

const dense = (graph: Graph, x: Node): Node => {
  const { base, strides } = viewOf(x);
  return base.operation.name !== "constant" && isDense(x.shape, strides) ? x : copy(graph, x);
};

/** What is handed out lies in one piece, and is not what was handed in. */
const ownWhole = (graph: Graph, x: Node): Node =>
  (isWhole(x) && viewOf(x).base.operation.kind !== "leaf" ? x : copy(graph, x));
