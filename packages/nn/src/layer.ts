import type { Parameter, Parameters, Random, Tensor, Tensors } from "@worldwise/protocol";
import type { Initializer, WeightSize } from "./initializer.ts";

/**
 * A network or a part of one: a record of two functions that hold nothing. Every layer applies to whole batches, row by row, and
 * to the stacked parameters of an ensemble.
 */
export interface Layer<P extends Parameters = Parameters> {
  /** Fresh parameters, in float32. */
  init(random: Random): P;
  /** `[B, …]` → `[B, …]`; with parameters of E members → `[E, B, …]`. */
  apply(parameters: Tensors<P>, x: Tensor): Tensor;
}

/** A parameter of zeros, or of another number everywhere. */
export const filled = (shape: readonly number[], value = 0): Parameter =>
  ({ shape, data: new Float32Array(shape.reduce((product, length) => product * length, 1)).fill(value) });

/** A parameter drawn by an initializer. */
export function drawn(random: Random, initializer: Initializer, shape: readonly number[], size: WeightSize): Parameter {
  const values = new Float64Array(size.inputSize * size.outputSize);
  initializer(random, size, values);
  return { shape, data: Float32Array.from(values) };
}
