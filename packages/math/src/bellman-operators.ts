import { highestChange, lowestChange } from "./bellman-layout.ts";
import {
  type BackupKernel, type BellmanMemory, checkLength, copyOut, inputPointer, outputArray, policyKernel, type TabularPolicy,
} from "./bellman-memory.ts";
import { type GreedyOptions, greedyPolicy } from "./greedy.ts";

/** The least and the greatest change of a state's value in one backup; NaN where a number is not finite. */
export interface ValueChange {
  readonly low: number;
  readonly high: number;
}

/** Single backups. Arrays may live anywhere; those in the problem's arena are not copied. */
export interface BellmanOperators {
  /**
   * One synchronous backup: outValue[s] = max_a reward[s, a] + γ Σ_k probability[k] · value[successor[k]].
   *
   * @param value - [N]
   * @param outValue - [N] overwritten; may be `value`
   */
  sweep(value: Float64Array, outValue: Float64Array): ValueChange;
  /** outActionValue[s, a] = reward[s, a] + γ Σ_k probability[k] · value[successor[k]], `[N, M]`. */
  actionValues(value: Float64Array, outActionValue: Float64Array): void;
  /** policy[s] = argmax_a actionValue[s, a], the lowest of equals; returns how many states changed. See {@link greedyPolicy}. */
  greedy(actionValue: Float64Array, policy: Int32Array, options?: GreedyOptions): number;
  /**
   * One backup in place, each state seeing what those before it have become.
   *
   * @param value - [N] overwritten
   * @returns the greatest absolute change; NaN where a number is not finite
   */
  gaussSeidelSweep(value: Float64Array, options?: { readonly descending?: boolean }): number;
  /** One synchronous backup of a policy: outValue[s] = Σ_a π(a|s) (reward[s, a] + γ Σ_k …). outValue may be `value`. */
  evaluationSweep(policy: TabularPolicy, value: Float64Array, outValue: Float64Array): ValueChange;
}

function changeOf({ layout, finite }: BellmanMemory): ValueChange {
  return { low: finite ? lowestChange(layout) : NaN, high: finite ? highestChange(layout) : NaN };
}

function backup(
  memory: BellmanMemory, value: Float64Array, outValue: Float64Array, kernel: BackupKernel,
): ValueChange {
  const { layout, stateCount } = memory;
  checkLength("value", value, stateCount);
  checkLength("outValue", outValue, stateCount);
  const input = inputPointer(memory, value, layout.value);
  const written = outputArray(memory, outValue, input, layout.otherValue);
  kernel(layout.pointer, input, written.byteOffset);
  copyOut(outValue, written);
  return changeOf(memory);
}

function actionValues(memory: BellmanMemory, value: Float64Array, outActionValue: Float64Array): void {
  const { layout, stateCount, actionCount } = memory;
  checkLength("value", value, stateCount);
  checkLength("outActionValue", outActionValue, stateCount * actionCount);
  const input = inputPointer(memory, value, layout.value);
  const written = outputArray(memory, outActionValue, input, layout.actionValue);
  layout.arena.kernels.bellmanActionValues(layout.pointer, input, written.byteOffset);
  copyOut(outActionValue, written);
}

function gaussSeidelSweep(memory: BellmanMemory, value: Float64Array, descending: boolean): number {
  const { layout, stateCount, finite } = memory;
  checkLength("value", value, stateCount);
  const input = inputPointer(memory, value, layout.value);
  const change = layout.arena.kernels.bellmanGaussSeidel(layout.pointer, input, descending ? 1 : 0);
  if (input === layout.value.byteOffset) copyOut(value, layout.value);
  return finite ? change : NaN;
}

/** The operators of one problem. */
export function bellmanOperators(memory: BellmanMemory): BellmanOperators {
  return {
    sweep: (value, outValue) => backup(memory, value, outValue, memory.layout.arena.kernels.bellmanSweep),
    actionValues: (value, outActionValue) => actionValues(memory, value, outActionValue),
    greedy: (actionValue, policy, options) => {
      checkLength("actionValue", actionValue, memory.stateCount * memory.actionCount);
      checkLength("policy", policy, memory.stateCount);
      return greedyPolicy(actionValue, policy, options);
    },
    gaussSeidelSweep: (value, options = {}) => gaussSeidelSweep(memory, value, options.descending ?? false),
    evaluationSweep: (policy, value, outValue) => backup(memory, value, outValue, policyKernel(memory, policy)),
  };
}
