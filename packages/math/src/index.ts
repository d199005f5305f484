/**
 * WebAssembly math core: arena, Bellman kernels, counter-based random numbers.
 *
 * @packageDocumentation
 */
export {
  type Allocator, type Arena, arenaBytes, type ArenaOptions, type ArrayTypes, createArena, type Dtype, type NumberArray,
} from "./arena.ts";
export { wasmDigest } from "./generated/wasm-bytes.ts";
export type { ElementaryKernels, ElementaryName, Kernels, MapKernel, MatmulKernel, RowKernels, WindowKernel, WindowKernels } from "./kernels.ts";
export { MathError, type MathErrorParts } from "./math-error.ts";

export { pcg64 } from "./pcg64.ts";
export { philox } from "./philox.ts";
export { type AliasTable, aliasTable, categorical, fillCategorical } from "./categorical.ts";
export { fillNormal, fillPermutation, fillUniform, shuffle } from "./random-fill.ts";
export { fillGamma, gamma } from "./random-gamma.ts";
export { type Random, type RandomKey, type RandomLanes, type RandomSource, seedKey } from "./random.ts";

export { bellmanProblem, type BellmanProblem, type BellmanProblemOptions } from "./bellman.ts";
export type {
  IterationOptions, IterationResult, ModifiedPolicyIterationOptions, PolicyEvaluationOptions, ValueIterationOptions,
} from "./bellman-iteration.ts";
export type { TabularPolicy } from "./bellman-memory.ts";
export type { BellmanOperators, ValueChange } from "./bellman-operators.ts";
export type { ExplicitMdp } from "./explicit-mdp.ts";
export { type GreedyOptions, greedyPolicy } from "./greedy.ts";
export type { PolicySolveResult } from "./policy-solve.ts";
export type { StoppingRule } from "./stopping-rule.ts";
export type { ValueBounds } from "./value-bounds.ts";

export { dynaPlanning, type DynaPlanning, type DynaTables, type LastOutcomeModel, type RowsModel } from "./dyna.ts";
export {
  type ResampledAggregates, runWeights, type TaskResampling, taskResampling, type TaskResamplingOptions,
} from "./task-resampling.ts";

export type { FloatArray, FloatDtype } from "./arena-array.ts";
export { type Convolution2d, convolution2d, type Convolution2dOptions } from "./convolution-2d.ts";
export { arithmetic, type Arithmetic, type ArithmeticOperation, type Repetition } from "./arithmetic.ts";
export { elementary, type Elementary, type ElementaryFunction } from "./elementary.ts";
export type { LayerNorm } from "./layer-norm.ts";
export { reductions, type Reductions } from "./reductions.ts";
export { rowOperations, type RowOperations } from "./row-operations.ts";
export { twoHot, type TwoHot } from "./two-hot.ts";
export { matmul, type Matmul, type MatmulOptions } from "./matmul.ts";

export { cholesky, type Cholesky } from "./cholesky.ts";
export {
  type ConjugateGradientOptions, type ConjugateGradientResult, conjugateGradients, type ConjugateGradients, type MatrixProduct,
} from "./conjugate-gradients.ts";
export { leastSquares, type LeastSquares, type LeastSquaresOptions } from "./least-squares.ts";
export type { LinearOutcome } from "./linear-outcome.ts";
export { lu, type LuFactorization } from "./lu.ts";
export { qr, type Qr, type QrOptions } from "./qr.ts";
export { simplexProjection, type SimplexProjection } from "./simplex-projection.ts";
export { symmetricEigen, type SymmetricEigen } from "./symmetric-eigen.ts";
export { triangularSolve, type TriangularSolve, type TriangularSolveOptions } from "./triangular-solve.ts";
