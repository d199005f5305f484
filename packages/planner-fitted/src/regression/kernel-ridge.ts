import type { Arena, Cholesky } from "@worldwise/math";
import { arenaBytes, cholesky, createArena } from "@worldwise/math";
import { badOption, checkAbove } from "../check-options.ts";
import type { Regression, RegressionShape, Regressor } from "./regressor.ts";
import type { SampleMemory } from "./sample-memory.ts";
import { rememberInputs, sampleMemory, scalePoint, squaredDistance } from "./sample-memory.ts";

/** Options of {@link kernelRidge}. */
export interface KernelRidgeOptions {
  /** `gaussian`: exp(−d² / (2 h²)); `laplacian`: exp(−d / h). Default `gaussian`. */
  readonly kernel?: "gaussian" | "laplacian";
  /** h, above 0, in standard deviations of the inputs. Default 0.5. */
  readonly bandwidth?: number;
  /** λ, above 0. Default 1e-4. */
  readonly ridge?: number;
}

type Kernel = (squaredDistance: number) => number;

/**
 * Regularized least squares in the Hilbert space of a kernel.
 *
 *   f = argmin 1/n Σ_i (y_i − f(x_i))² + ridge ‖f‖²  =  Σ_i α_i k(·, x_i),   α = (K + n · ridge · I)⁻¹ y
 *
 * Each dimension in units of its standard deviation in the data. K is factored once for each set of inputs: n³ / 3 operations and
 * 8 n² bytes for the n samples of an action; n is limited to 8,192. In `SampleMemory`, `value` is α. Throws `bad-options`.
 *
 * Source: Farahmand, Ghavamzadeh, Szepesvári and Mannor (2009), Regularized fitted Q-iteration for planning in continuous-space
 * Markovian decision problems.
 */
export function kernelRidge(options: KernelRidgeOptions = {}): Regressor<SampleMemory> {
  const { kernel = "gaussian", bandwidth = 0.5, ridge = 1e-4 } = options;
  checkAbove("bandwidth", bandwidth, 0);
  checkAbove("ridge", ridge, 0);
  const evaluate: Kernel = kernel === "gaussian"
    ? (squared) => Math.exp(-squared / (2 * bandwidth * bandwidth))
    : (squared) => Math.exp(-Math.sqrt(squared) / bandwidth);
  return Object.freeze({ name: `${kernel} kernel-ridge`, bind: (shape: RegressionShape) => bind(shape, evaluate, ridge) });
}

const sampleLimit = 8192;

function bind(shape: RegressionShape, kernel: Kernel, ridge: number): Regression<SampleMemory> {
  const { functionCount, capacity, input: { size: inputSize } } = shape;
  if (capacity > sampleLimit) throw badOption("capacity", `at most ${sampleLimit} samples with a kernel matrix`, capacity);
  const point = new Float64Array(inputSize);
  let systems: readonly KernelSystem[] = [];
  return {
    init: (allocator) => sampleMemory(shape, allocator),
    prepare(memory, samples) {
      rememberInputs(memory, samples);
      systems = kernelSystems(memory, kernel, ridge);
    },
    fit({ value }, { start, target }) {
      systems.forEach(
        (system, k) => system.solve(target.subarray(start[k], start[k + 1]), value.subarray(start[k], start[k + 1]))
      );
    },
    predict(memory, input, count, outValue) {
      const { start, value, input: known } = memory;
      for (let b = 0; b < count; b++) {
        scalePoint(memory, input, b, point);
        for (let k = 0; k < functionCount; k++) {
          let sum = 0;
          for (let i = start[k]!; i < start[k + 1]!; i++) sum += value[i]! * kernel(squaredDistance(known, i, point));
          outValue[b * functionCount + k] = sum;
        }
      }
    },
  };
}

/** One factored K + n · ridge · I. */
interface KernelSystem {
  solve(target: Float64Array, outWeights: Float64Array): void;
}

/** The systems of all functions, in one arena. */
function kernelSystems(memory: SampleMemory, kernel: Kernel, ridge: number): readonly KernelSystem[] {
  const counts = Array.from(memory.start.subarray(1), (end, k) => end - memory.start[k]!);
  const arena = createArena({ bytes: counts.reduce((sum, count) => sum + bytesOf(count), 1 << 16) });
  return counts.map((count, k) => kernelSystem(arena, memory, [memory.start[k]!, count], kernel, ridge));
}

/** Matrix, right-hand side, and the workspace of the factorization, which is less than 512 numbers for each row. */
const bytesOf = (count: number): number => arenaBytes("float64", count * count) + 2 * arenaBytes("float64", 512 * (count + 64));

function kernelSystem(
  arena: Arena, { input, scale }: SampleMemory, [first, count]: readonly [number, number], kernel: Kernel, ridge: number,
): KernelSystem {
  const matrix = arena.allocate("float64", count * count);
  const right = arena.allocate("float64", count);
  const solver: Cholesky = cholesky(arena, count);
  const size = scale.length;
  for (let i = 0; i < count; i++) {
    const point = input.subarray((first + i) * size, (first + i + 1) * size);
    for (let j = 0; j < i; j++) matrix[i * count + j] = kernel(squaredDistance(input, first + j, point));
    matrix[i * count + i] = kernel(0) + count * ridge;
  }
  const outcome = solver.factor(matrix);
  return {
    solve(target, outWeights) {
      right.set(target);
      // A ridge too small for rounding: better no function than a wrong one.
      outWeights.set(outcome === "solved" && solver.solve(matrix, right) === "solved" ? right : new Float64Array(count));
    },
  };
}
