/** A matrix product. Strides and steps count elements: from row to row, and from matrix to matrix (0: all share one). */
export type MatmulKernel = (
  batch: number, rows: number, columns: number, inner: number, flags: number,
  left: number, leftStride: number, leftStep: number, right: number, rightStride: number, rightStep: number,
  out: number, outStride: number, outStep: number, bias: number, workspace: number,
) => void;

/** out[i] = f(input[i]), `count` places; `input` and `out` are the same array or do not overlap. */
export type MapKernel = (count: number, input: number, out: number) => void;

/** Functions that have a kernel for each type, `expF32` and `expF64` and so on. */
export type ElementaryName = "exp" | "log" | "tanh" | "sin" | "cos" | "erf" | "softplus" | "sigmoid" | "pow";

/**
 * out = left ∘ right in rows; `operation`: 0 add, 1 subtract, 2 multiply, 3 divide, 4 minimum, 5 maximum. `right` moves on by `rightRow` bytes
 * from row to row, and stands still inside a row if `isStill`.
 */
export type ArithmeticKernel = (
  operation: number, rows: number, columns: number, left: number, right: number, rightRow: number, isStill: number, out: number,
) => void;

/** Elementary functions of arrays. */
export type ElementaryKernels =
  & Typed<Exclude<ElementaryName, "pow">, MapKernel>
  & Typed<"pow", (count: number, base: number, exponent: number, out: number) => void>;

type Typed<Name extends string, Kernel> = { readonly [K in `${Name}${"F32" | "F64"}`]: Kernel };

/** Reductions, and operations on rows. Sums are float64 for both types. */
export type RowKernels =
  & Typed<"sum" | "largest", (count: number, input: number) => number>
  & Typed<"cumulativeSum" | "cumulativeProduct" | "softmax", (
    rows: number, columns: number, input: number, out: number,
  ) => void>
  & Typed<"logSumExp" | "logSoftmax", (rows: number, columns: number, input: number, scratch: number, out: number) => void>
  & Typed<"layerNorm", (
    rows: number, columns: number, epsilon: number, input: number, gain: number, shift: number, out: number,
  ) => void>
  & Typed<"layerNormAdjoint", (
    rows: number, columns: number, epsilon: number, input: number, gain: number, cotangent: number, outInput: number, sums: number,
  ) => void>
  & Typed<"scatterAdd", (count: number, columns: number, rows: number, index: number, table: number) => void>;

/** From an image to its windows, or back; `size` is the bytes or the number of channels of a place. */
export type WindowKernel = (
  height: number, width: number, size: number, windowHeight: number, windowWidth: number, stride: number, above: number,
  before: number, outHeight: number, outWidth: number, from: number, to: number,
) => void;

/** Windows of images: copied side by side in bytes, and added back for each type. */
export type WindowKernels = { readonly gatherWindows: WindowKernel } & Typed<"scatterWindows", WindowKernel>;

/**
 * The raw exports of the WebAssembly module. Every pointer is a byte offset into the arena's memory, every array is in the
 * layout that its docstring in `assembly/` gives, and nothing is checked: prefer the functions built on them.
 */
export interface Kernels extends Typed<"arithmetic", ArithmeticKernel>, ElementaryKernels, RowKernels, WindowKernels {
  /** First byte that the module does not use itself. */
  readonly heapBase: () => number;
  /** One Philox4x32-10 block for any counter and key: four words. */
  readonly philoxBlock: (c0: number, c1: number, c2: number, c3: number, k0: number, k1: number, outWords: number) => void;
  /** `count` (a multiple of 4) consecutive blocks of one lane. */
  readonly philoxBlocks: (
    k0: number, k1: number, lane: number, blockLow: number, blockHigh: number, count: number, outWords: number,
  ) => void;
  /** A standard normal from four random words. */
  readonly normalFromWords: (a: number, b: number, c: number, d: number) => number;
  /** Ten words of a PCG64 stream, seeded with the integer that the three words make (least significant first). */
  readonly pcg64Seed: (word0: number, word1: number, word2: number, outStream: number) => void;
  /** The next 64 bits, low half first. */
  readonly pcg64Raw: (stream: number, outWords: number) => void;
  /** In [0, 1), 53 bits. */
  readonly pcg64Uniform: (stream: number) => number;
  /** Mean 0, variance 1. */
  readonly pcg64Normal: (stream: number) => number;
  /** In 0 … count - 1. */
  readonly pcg64Integer: (stream: number, count: number) => number;
  /** NumPy's `SeedSequence(entropy).generate_state(count)`. */
  readonly seedSequence: (word0: number, word1: number, word2: number, word3: number, count: number, outWords: number) => void;
  /** One synchronous Bellman optimality backup. */
  readonly bellmanSweep: (problem: number, value: number, outValue: number) => void;
  /** The same, and the maximizing actions. */
  readonly bellmanGreedySweep: (problem: number, value: number, outValue: number, outPolicy: number) => void;
  /** `[N, M]` one-step action values. */
  readonly bellmanActionValues: (problem: number, value: number, outActionValue: number) => void;
  /** One backup in place, state by state. */
  readonly bellmanGaussSeidel: (problem: number, value: number, descending: number) => number;
  /** One backup of a deterministic policy. */
  readonly bellmanEvaluationSweep: (problem: number, policy: number, value: number, outValue: number) => void;
  /** One backup of a stochastic policy. */
  readonly bellmanStochasticSweep: (problem: number, policy: number, value: number, outValue: number) => void;
  /** P A = L U with partial pivoting, in place; pivots are int32. Returns the smallest pivot's magnitude. */
  readonly luFactor: (size: number, matrix: number, pivots: number, tiny: number) => number;
  /** Solves from luFactor's results, `columns` systems at once, in place. An outcome of assembly/outcome.ts. */
  readonly luSolve: (
    size: number, columns: number, isTransposed: number, matrix: number, pivots: number, right: number,
  ) => number;
  /** A = L Lᵀ in place. An outcome of assembly/outcome.ts. */
  readonly choleskyFactor: (size: number, matrix: number, workspace: number) => number;
  /** Bytes of workspace of a Cholesky factor. */
  readonly choleskyWorkspace: (size: number) => number;
  /** A = Q R by reflections, rows ≥ columns, in place. */
  readonly qrFactor: (rows: number, columns: number, matrix: number, factors: number, sums: number) => void;
  /** right ← Q right, or Qᵀ right. */
  readonly qrApply: (
    rows: number, columns: number, rightColumns: number, isTransposed: number, matrix: number, factors: number, right: number,
    sums: number,
  ) => void;
  /** Eigenvalues, ascending, and eigenvectors, as rows; workspace `[3, size]`. An outcome of assembly/outcome.ts. */
  readonly symmetricEigen: (size: number, matrix: number, values: number, vectors: number, workspace: number) => number;
  /** out[i, :] = table[index[i], :], rows of `bytes`. */
  readonly gatherRows: (count: number, bytes: number, table: number, index: number, out: number) => void;
  /** Natural logarithm of one number, in software. */
  readonly scalarLog: (x: number) => number;
  /** x^y, in software. */
  readonly scalarPow: (x: number, y: number) => number;
  /** Σ log |diagonal| */
  readonly logDiagonal: (size: number, matrix: number) => number;
  /** Substitution, `columns` systems at once, in place; flags as in assembly/triangular-solve.ts. An outcome. */
  readonly triangularSolve: (size: number, columns: number, flags: number, matrix: number, right: number) => number;
  /** Dyna-Q planning on the last outcomes. */
  readonly dynaOutcomes: (planning: number, pairCount: number, steps: number) => void;
  /** Dyna-Q planning on rows of successor probabilities. */
  readonly dynaRows: (planning: number, pairCount: number, steps: number) => void;
  /** C = op(A) op(B), C += … or C -= …, a batch of float32 matrices; `flags` and shapes as in assembly/matmul.ts. */
  readonly matmulF32: MatmulKernel;
  /** The same in float64. */
  readonly matmulF64: MatmulKernel;
  /** Bytes of workspace of a float32 product. */
  readonly matmulWorkspaceF32: (rows: number, columns: number, inner: number) => number;
  /** Bytes of workspace of a float64 product. */
  readonly matmulWorkspaceF64: (rows: number, columns: number, inner: number) => number;
  /** Counts of what four bootstrap replicates draw; the plan is that of `taskResampling`. */
  readonly resampleTasks: (plan: number, first: number) => void;
  /** Statistics of `count` (a multiple of 4) replicates, each to its own array; 0 leaves one out. */
  readonly resampledAggregates: (
    plan: number, first: number, count: number, outMean: number, outMedian: number, outInterquartileMean: number, outGap: number,
  ) => void;
}
