/**
 * Stand-in for `autodiff`: declarations only. It imports nothing; its tensor has the shape of the protocol's, and that is enough.
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly dtype: "int32" | "float32" | "float64";
  readonly "~trace": unknown;
}

export declare function add(a: Tensor, b: Tensor | number): Tensor;
export declare function sub(a: Tensor, b: Tensor): Tensor;
export declare function mul(a: Tensor, b: Tensor | number): Tensor;
export declare function neg(a: Tensor): Tensor;
export declare function square(a: Tensor): Tensor;
export declare function exp(a: Tensor): Tensor;
export declare function tanh(a: Tensor): Tensor;
export declare function sum(a: Tensor, axis?: number): Tensor;
export declare function mean(a: Tensor, axis?: number): Tensor;
export declare function max(a: Tensor, axis: number): Tensor;
export declare function logSoftmax(a: Tensor): Tensor;
export declare function matmul(a: Tensor, b: Tensor): Tensor;
export declare function reshape(a: Tensor, shape: readonly number[]): Tensor;
export declare function full(shape: readonly number[], value: number): Tensor;
export declare function concat(parts: readonly Tensor[], axis: number): Tensor;
/** Rows of a table: `[N, K]` and `[B]` integers → `[B, K]`. */
export declare function gather(table: Tensor, index: Tensor): Tensor;
/** One entry of each row: `[B, K]` and `[B]` integers → `[B]`. */
export declare function pick(rows: Tensor, index: Tensor): Tensor;
/** The integers 0 … count−1. */
export declare function iota(count: number): Tensor;
/** Whole quotient and remainder of integers. */
export declare function divide(a: Tensor, b: number): { readonly quotient: Tensor; readonly remainder: Tensor };
export declare function stopGradient(a: Tensor): Tensor;
/** Gradients of a scalar; themselves differentiable. */
export declare function grad(scalar: Tensor, withRespectTo: readonly Tensor[]): readonly Tensor[];
/** Gradient of `[B, S]` → `[B]` with respect to its argument, row by row: `[B, S]`. */
export declare function gradient(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor;
/** x with apply(x) = b, for a symmetric positive definite linear map. */
export declare function conjugateGradient(apply: (x: Tensor) => Tensor, b: Tensor): Tensor;
