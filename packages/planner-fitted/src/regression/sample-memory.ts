import type { Allocator } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";
import type { RegressionShape, Samples } from "./regressor.ts";

/** Samples that a function remembers, their inputs in units of the spread of each dimension. */
export type SampleMemory = {
  /** `[M + 1]` Rows of function k: start[k] … start[k+1] − 1. */
  start: Int32Array;
  /** `[N, D]` */
  input: Float64Array;
  /** `[N]` What is remembered of each sample: its target, or its weight. */
  value: Float64Array;
  /** `[D]` 1 / standard deviation of the inputs, 1 where they are all the same. */
  scale: Float64Array;
};

/** Room for the samples of a regression. */
export function sampleMemory({ input: { size: inputSize }, functionCount, capacity }: RegressionShape, allocator: Allocator = heap): SampleMemory {
  return {
    start: allocator("int32", functionCount + 1), input: allocator("float64", capacity * inputSize),
    value: allocator("float64", capacity), scale: allocator("float64", inputSize).fill(1),
  };
}

/** Remembers inputs, scaled by their spread over the samples of all functions; forgets values. */
export function rememberInputs({ start, input, value, scale }: SampleMemory, samples: Samples): void {
  const inputSize = scale.length;
  const count = samples.start.at(-1)!;
  start.set(samples.start);
  value.fill(0);
  for (let d = 0; d < inputSize; d++) scale[d] = 1 / (spread(samples.input, d, inputSize, count) || 1);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < inputSize; d++) input[i * inputSize + d] = samples.input[i * inputSize + d]! * scale[d]!;
  }
}

/** Standard deviation of dimension d; 0 unless it is far above rounding. */
function spread(input: Float64Array, d: number, inputSize: number, count: number): number {
  let mean = 0;
  for (let i = 0; i < count; i++) mean += input[i * inputSize + d]! / count;
  let variance = 0;
  for (let i = 0; i < count; i++) variance += (input[i * inputSize + d]! - mean) ** 2 / count;
  const deviation = Math.sqrt(variance);
  return deviation > 1e-12 * Math.abs(mean) && Number.isFinite(1 / deviation) ? deviation : 0;
}

/** Writes row `row` of `input` in the units of the memory to outPoint `[D]`. */
export function scalePoint({ scale }: SampleMemory, input: Float64Array, row: number, outPoint: Float64Array): void {
  for (let d = 0; d < scale.length; d++) outPoint[d] = input[row * scale.length + d]! * scale[d]!;
}

/** ‖x_i − point‖² in the units of the memory. */
export function squaredDistance(input: Float64Array, i: number, point: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < point.length; d++) {
    const difference = input[i * point.length + d]! - point[d]!;
    sum += difference * difference;
  }
  return sum;
}
