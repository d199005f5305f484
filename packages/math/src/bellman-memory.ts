import type { NumberArray } from "./arena.ts";
import type { BellmanLayout } from "./bellman-layout.ts";
import { MathError } from "./math-error.ts";
import type { Contraction } from "./value-bounds.ts";

/** One action for each state `Int32Array [N]`, or the probability of each action in each state `Float64Array [N, M]`. */
export type TabularPolicy = Int32Array | Float64Array;

/** What the methods of one problem share. `refresh` replaces the fields in place. */
export interface BellmanMemory {
  readonly stateCount: number;
  readonly actionCount: number;
  layout: BellmanLayout;
  /** γ */
  discount: number;
  contraction: Contraction;
  /** Whether rewards and probabilities are finite. */
  finite: boolean;
}

/** Throws `math/array-length`: a kernel would read or write past the array's end. */
export function checkLength(name: string, array: NumberArray, length: number): void {
  if (array.length === length) return;
  throw new MathError("math/array-length", {
    expected: `${name} of ${length} elements`, got: String(array.length), todo: "Allocate it for this problem's sizes.",
  }, { name, length, got: array.length });
}

/** The array's own place, if kernels can reach it; else that of `scratch`, after a copy. */
export function inputPointer(memory: BellmanMemory, array: Float64Array, scratch: Float64Array): number {
  if (memory.layout.arena.contains(array)) return array.byteOffset;
  scratch.set(array);
  return scratch.byteOffset;
}

/** The array itself, if kernels can reach it and `input` does not lie there; else `scratch`, for {@link copyOut}. */
export function outputArray(memory: BellmanMemory, array: Float64Array, input: number, scratch: Float64Array): Float64Array {
  return memory.layout.arena.contains(array) && array.byteOffset !== input ? array : scratch;
}

/** The second half of {@link outputArray}. */
export function copyOut(array: Float64Array, written: Float64Array): void {
  if (written !== array) array.set(written);
}

/** A backup of all states, by byte offsets. */
export type BackupKernel = (problem: number, value: number, outValue: number) => void;

/** Checks the actions, since a kernel would read rows that do not exist. Throws `math/policy`. */
function copyActions({ actionCount, layout }: BellmanMemory, policy: Int32Array): void {
  for (let state = 0; state < policy.length; state++) {
    const action = policy[state]!;
    if (action < 0 || action >= actionCount) {
      throw new MathError("math/policy", {
        expected: `actions below ${actionCount}`, got: `${action} in state ${state}`, todo: "Check how the policy was built.",
      }, { state, action });
    }
    layout.policy[state] = action;
  }
}

/** Puts the policy where the kernels find it. It stays valid until the next call on this problem. */
export function policyKernel(memory: BellmanMemory, policy: TabularPolicy): BackupKernel {
  const { layout, stateCount, actionCount } = memory;
  const { kernels } = layout.arena;
  if (policy instanceof Int32Array) {
    checkLength("policy", policy, stateCount);
    copyActions(memory, policy);
    const actions = layout.policy.byteOffset;
    return (problem, value, outValue) => kernels.bellmanEvaluationSweep(problem, actions, value, outValue);
  }
  checkLength("policy", policy, stateCount * actionCount);
  const probabilities = inputPointer(memory, policy, layout.actionValue);
  return (problem, value, outValue) => kernels.bellmanStochasticSweep(problem, probabilities, value, outValue);
}
