import { arenaBytes, createArena, type Arena } from "./arena.ts";
import { VALUE_BYTES } from "./bellman-layout.ts";
import { type BellmanMemory, checkLength, policyKernel, type TabularPolicy } from "./bellman-memory.ts";

/** How the solution of the linear system ended. */
export interface PolicySolveResult {
  /** `"singular"`: no unique value exists to working precision, e.g. γ = 1 and a policy that never ends. */
  readonly outcome: "solved" | "singular" | "non-finite";
}

/** The dense system, kept from one solve to the next. */
interface DenseSystem {
  readonly arena: Arena;
  /** [N, N] */
  readonly matrix: Float64Array;
  /** [N] */
  readonly vector: Float64Array;
  /** [N] */
  readonly pivots: Int32Array;
}

function denseSystem(stateCount: number): DenseSystem {
  const vectors = arenaBytes("float64", stateCount) + arenaBytes("int32", stateCount);
  const arena = createArena({ bytes: arenaBytes("float64", stateCount * stateCount) + vectors });
  return {
    arena, matrix: arena.allocate("float64", stateCount * stateCount), vector: arena.allocate("float64", stateCount),
    pivots: arena.allocate("int32", stateCount),
  };
}

/** matrix[s, ·] -= γ π(a|s) P(· | s, a);  vector[s] += π(a|s) reward[s, a] */
function addRow(memory: BellmanMemory, system: DenseSystem, state: number, action: number, weight: number): void {
  const { layout: { rowStart, successor, probability, reward }, stateCount, actionCount } = memory;
  const row = state * actionCount + action;
  for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) {
    const at = state * stateCount + successor[k]! / VALUE_BYTES;
    system.matrix[at] = system.matrix[at]! - weight * memory.discount * probability[k]!;
  }
  system.vector[state] = system.vector[state]! + weight * reward[row]!;
}

function assemble(memory: BellmanMemory, system: DenseSystem, policy: TabularPolicy): void {
  const { stateCount, actionCount } = memory;
  system.matrix.fill(0);
  system.vector.fill(0);
  for (let state = 0; state < stateCount; state++) {
    system.matrix[state * stateCount + state] = 1;
    if (policy instanceof Int32Array) addRow(memory, system, state, policy[state]!, 1);
    else for (let a = 0; a < actionCount; a++) addRow(memory, system, state, a, policy[state * actionCount + a]!);
  }
}

/** Solver of (I - γ P^π) V = r^π by dense LU with partial pivoting; N² doubles of its own, made at first use. */
export function policySolver(memory: BellmanMemory): (policy: TabularPolicy, outValue: Float64Array) => PolicySolveResult {
  let system: DenseSystem | undefined;
  return (policy, outValue) => {
    const { stateCount, finite } = memory;
    checkLength("outValue", outValue, stateCount);
    policyKernel(memory, policy); // checks it
    if (!finite) return { outcome: "non-finite" };
    system ??= denseSystem(stateCount);
    assemble(memory, system, policy);
    // Entries are at most 2 in magnitude: a pivot of this size is what rounding leaves of 0.
    const tiny = 4 * stateCount * Number.EPSILON;
    const { arena: { kernels }, matrix, vector, pivots } = system;
    const smallest = kernels.luFactor(stateCount, matrix.byteOffset, pivots.byteOffset, tiny);
    if (!(smallest > tiny)) return { outcome: smallest <= tiny ? "singular" : "non-finite" };
    kernels.luSolve(stateCount, 1, 0, matrix.byteOffset, pivots.byteOffset, vector.byteOffset);
    outValue.set(vector);
    return { outcome: outValue.every(Number.isFinite) ? "solved" : "non-finite" };
  };
}
