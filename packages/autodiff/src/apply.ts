import { evaluateOperation } from "./evaluate-operation.ts";
import type { Graph, Node } from "./graph.ts";
import { isNode } from "./graph.ts";
import type { ArrayOperation, Attributes, BarrierOperation, ElementwiseOperation, Operation, ReductionOperation, ViewOperation } from "./operation.ts";
import type { Shape } from "./shape.ts";
import { broadcastShape, sameShape, shapeError } from "./shape.ts";
import type { Operand, Tensor, TensorDtype } from "./tensor.ts";
import { make, tensor, valuesOf } from "./tensor.ts";
import { broadcastOperation } from "./broadcast-operation.ts";

/** The graph that an operation on these operands belongs to; none if all of them are plain numbers. */
export const graphOf = (operands: readonly Tensor[]): Graph | undefined => operands.find(isNode)?.["~trace"];

/** An operand as a node: of this graph, or a constant of it. */
export const toNode = (graph: Graph, x: Tensor): Node => (isNode(x) ? x : plainNode(graph, x));

const plainNode = (graph: Graph, x: Tensor): Node =>
  (x.shape.length === 0 ? graph.constant(valuesOf(x, "constant")[0]!, x.dtype === "int32" ? "int32" : graph.precision) : graph.data(x));

/** A number takes the place of a scalar; a whole one leaves integers what they are. */
export const toTensor = (operand: Operand): Tensor =>
  (typeof operand === "number" ? tensor(operand, [], (operand | 0) === operand ? "int32" : "float64") : operand);

/** Applies an operation whose shapes were checked: adds a node, or computes if all operands are plain numbers. */
export function apply(
  operation: ViewOperation | ReductionOperation | ArrayOperation | BarrierOperation, operands: readonly Tensor[], shape: Shape,
  attributes: Attributes = {},
): Tensor {
  const graph = graphOf(operands);
  if (graph !== undefined) return graph.node(operation, operands.map((x) => toNode(graph, x)), shape, attributes);
  return eager(operation, operands, shape, attributes);
}

/** Applies an elementwise operation to operands that broadcast. */
export function elementwise(operation: ElementwiseOperation, ...given: readonly Operand[]): Tensor {
  const operands = given.map(toTensor);
  const shape = commonShape(operation.name, operands);
  const graph = graphOf(operands);
  if (graph === undefined) return eager(operation, operands, shape, {});
  return graph.node(operation, operands.map((x) => stretched(graph, toNode(graph, x), shape)), shape);
}

const stretched = (graph: Graph, x: Node, shape: Shape): Node =>
  (sameShape(x.shape, shape) ? x : graph.node(broadcastOperation, [x], shape));

function eager(operation: Operation, operands: readonly Tensor[], shape: Shape, attributes: Attributes): Tensor {
  const inputs = operands.map((x) => ({ shape: x.shape, values: valuesOf(x, operation.name) }));
  const dtype: TensorDtype = operation.closed === true && operands.every((x) => x.dtype === "int32") ? "int32" : "float64";
  return make(evaluateOperation(operation, inputs, shape, attributes), shape, dtype);
}

function commonShape(name: string, operands: readonly Tensor[]): Shape {
  let shape: Shape | undefined = [];
  for (const operand of operands) {
    shape = broadcastShape(shape, operand.shape);
    if (shape === undefined) throw shapeError(name, "shapes that broadcast", ...operands);
  }
  return shape;
}
