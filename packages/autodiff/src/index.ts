/**
 * Tensor operations and what they mean: evaluated eagerly, in float64.
 *
 * @packageDocumentation
 */

// Tensors and their numbers
export { numbers, tensor } from "./tensor.ts";
export type { Operand, Tensor, TensorDtype } from "./tensor.ts";
export { TensorError } from "./tensor-error.ts";
export type { TensorComplaint } from "./tensor-error.ts";

// Operations, one file for each family
export { add, div, exp, log, mul, neg, square, sub, tanh } from "./elementwise.ts";
export { mean, sum } from "./reductions.ts";
export { logSoftmax } from "./log-softmax.ts";
export { matmul } from "./matmul.ts";
export { gather, iota, pick } from "./indexing.ts";
export { concat, reshape, slice } from "./shaping.ts";
export { stopGradient } from "./stop-gradient.ts";
