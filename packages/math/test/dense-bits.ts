// Runs through the dense kernels whose every bit is committed. Inputs are drawn, so that no host function comes in; outputs are
// numbers, since the bits of NaN are the engine's own.
import {
  type Arena, cholesky, createArena, elementary, type FloatArray, fillGamma, leastSquares, lu, matmul, pcg64, philox, type Random,
  rowOperations, seedKey, symmetricEigen,
} from "../src/index.ts";
import { digest } from "./digest.ts";

type Dtype = "float32" | "float64";

const lane = (seed: number): Random => philox.streams(seedKey(seed), 1).lane(0);

function drawn(arena: Arena, dtype: Dtype, count: number, random: Random, low = -1, high = 1): FloatArray {
  const array = arena.allocate(dtype, count);
  for (let i = 0; i < count; i++) array[i] = low + (high - low) * random.uniform();
  return array;
}

export function matmulBits(dtype: Dtype): string {
  const arena = createArena({ bytes: 4 << 20 }), random = lane(31);
  const left = drawn(arena, dtype, 37 * 600, random), right = drawn(arena, dtype, 600 * 29, random);
  const bias = drawn(arena, dtype, 29, random), out = arena.allocate(dtype, 37 * 29);
  const sizes = { rowCount: 37, columnCount: 29, innerCount: 600 };
  matmul<Dtype>({ arena, dtype, ...sizes, relu: true, transposeLeft: true })(left, right, out, bias);
  return digest(out);
}

export function elementaryBits(dtype: Dtype): string {
  const arena = createArena({ bytes: 1 << 20 }), random = lane(32), functions = elementary(arena), count = 501;
  const results = arena.allocate(dtype, 10 * count);
  const part = (k: number): FloatArray => results.subarray(k * count, (k + 1) * count);
  const wide = drawn(arena, dtype, count, random, -80, 80), positive = drawn(arena, dtype, count, random, 0, 100);
  const far = drawn(arena, dtype, count, random, -1e8, 1e8);
  const { exp, tanh, sin, cos, erf, softplus, sigmoid } = functions;
  for (const [k, f] of [exp, tanh, sin, cos, erf, softplus, sigmoid].entries()) f(wide, part(k));
  functions.log(positive, part(7));
  functions.pow(positive, drawn(arena, dtype, count, random, -3, 3), part(8));
  functions.sin(far, part(9));
  return digest(results);
}

export function linearBits(): string {
  const arena = createArena({ bytes: 4 << 20 }), random = lane(33), size = 200;
  const allocate = (count: number): Float64Array => arena.allocate("float64", count);
  const matrix = allocate(size * size), copy = allocate(size * size), results = allocate(5 * size);
  const part = (k: number): Float64Array => results.subarray(k * size, (k + 1) * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) matrix[i * size + j] = matrix[j * size + i] = random.uniform() - 0.5;
    matrix[i * size + i] = size;
  }
  part(0).fill(1);
  const definite = cholesky(arena, size);
  copy.set(matrix);
  definite.factor(copy);
  definite.solve(copy, part(0));
  part(1).fill(definite.logDeterminant(copy));
  const general = lu(arena, size), pivots = arena.allocate("int32", size);
  copy.set(matrix);
  part(2).fill(1);
  general.factor(copy, pivots);
  general.solve(copy, pivots, part(2));
  copy.set(matrix);
  const right = allocate(size).fill(1);
  leastSquares({ arena, rowCount: size, columnCount: size }).solve(copy, right, part(3));
  symmetricEigen(arena, size)(matrix, part(4), copy);
  return digest(results);
}

export function rowBits(dtype: Dtype): string {
  const arena = createArena({ bytes: 1 << 20 }), random = lane(34), columns = 11, count = 20 * columns;
  const input = drawn(arena, dtype, count, random, -9, 9), results = arena.allocate(dtype, 3 * count);
  const { softmax, logSoftmax, layerNorm } = rowOperations<Dtype>(arena, dtype, columns);
  softmax(input, results.subarray(0, count));
  logSoftmax(input, results.subarray(count, 2 * count));
  const gain = drawn(arena, dtype, columns, random), shift = drawn(arena, dtype, columns, random);
  layerNorm(input, gain, shift, results.subarray(2 * count));
  return digest(results);
}

export function randomBits(): string {
  const results = new Float64Array(3000), ziggurat = pcg64.streams(seedKey(35), 1).lane(0);
  fillGamma(lane(36), results.subarray(0, 1000), 0.3);
  fillGamma(lane(36), results.subarray(1000, 2000), 7.5);
  for (let i = 2000; i < 3000; i++) results[i] = ziggurat.normal();
  return digest(results);
}
