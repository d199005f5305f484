import { sizeOf, showShape } from "./shape.ts";
import { TensorError } from "./tensor-error.ts";

/** Element types of a tensor. */
export type TensorDtype = "int32" | "float32" | "float64";

/**
 * Numbers with a shape, as programs pass them on. `@worldwise/protocol` declares the same shape of type, so that
 * neither package imports the other.
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly dtype: TensorDtype;
  /** What an engine keeps of it. Here: its numbers. */
  readonly "~trace": unknown;
}

/** What elementwise operations take: a tensor, or one number for every place. */
export type Operand = Tensor | number;

/**
 * A tensor of given numbers, row by row. Copies them.
 *
 * @param data - one number (a scalar, shape `[]`), or as many as the shape holds
 * @param shape - `[data.length]` when not given
 * @param dtype - `int32` takes whole numbers only, `float32` rounds on the way in; results are float64 (or int32 among integers)
 */
export function tensor(
  data: number | ArrayLike<number>, shape: readonly number[] = typeof data === "number" ? [] : [data.length],
  dtype: TensorDtype = "float64",
): Tensor {
  const values = typeof data === "number" ? Float64Array.of(data) : Float64Array.from(data);
  checkShape(values, shape);
  if (dtype === "int32") checkWhole(values);
  return make(dtype === "float32" ? values.map(Math.fround) : values, shape, dtype);
}

/** A copy of a tensor's numbers, row by row. */
export const numbers = (of: Tensor): Float64Array => valuesOf(of, "numbers").slice();

/** Wraps numbers that nobody else holds. */
export const make = (values: Float64Array, shape: readonly number[], dtype: TensorDtype): Tensor =>
  Object.freeze({ shape: Object.freeze([...shape]), dtype, "~trace": values });

/** Whether something is a tensor, of plain numbers or of a traced program. */
export const isTensor = (x: unknown): x is Tensor => typeof x === "object" && x !== null && "~trace" in x && "shape" in x;

/** The numbers themselves, to read. */
export function valuesOf(x: Tensor, operation: string): Float64Array {
  const { "~trace": values, shape } = x;
  if (values instanceof Float64Array) return values;
  if ("values" in x && x.values instanceof Float64Array) return x.values;
  throw new TensorError(operation, {
    expected: `${operation} of a tensor made by this package`, got: `a tensor ${showShape(shape)} without numbers`,
    todo: "make it with tensor(data, shape); in a traced program numbers are known only when it runs",
  });
}

function checkShape(values: Float64Array, shape: readonly number[]): void {
  if (shape.every((length) => Number.isInteger(length) && length >= 0) && sizeOf(shape) === values.length) return;
  throw new TensorError("tensor", {
    expected: `tensor: ${values.length} places in the shape`, got: `${showShape(shape)}, which has ${sizeOf(shape)}`,
    todo: "give as many numbers as the shape holds",
  });
}

function checkWhole(values: Float64Array): void {
  const fraction = values.find((value) => (value | 0) !== value);
  if (fraction === undefined) return;
  throw new TensorError("tensor", {
    expected: "tensor: whole numbers of 32 bits for int32", got: String(fraction),
    todo: "round them, or leave the element type out",
  });
}
