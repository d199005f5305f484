import type { Layout } from "./layout.ts";
import type { Attributes, ElementwiseOperation, Operation, ReductionOperation, ViewOperation } from "./operation.ts";
import type { Shape } from "./shape.ts";
import { placeOf, sameShape, sizeOf, stretchedStrides, stridesOf } from "./shape.ts";

/** Numbers with a shape. */
export interface Values {
  readonly shape: Shape;
  readonly values: Float64Array;
}

/** What an operation means: float64, one after another, no cleverness. Everything else is compared with it. */
export function evaluateOperation(
  operation: Operation, inputs: readonly Values[], shape: Shape, attributes: Attributes,
): Float64Array {
  switch (operation.kind) {
    case "elementwise":
      return placeByPlace(operation, inputs, shape);
    case "view":
      return arranged(operation, inputs[0]!, shape, attributes);
    case "reduction":
      return folded(operation, inputs[0]!, shape);
    case "array": {
      const out = new Float64Array(sizeOf(shape));
      operation.evaluate({ inputs: inputs.map(({ values }) => values), shapes: inputs.map((x) => x.shape), attributes, outShape: shape, out });
      return out;
    }
    case "barrier":
      return inputs[0]!.values;
    case "leaf":
      throw new Error("a leaf is given, not computed");
  }
}

function placeByPlace({ evaluate }: ElementwiseOperation, inputs: readonly Values[], shape: Shape): Float64Array {
  const readers = inputs.map((input) => reader(input, shape));
  const [a, b, c] = readers;
  const out = new Float64Array(sizeOf(shape));
  if (readers.length === 1) return out.map((_, i) => evaluate(a!(i)));
  if (readers.length === 2) return out.map((_, i) => evaluate(a!(i), b!(i)));
  if (readers.length === 3) return out.map((_, i) => evaluate(a!(i), b!(i), c!(i)));
  return out.map((_, i) => evaluate(...readers.map((read) => read(i))));
}

/** Reads the number that a place of `shape` sees, where the input is stretched over it. */
function reader({ shape: own, values }: Values, shape: Shape): (place: number) => number {
  if (sameShape(own, shape)) return (place) => values[place]!;
  if (values.length === 1) return () => values[0]!;
  const strides = stretchedStrides(own, shape);
  return (place) => values[placeOf(place, shape, strides)]!;
}

function arranged(operation: ViewOperation, input: Values, shape: Shape, attributes: Attributes): Float64Array {
  const layout: Layout | undefined = operation.view({ offset: 0, strides: stridesOf(input.shape) }, input.shape, shape, attributes);
  if (layout === undefined) throw new Error(`${operation.name}: no view of a dense tensor; this is a bug`);
  const { offset, strides } = layout;
  return new Float64Array(sizeOf(shape)).map((_, i) => input.values[offset + placeOf(i, shape, strides)]!);
}

function folded({ start, combine }: ReductionOperation, { shape: from, values }: Values, shape: Shape): Float64Array {
  const strides = stretchedStrides(shape, from);
  const out = new Float64Array(sizeOf(shape)).fill(start);
  for (let i = 0; i < values.length; i++) {
    const place = placeOf(i, from, strides);
    out[place] = combine(out[place]!, values[i]!);
  }
  return out;
}
