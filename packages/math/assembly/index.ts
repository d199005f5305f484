// The kernels of the math core. Sources are split by topic; this file only exports.

/** The first byte that the module does not use itself: an arena begins here. */
export function heapBase(): usize {
  return __heap_base;
}

export { philoxBlock, philoxBlocks } from "./philox";
export { normalFromWords } from "./normal";
export { pcg64Integer, pcg64Normal, pcg64Raw, pcg64Seed, pcg64Uniform, seedSequence } from "./pcg64";
export { bellmanGreedySweep, bellmanSweep } from "./bellman-sweep";
export { bellmanActionValues, bellmanGaussSeidel } from "./bellman-rows";
export { bellmanEvaluationSweep, bellmanStochasticSweep } from "./bellman-evaluation";
export { luFactor, luSolve } from "./lu";
export { dynaOutcomes, dynaRows } from "./dyna";
export { arithmeticF32, arithmeticF64 } from "./arithmetic";
export { matmulF32, matmulF64, matmulWorkspaceF32, matmulWorkspaceF64 } from "./matmul";
export {
  cosF32, cosF64, erfF32, erfF64, expF32, expF64, logF32, logF64, powF32, powF64, scalarLog, scalarPow, sigmoidF32, sigmoidF64,
  sinF32, sinF64, softplusF32, softplusF64, tanhF32, tanhF64,
} from "./elementary";
export { choleskyFactor, choleskyWorkspace, logDiagonal } from "./cholesky";
export { triangularSolve } from "./triangular-solve";
export { qrApply, qrFactor } from "./least-squares";
export { symmetricEigen } from "./symmetric-eigen";
export {
  cumulativeProductF32, cumulativeProductF64, cumulativeSumF32, cumulativeSumF64, largestF32, largestF64, sumF32, sumF64,
} from "./reductions";
export {
  gatherRows, layerNormAdjointF32, layerNormAdjointF64, layerNormF32, layerNormF64, logSoftmaxF32, logSoftmaxF64, logSumExpF32, logSumExpF64, scatterAddF32, scatterAddF64,
  softmaxF32, softmaxF64,
} from "./rows";
export { gatherWindows, scatterWindowsF32, scatterWindowsF64 } from "./windows";
export { resampledAggregates, resampleTasks } from "./resampling";
