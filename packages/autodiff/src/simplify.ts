import { broadcastOperation } from "./broadcast-operation.ts";
import type { Graph, Node, Simplify } from "./graph.ts";
import type { Candidate } from "./operation.ts";
import type { Shape } from "./shape.ts";
import { sameShape } from "./shape.ts";
import { simplifyElementwise } from "./simplify-elementwise.ts";

// Local rewriting, once, as each node is made. A rule sees one operation over finished inputs, and belongs to its record.

/** The simplest node that means the same, if that is not the operation itself. */
export const simplify: Simplify = (graph, operation, inputs, shape, attributes) => {
  const candidate = { graph, operation, inputs, shape, attributes };
  if (inputs.some(isEmpty) && !shape.includes(0)) return ofNothing(candidate);
  if (operation.kind === "elementwise") return simplifyElementwise(candidate, operation);
  const isUnchanged = operation.kind === "view" && operation.name !== "transpose" && sameShape(inputs[0]!.shape, shape);
  return isUnchanged ? inputs[0] : operation.simplify?.(candidate, inputs[0]!);
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

/** Whether a node is a scalar, repeated. */
export const isFill = (x: Node): boolean => x.operation === broadcastOperation && x.inputs[0]!.shape.length === 0;
