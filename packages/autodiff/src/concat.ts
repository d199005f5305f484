import { apply } from "./apply.ts";
import { addOperation } from "./arithmetic.ts";
import type { Node } from "./graph.ts";
import type { Kernel, Places } from "./kernel.ts";
import { moveKernel } from "./move-kernel.ts";
import type { ArrayCall, ArrayOperation, Candidate } from "./operation.ts";
import { axisOf, sameShape, shapeError, stridesOf, viewAlong, withLength } from "./shape.ts";
import { slice } from "./shaping.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";

/** Tensors one after another along `axis`. */
export const concatOperation: ArrayOperation = {
  kind: "array", name: "concat", closed: true, needsDense: false,
  evaluate: join,
  vjp: (g, y, ...parts) => {
    const axis = y.attributes.axis!;
    return startsOf(parts, axis).map((start, i) => slice(g, axis, start, start + parts[i]!.shape[axis]!));
  },
  lower: copyParts,
  simplify: ({ inputs }, x) => (inputs.length === 1 ? x : undefined),
  sumOf: sumOfParts,
};

/** Tensors one after another along one axis. The other axes agree. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  if (first === undefined) {
    throw new TensorError("concat", { expected: "concat: at least one tensor", got: "none", todo: "pass some" });
  }
  const along = axisOf("concat", first.shape, axis);
  const flat = withLength(first.shape, along, 0);
  if (!parts.every(({ shape }) => sameShape(withLength(shape, along, 0), flat))) {
    throw shapeError("concat", `shapes that differ along axis ${along} alone`, ...parts);
  }
  const length = parts.reduce((total, { shape }) => total + shape[along]!, 0);
  return apply(concatOperation, parts, withLength(first.shape, along, length), { axis: along });
}

/** concat(a, b) + concat(c, d) = concat(a + c, b + d): the derivatives of slices are then free of padding. */
function sumOfParts({ graph, shape }: Candidate, a: Node, b: Node): Node | undefined {
  const areAligned = a.attributes.axis === b.attributes.axis && a.inputs.length === b.inputs.length
    && a.inputs.every((x, i) => sameShape(x.shape, b.inputs[i]!.shape));
  if (!areAligned) return undefined;
  const parts = a.inputs.map((x, i) => graph.node(addOperation, [x, b.inputs[i]!], x.shape));
  return graph.node(a.operation, parts, shape, a.attributes);
}

/** Where each part begins along the axis. */
function startsOf(parts: readonly Tensor[], axis: number): number[] {
  let start = 0;
  return parts.map(({ shape }) => (start += shape[axis]!) - shape[axis]!);
}

function join({ inputs, shapes, attributes, outShape, out }: ArrayCall): void {
  const { outer, length, inner } = viewAlong(outShape, attributes.axis!);
  let start = 0;
  inputs.forEach((values, part) => {
    const block = shapes[part]![attributes.axis!]! * inner;
    for (let o = 0; o < outer; o++) out.set(values.subarray(o * block, (o + 1) * block), o * length * inner + start);
    start += block;
  });
}

function copyParts(node: Node, places: Places): Kernel[] {
  const axis = node.attributes.axis!;
  const strides = stridesOf(node.shape);
  return startsOf(node.inputs, axis).map((start, i) =>
    moveKernel(node.inputs[i]!, places, node, { offset: start * strides[axis]!, strides }));
}
