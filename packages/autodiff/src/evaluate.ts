import { whileTracing } from "./ambient.ts";
import { toNode } from "./apply.ts";
import type { Node } from "./graph.ts";
import { newGraph, reachable } from "./graph.ts";
import { showShape } from "./shape.ts";
import { simplify } from "./simplify.ts";
import { callerLine } from "./site.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { isTensor, make, valuesOf } from "./tensor.ts";
import type { TreeOf } from "./tree.ts";
import { leavesOf, mapTree } from "./tree.ts";

/**
 * Calls a function of tensors on plain numbers, in float64, and says where NaN comes from.
 *
 * @param f - as for `program`
 * @param inputs - a tree of tensors with numbers
 * @returns what f gives, with numbers
 * @throws TensorError if the result holds NaN: names the first operation whose result has NaN although its inputs have none, and its line
 *
 * @example
 * ```ts
 * import { evaluate, log, mul, numbers, tensor } from "@worldwise/autodiff";
 *
 * const twice = evaluate(({ x }) => mul(log(x), 2), { x: tensor([1]) });
 * console.log(numbers(twice)[0]); // 0
 * ```
 */
export function evaluate<T, O>(f: (inputs: T) => O, inputs: T): O {
  const graph = newGraph({ precision: "float64", simplify, computes: true, notesSites: true });
  const enter = (leaf: Tensor, path: string): Node =>
    graph.input(leaf.shape, path, leaf.dtype === "int32" ? "int32" : "float64", valuesOf(leaf, "evaluate"));
  const entered = mapTree(inputs as TreeOf<Tensor>, isTensor, enter) as T; // the same structure with nodes
  const result = whileTracing(graph, () => f(entered)) as TreeOf<Tensor>; // what holds no tensors has no leaves
  checkNumbers(leavesOf(result, isTensor).map((x) => toNode(graph, x)));
  return mapTree(result, isTensor, (x) => make(valuesOf(x, "evaluate"), x.shape, x.dtype)) as O; // the same structure with numbers
}

const hasNaN = ({ values }: Node): boolean => values!.some(Number.isNaN);

function checkNumbers(outputs: readonly Node[]): void {
  if (!outputs.some(hasNaN)) return;
  const source = reachable(outputs).find((node) => hasNaN(node) && !node.inputs.some(hasNaN))!;
  const { operation, attributes, inputs, shape, values, site } = source;
  const place = values!.findIndex(Number.isNaN);
  const what = operation.kind === "leaf" ? `${operation.name} ${String(attributes["name"] ?? "")}`.trim() : operation.name;
  const from = inputs.map((input) => `\n         ${showShape(input.shape)} of ${rangeOf(input)}, made by ${input.operation.name}`).join("");
  throw new TensorError(operation.name, {
    expected: `numbers from ${what} at ${site === undefined ? "an unknown place" : callerLine(site)}`,
    got: `NaN at place ${place} of ${showShape(shape)}${from}`, todo: "keep its inputs inside its domain",
  });
}

const rangeOf = ({ values }: Node): string =>
  `${values!.reduce((a, b) => Math.min(a, b), Infinity)} … ${values!.reduce((a, b) => Math.max(a, b), -Infinity)}`;

