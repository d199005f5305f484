import type { Random } from "@worldwise/protocol";
import { checkRange } from "./check-size.ts";
import { orthonormalRows } from "./orthonormal.ts";

/** What an initializer needs to know of a weight: a matrix `[inputSize, outputSize]`, applied at each place of a window. */
export interface WeightSize {
  /** Rows: numbers that one output is computed from (fan-in). */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Places of a window that one input is seen from: 1 for a dense layer, height · width for a convolution. */
  readonly windowSize: number;
}

/** Fills a weight `[inputSize, outputSize]`, row by row. */
export type Initializer = (random: Random, size: WeightSize, outWeight: Float64Array) => void;

/** Zeros: as the last layer of a network that should begin by predicting nothing. */
export const zeros: Initializer = (_random, _size, outWeight) => void outWeight.fill(0);

/** Independent normal numbers of one standard deviation. */
export function normal(standardDeviation = 1): Initializer {
  checkRange("standardDeviation", standardDeviation, 0, Infinity);
  return (random, _size, outWeight) => fill(outWeight, () => standardDeviation * random.normal());
}

/** Independent numbers between −bound and bound. */
export function uniform(bound: number): Initializer {
  checkRange("bound", bound, 0, Infinity);
  return (random, _size, outWeight) => fill(outWeight, () => bound * (2 * random.uniform() - 1));
}

/**
 * Normal numbers that are drawn anew beyond two standard deviations, with
 *
 *   σ = scale / (2 √inputSize)
 *
 * before the cut. Source: the dynamics models of Chua et al. (2018), NeurIPS, and Janner et al. (2019), NeurIPS, in their
 * published code.
 */
export function truncatedNormal(scale = 1): Initializer {
  checkRange("scale", scale, 0, Infinity);
  return (random, { inputSize }, outWeight) => {
    const deviation = scale / (2 * Math.sqrt(inputSize));
    fill(outWeight, () => deviation * normalWithinTwo(random));
  };
}

/**
 * Normal with variance gain² / inputSize, and gain √2: keeps the size of signals through layers of rectified units.
 *
 * Source: He, Zhang, Ren, Sun (2015), ICCV, eq. 10.
 */
export function he(gain: number = Math.SQRT2): Initializer {
  checkRange("gain", gain, 0, Infinity);
  return (random, { inputSize }, outWeight) => {
    const deviation = gain / Math.sqrt(inputSize);
    fill(outWeight, () => deviation * random.normal());
  };
}

/**
 * Uniform between ±gain √(6 / (inputSize + outputSize · windowSize)): variance gain² · 2 / (fan-in + fan-out).
 *
 * Source: Glorot, Bengio (2010), AISTATS, eq. 16.
 */
export function glorot(gain = 1): Initializer {
  checkRange("gain", gain, 0, Infinity);
  return (random, { inputSize, outputSize, windowSize }, outWeight) => {
    const bound = gain * Math.sqrt(6 / (inputSize + outputSize * windowSize));
    fill(outWeight, () => bound * (2 * random.uniform() - 1));
  };
}

/**
 * A random orthogonal matrix times gain: WᵀW = gain² I if it is tall, WWᵀ = gain² I if it is wide, each such matrix equally
 * likely.
 *
 * Source: Saxe, McClelland, Ganguli (2014), ICLR. The rows of normal numbers are made orthonormal one after another.
 */
export function orthogonal(gain = 1): Initializer {
  checkRange("gain", gain, 0, Infinity);
  return (random, { inputSize, outputSize }, outWeight) => {
    const isTall = inputSize > outputSize;
    const [count, length] = isTall ? [outputSize, inputSize] : [inputSize, outputSize];
    const rows = orthonormalRows(random, count, length);
    for (let i = 0; i < inputSize; i++) {
      for (let o = 0; o < outputSize; o++) outWeight[i * outputSize + o] = gain * (isTall ? rows[o]![i]! : rows[i]![o]!);
    }
  };
}

function normalWithinTwo(random: Random): number {
  let value = random.normal();
  while (Math.abs(value) > 2) value = random.normal();
  return value;
}

function fill(out: Float64Array, next: () => number): void {
  for (let i = 0; i < out.length; i++) out[i] = next();
}
