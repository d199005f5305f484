/**
 * Tensor operations and what they mean: evaluated eagerly, in float64.
 *
 * @packageDocumentation
 */

// Tensors and their numbers
export { numbers, tensor } from "./tensor.ts";
export type { Operand, Tensor, TensorDtype } from "./tensor.ts";
export type { Shape } from "./shape.ts";
export { TensorError } from "./tensor-error.ts";
export type { TensorComplaint } from "./tensor-error.ts";

// Operations, one file for each family
export { abs, add, clamp, div, maximum, minimum, mul, neg, square, sub } from "./arithmetic.ts";
export { equal, greater, where } from "./comparison.ts";
export { cos, exp, log, sigmoid, silu, sin, softplus, sqrt, tanh } from "./elementary.ts";
export { relu } from "./relu.ts";
export { erf } from "./erf.ts";
export { pow } from "./pow.ts";
export { type Axes, max, mean, sum } from "./reductions.ts";
export { logSoftmax, logSumExp, softmax } from "./softmax.ts";
export { cumsum, cumsumBackwards } from "./cumsum.ts";
export { matmul } from "./matmul.ts";
export { cholesky, choleskySolve, logDeterminant } from "./cholesky.ts";
export { triangularSolve } from "./triangular-solve.ts";
export type { Triangle, TriangularSolveOptions } from "./triangle.ts";
export { diagonal, diagonalMatrix } from "./diagonal.ts";
export { gather, iota, oneHot, pick, scatterAdd } from "./indexing.ts";
export { broadcastTo, reshape, slice, transpose } from "./shaping.ts";
export { normal, uniform } from "./noise.ts";
export { concat } from "./concat.ts";
export { stopGradient } from "./stop-gradient.ts";

// Loops
export { scan, type Scanned, type ScanOptions, type ScanStep } from "./scan.ts";

// Derivatives
export { grad, gradient, hvp, jvp, type Pullback, valueAndGrad, vjp } from "./derivatives.ts";
export { customVjp } from "./custom-vjp.ts";
export { conjugateGradients, type SolveOptions } from "./conjugate-gradients.ts";
export { implicitSolution } from "./implicit.ts";

// Programs
export { compile, program, type Program } from "./program.ts";
export type { ProgramOptions } from "./draft.ts";
export { store, type Storable, type Store, type Stored, type StoredTree, type StoreOptions } from "./store.ts";
export type { Given, InputsOf, Live, OutputsOf, Shaped, StoreName, TensorsOf, Values } from "./example.ts";
export type { Precision } from "./precision.ts";

// To look inside and to add to it
export { evaluate } from "./evaluate.ts";
export { explain } from "./explain.ts";
export {
  defineOperation, type ArrayDefinition, type DefinedArray, type DefinedElementwise, type ElementwiseDefinition, type OperationKernel,
} from "./define-operation.ts";
export type { ArrayCall, Attributes, Rule, TracedTensor } from "./operation.ts";
export type { Lane, Lanes } from "./lanes.ts";
export { checkOperation, type CheckOptions, type OperationCheck, type OperationReport } from "./check-operation.ts";
