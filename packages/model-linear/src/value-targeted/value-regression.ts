import type { Allocator } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";
import type { MixtureBasis } from "../mixture/mixture-basis.ts";

/** Ridge regression of values on what a mixture expects of them, block by block. */
export type ValueRegressionState = {
  /** `[blocks, d, d]` M⁻¹ */
  inverse: Float64Array;
  /** `[blocks, d]` θ̂ = M⁻¹ Σ X y */
  weight: Float64Array;
  /** log det M − log det λI, over all blocks. */
  logDeterminant: number;
};

/** What regression says of one row. */
export interface ValueEstimate {
  /** Xᵀθ̂ */
  mean: number;
  /** ‖X‖ in the norm of M⁻¹. */
  width: number;
}

/** Ridge regression over a basis; all that changes is in the state. */
export interface ValueRegression {
  /** Before any data: M = λI, θ̂ = 0. */
  init(allocator?: Allocator): ValueRegressionState;
  /** M += X Xᵀ, w += X y, with X of the row and the value. Answers false, and changes nothing, where numbers are not finite. */
  observe(state: ValueRegressionState, row: number, value: Float64Array, target: number): boolean;
  /** What is expected of a value in a row. The record is overwritten by the next call. */
  estimate(state: ValueRegressionState, row: number, value: Float64Array): ValueEstimate;
}

/** Regression with M = λI before any data, λ \> 0. An observation costs d² numbers. */
export function valueRegression(basis: MixtureBasis, ridge: number): ValueRegression {
  const { blockCount, blockSize: size, blockOf, write } = basis;
  const [x, gain] = [new Float64Array(size), new Float64Array(size)];
  const estimate: ValueEstimate = { mean: 0, width: 0 };

  /** gain ← M⁻¹ X; returns Xᵀ M⁻¹ X. */
  function project({ inverse }: ValueRegressionState, block: number): number {
    let form = 0;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += inverse[(block * size + i) * size + k]! * x[k]!;
      gain[i] = sum;
      form += sum * x[i]!;
    }
    return form;
  }
  function predict({ weight }: ValueRegressionState, block: number): number {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += weight[block * size + k]! * x[k]!;
    return sum;
  }
  return Object.freeze({
    init(allocator: Allocator = heap): ValueRegressionState {
      const inverse = allocator("float64", blockCount * size * size);
      for (let i = 0; i < blockCount * size; i++) inverse[i * size + i % size] = 1 / ridge;
      return { inverse, weight: allocator("float64", blockCount * size), logDeterminant: 0 };
    },
    observe(state: ValueRegressionState, row: number, value: Float64Array, target: number) {
      write(row, value, x);
      const block = blockOf(row);
      const spread = 1 + project(state, block);
      const error = target - predict(state, block);
      if (!Number.isFinite(spread) || !Number.isFinite(error)) return false;
      for (let i = 0; i < size; i++) {
        state.weight[block * size + i]! += gain[i]! * error / spread;
        for (let k = 0; k < size; k++) state.inverse[(block * size + i) * size + k]! -= gain[i]! * gain[k]! / spread;
      }
      state.logDeterminant += Math.log(spread);
      return true;
    },
    estimate(state: ValueRegressionState, row: number, value: Float64Array) {
      write(row, value, x);
      const block = blockOf(row);
      // Rounding may leave a little less than nothing.
      estimate.width = Math.sqrt(Math.max(0, project(state, block)));
      estimate.mean = predict(state, block);
      return estimate;
    },
  });
}

/** What the radius of a confidence set depends on. */
export interface ConfidenceOptions {
  /** λ \> 0 */
  readonly ridge: number;
  /** Bound of ‖θ‖₂. */
  readonly parameterBound: number;
  /** Values lie in an interval of this length. */
  readonly valueRange: number;
  /** δ in (0, 1): how often the truth may be outside. */
  readonly delta: number;
  /** Multiplies the radius; 1 is what is proved. */
  readonly radiusScale: number;
}

/**
 * √β: with probability 1 − δ the truth is, at all times, among the θ with ‖θ − θ̂‖_M at most this.
 *
 *   √β = scale · (√λ · ‖θ‖ + range / 2 · √(2 log(1/δ) + log det M − log det λI))
 *
 * Targets vary by at most their range, so their noise is sub-Gaussian with half of it.
 * Source: Abbasi-Yadkori, Pál and Szepesvári (2011), Improved algorithms for linear stochastic bandits, theorem 2.
 */
export function confidenceRadius({ logDeterminant }: ValueRegressionState, options: ConfidenceOptions): number {
  const { ridge, parameterBound, valueRange, delta, radiusScale } = options;
  return radiusScale * (Math.sqrt(ridge) * parameterBound + valueRange / 2 * Math.sqrt(2 * Math.log(1 / delta) + logDeterminant));
}

/**
 * ‖θ − θ̂‖_M ≤ radius, for one θ: whether a confidence set holds the truth. For tests and reports: costs d³ for each block.
 *
 * @param parameters - `[blocks, d]`
 */
export function isWithin(
  { inverse, weight }: ValueRegressionState, { blockCount, blockSize }: MixtureBasis, parameters: Float64Array, radius: number,
): boolean {
  let squared = 0;
  for (let block = 0; block < blockCount; block++) {
    const from = block * blockSize;
    const difference = parameters.slice(from, from + blockSize).map((theta, k) => theta - weight[from + k]!);
    squared += inverseForm(inverse.slice(from * blockSize, (from + blockSize) * blockSize), difference);
  }
  return squared <= radius * radius;
}

/** xᵀ A⁻¹ x by elimination; A is positive definite, and destroyed, as is x. */
function inverseForm(matrix: Float64Array, x: Float64Array): number {
  const size = x.length;
  let form = 0;
  for (let k = 0; k < size; k++) {
    const pivot = matrix[k * size + k]!;
    form += x[k]! * x[k]! / pivot;
    for (let i = k + 1; i < size; i++) {
      const factor = matrix[i * size + k]! / pivot;
      x[i]! -= factor * x[k]!;
      for (let j = k; j < size; j++) matrix[i * size + j]! -= factor * matrix[k * size + j]!;
    }
  }
  return form;
}
