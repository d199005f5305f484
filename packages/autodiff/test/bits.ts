// Compiled programs whose every bit is committed: the same in Node and in browsers.
import type { Precision, Tensor } from "../src/index.ts";
import {
  add, cholesky, choleskySolve, cos, cumsum, diagonal, diagonalMatrix, div, erf, exp, gather, grad, log, logDeterminant, logSoftmax, matmul, max, mean,
  mul, pow, program, scan, sigmoid, sin, softplus, sqrt, square, store, sub, sum, tanh, tensor, transpose,
} from "../src/index.ts";

/** FNV-1a, 32 bits, of the array's bytes. */
function digest(array: Float32Array | Float64Array): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

/** Numbers in (−1, 1) from whole-number arithmetic alone. */
function spread(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Elementary functions over 1000 points each. */
export function functionBits(dtype: Precision): string {
  const functions = program((x: Tensor) => [exp(mul(x, 60)), log(square(x)), sin(mul(x, 50)), cos(mul(x, 50)), tanh(mul(x, 3)), softplus(mul(x, 30))],
    { shape: [1000] }, { dtype });
  return functions.run(spread(1000, 1)).map(digest).join(" ");
}

/** A network's weights after fifty steps. */
export function trainingBits(dtype: Precision): string {
  const weights = store({ first: tensor(spread(77, 2), [7, 11]), second: tensor(spread(55, 3), [11, 5]) }, { dtype });
  const step = program(({ weights: { first, second }, x, index }) => {
    const loss = (w: { first: Tensor; second: Tensor }): Tensor => {
      const logits = matmul(tanh(matmul(gather(x, index), w.first)), w.second);
      return mean(add(square(sub(cumsum(logSoftmax(logits)), 0.5)), sqrt(add(square(max(logits)), 1))));
    };
    const slopes = grad(loss)({ first, second });
    return { weights: { first: sub(first, mul(0.05, slopes.first)), second: sub(second, div(slopes.second, 30)) } };
  }, { weights, x: { shape: [6, 7] }, index: { shape: [9], dtype: "int32" } });
  step.run({ x: spread(42, 4), index: [0, 5, 2, 2, 1, 4, 3, 0, 5] });
  for (let update = 1; update < 50; update++) step.run();
  return `${digest(weights.parameters.first.data)} ${digest(weights.parameters.second.data)}`;
}

/** The slopes of a recurrent network over thirty steps. */
export function recurrentBits(dtype: Precision): string {
  const slopes = program(({ weight, start, x }: Recurrent) => grad((w: Tensor) => {
    const step = (state: Tensor, row: Tensor): { carry: Tensor; output: Tensor } => {
      const next = tanh(add(matmul(state, w), mul(row, sigmoid(state))));
      return { carry: next, output: next };
    };
    return mean(square(scan(step, start, x).outputs));
  })(weight), { weight: { shape: [5, 5] }, start: { shape: [3, 5] }, x: { shape: [30, 3, 5] } }, { dtype });
  return digest(slopes.run({ weight: spread(25, 5), start: spread(15, 6), x: spread(450, 7) }));
}

interface Recurrent { readonly weight: Tensor; readonly start: Tensor; readonly x: Tensor }

/** A factor and a solution, with the slope of the log-determinant; powers and error functions; a long sum. */
export function linearBits(dtype: Precision): string {
  const linear = program(({ a, b, x }: Linear) => {
    const positive = (m: Tensor): Tensor => add(matmul(m, transpose(m)), diagonalMatrix(pow(add(square(diagonal(m)), 1), 0.3)));
    const slope = grad((m: Tensor) => logDeterminant(cholesky(positive(m))))(a);
    return [choleskySolve(cholesky(positive(a)), b), slope, erf(mul(x, 3)), sum(x)];
  }, { a: { shape: [9, 9] }, b: { shape: [9, 2] }, x: { shape: [5000] } }, { dtype });
  return linear.run({ a: spread(81, 8), b: spread(18, 9), x: spread(5000, 10) }).map(digest).join(" ");
}

interface Linear { readonly a: Tensor; readonly b: Tensor; readonly x: Tensor }

/** All of them. */
export const allBits = (): Record<string, string> => ({
  functions32: functionBits("float32"), functions64: functionBits("float64"),
  training32: trainingBits("float32"), training64: trainingBits("float64"),
  recurrent32: recurrentBits("float32"), recurrent64: recurrentBits("float64"),
  linear32: linearBits("float32"), linear64: linearBits("float64"),
});
