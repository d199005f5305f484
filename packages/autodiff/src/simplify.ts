import { broadcastOperation } from "./broadcast-operation.ts";
import type { Graph, Node, Simplify } from "./graph.ts";
import type { Attributes, Operation } from "./operation.ts";
import type { Shape } from "./shape.ts";
import { sameShape, sizeOf } from "./shape.ts";
import { simplifyElementwise } from "./simplify-elementwise.ts";
import { mulOperation } from "./arithmetic.ts";
import { reshapeOperation } from "./shaping.ts";

// Local rewriting, once, as each node is made. A rule sees one operation over finished inputs.

/** An operation that is about to become a node. */
export interface Candidate {
  readonly graph: Graph;
  readonly operation: Operation;
  readonly inputs: readonly Node[];
  readonly shape: Shape;
  readonly attributes: Attributes;
}

type RewriteRule = (candidate: Candidate, x: Node) => Node | undefined;

const rules: { readonly [operation: string]: RewriteRule } = {
  reshape: ({ graph, shape }, x) => {
    if (x.operation === reshapeOperation) return graph.node(reshapeOperation, x.inputs, shape);
    return isFill(x) ? fill(graph, x.inputs[0]!, shape) : undefined;
  },
  broadcastTo: ({ graph, shape }, x) => (x.operation === broadcastOperation ? graph.node(broadcastOperation, x.inputs, shape) : undefined),
  transpose: ({ graph, shape, attributes: { order } }, x) => {
    if (isFill(x)) return fill(graph, x.inputs[0]!, shape);
    if (order!.every((axis, place) => axis === place)) return x;
    const before = x.operation.name === "transpose" ? x.attributes.order : undefined;
    return before && graph.node(x.operation, x.inputs, shape, { order: order!.map((axis) => before[axis]!) });
  },
  slice: sliceOf,
  concat: ({ inputs }, x) => (inputs.length === 1 ? x : undefined),
  sum: ({ graph, shape }, x) => {
    if (sameShape(x.shape, shape)) return x;
    if (!isFill(x)) return undefined;
    const count = graph.constant(sizeOf(x.shape) / sizeOf(shape), x.dtype);
    return fill(graph, graph.node(mulOperation, [x.inputs[0]!, count], []), shape);
  },
  max: ({ shape }, x) => (sameShape(x.shape, shape) ? x : undefined),
};

/** The simplest node that means the same, if that is not the operation itself. */
export const simplify: Simplify = (graph, operation, inputs, shape, attributes) => {
  const candidate = { graph, operation, inputs, shape, attributes };
  if (inputs.some(isEmpty) && !shape.includes(0)) return ofNothing(candidate);
  if (operation.kind === "elementwise") return simplifyElementwise(candidate, operation);
  const isUnchanged = operation.kind === "view" && operation.name !== "transpose" && sameShape(inputs[0]!.shape, shape);
  return isUnchanged ? inputs[0] : rules[operation.name]?.(candidate, inputs[0]!);
};

const isEmpty = ({ shape }: Node): boolean => shape.includes(0);

/** Numbers that are made from none: the beginning of a fold, zeros of products, other parts. Nothing else is known to accept none. */
function ofNothing({ graph, operation, inputs, shape, attributes }: Candidate): Node | undefined {
  if (operation.kind === "reduction") return fill(graph, graph.constant(operation.start), shape);
  if (operation.name === "concat") return graph.node(operation, inputs.filter((x) => !isEmpty(x)), shape, attributes);
  return operation.name === "matmul" || operation.name === "scatterAdd" ? fill(graph, graph.constant(0), shape) : undefined;
}

/** The number that every element equals, if it is known. */
export function uniform(x: Node): number | undefined {
  if (x.operation.name === "constant") return x.values![0];
  return x.operation === broadcastOperation ? uniform(x.inputs[0]!) : undefined;
}

/** A scalar, repeated to a shape. */
export const fill = (graph: Graph, x: Node, shape: Shape): Node =>
  (sameShape(x.shape, shape) ? x : graph.node(broadcastOperation, [x], shape));

const isFill = (x: Node): boolean => x.operation === broadcastOperation && x.inputs[0]!.shape.length === 0;

/** A slice of something uniform, and a slice that is exactly one part of a concat. */
function sliceOf({ graph, shape, attributes: { axis, from } }: Candidate, x: Node): Node | undefined {
  if (isFill(x)) return fill(graph, x.inputs[0]!, shape);
  if (x.operation.name !== "concat" || x.attributes.axis !== axis) return undefined;
  let left = from!;
  for (const part of x.inputs) {
    if (left === 0 && part.shape[axis!] === shape[axis!]) return part;
    left -= part.shape[axis!]!;
  }
  return undefined;
}
