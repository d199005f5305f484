import { highestChange, lowestChange } from "./bellman-layout.ts";
import { type BackupKernel, type BellmanMemory, checkLength, policyKernel, type TabularPolicy } from "./bellman-memory.ts";
import { MathError } from "./math-error.ts";
import { judge, type StoppingRule, type Verdict } from "./stopping-rule.ts";

/** How far and how exactly to iterate. */
export interface IterationOptions {
  /** ‖V - V*‖∞ to reach; at least 0. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Options of `valueIteration`. */
export interface ValueIterationOptions extends IterationOptions {
  /** Default `"span"`, and `"sup"` with `gaussSeidel`, for which the span bounds do not hold. */
  readonly rule?: StoppingRule;
  /** Sweep in place, in ascending order of states. Default false. */
  readonly gaussSeidel?: boolean;
}

/** Options of `modifiedPolicyIteration`. */
export interface ModifiedPolicyIterationOptions extends IterationOptions {
  /** Backups of the greedy policy after each greedy sweep; 0 is value iteration. */
  readonly evaluationSweeps: number;
}

/** Options of `policyEvaluation`. */
export interface PolicyEvaluationOptions extends IterationOptions {
  /** Default `"span"`. */
  readonly rule?: StoppingRule;
}

/** How an iteration ended. */
export interface IterationResult {
  readonly outcome: "converged" | "max-iterations" | "non-finite";
  /** Sweeps over all states; of modified policy iteration, greedy sweeps. */
  readonly iterations: number;
  /** What the stopping rule compared at last: ‖V' - V‖∞ of `"sup"`, the width of the bounds of `"span"`. */
  readonly residual: number;
  /** ‖V - V*‖∞ is at most this, up to rounding. Infinity where nothing is known. */
  readonly errorBound: number;
}

const NON_FINITE: Verdict = { stop: true, residual: NaN, shift: 0, errorBound: Infinity };

/** Two value buffers that change places. */
interface DoubleBuffer {
  current: Float64Array;
  next: Float64Array;
}

function checkOptions({ tolerance, maxIterations }: IterationOptions): void {
  if (tolerance >= 0 && maxIterations >= 1) return;
  throw new MathError("math/iteration-options", {
    expected: "tolerance ≥ 0 and maxIterations ≥ 1", got: `${tolerance} and ${maxIterations}`, todo: "Correct the options.",
  }, { tolerance, maxIterations });
}

function openBuffer({ layout, stateCount }: BellmanMemory, value: Float64Array): DoubleBuffer {
  checkLength("value", value, stateCount);
  layout.value.set(value);
  return { current: layout.value, next: layout.otherValue };
}

/** One backup from `current` to `next`, which then change places; judged by what it changed. */
function backupOnce(
  memory: BellmanMemory, buffer: DoubleBuffer, kernel: BackupKernel, rule: StoppingRule, tolerance: number,
): Verdict {
  const { layout, contraction, finite } = memory;
  const { current, next } = buffer;
  kernel(layout.pointer, current.byteOffset, next.byteOffset);
  buffer.current = next;
  buffer.next = current;
  const change = { low: lowestChange(layout), high: highestChange(layout) };
  return finite && change.high - change.low >= 0 ? judge(rule, change, contraction, tolerance) : NON_FINITE;
}

/** Writes the result out, moved to the middle of its bounds if it has converged. */
function finish(buffer: DoubleBuffer, value: Float64Array, verdict: Verdict, iterations: number): IterationResult {
  const { stop, residual, shift, errorBound } = verdict;
  value.set(buffer.current);
  if (Number.isNaN(residual)) return { outcome: "non-finite", iterations, residual, errorBound };
  if (!stop) return { outcome: "max-iterations", iterations, residual, errorBound };
  if (shift !== 0) for (let state = 0; state < value.length; state++) value[state] = value[state]! + shift;
  return { outcome: "converged", iterations, residual, errorBound: shift === 0 ? errorBound : residual / 2 };
}

function iterate(
  memory: BellmanMemory, value: Float64Array, kernel: BackupKernel, rule: StoppingRule, options: IterationOptions,
): IterationResult {
  checkOptions(options);
  const buffer = openBuffer(memory, value);
  let iterations = 0;
  let verdict: Verdict;
  do {
    verdict = backupOnce(memory, buffer, kernel, rule, options.tolerance);
    iterations++;
  } while (!verdict.stop && iterations < options.maxIterations);
  return finish(buffer, value, verdict, iterations);
}

/** Gauss and Seidel's operator contracts at the same rate, so that the rule "sup" holds for it; the span bounds do not. */
function gaussSeidelIteration(memory: BellmanMemory, value: Float64Array, options: ValueIterationOptions): IterationResult {
  if (options.rule === "span") {
    throw new MathError("math/iteration-options", {
      expected: "rule \"sup\" with gaussSeidel", got: "rule \"span\"",
      todo: "Leave the rule out: the span bounds do not hold in place.",
    });
  }
  checkOptions(options);
  const buffer = openBuffer(memory, value);
  const { layout, contraction, finite } = memory;
  let iterations = 0;
  let verdict: Verdict;
  do {
    const change = layout.arena.kernels.bellmanGaussSeidel(layout.pointer, buffer.current.byteOffset, 0);
    verdict = finite && change >= 0 ? judge("sup", { low: 0, high: change }, contraction, options.tolerance) : NON_FINITE;
    iterations++;
  } while (!verdict.stop && iterations < options.maxIterations);
  return finish(buffer, value, verdict, iterations);
}

/** V ← T V until the rule is met. */
export function valueIteration(memory: BellmanMemory, value: Float64Array, options: ValueIterationOptions): IterationResult {
  if (options.gaussSeidel ?? false) return gaussSeidelIteration(memory, value, options);
  return iterate(memory, value, memory.layout.arena.kernels.bellmanSweep, options.rule ?? "span", options);
}

/** V ← T^π V until the rule is met. */
export function policyEvaluation(
  memory: BellmanMemory, policy: TabularPolicy, value: Float64Array, options: PolicyEvaluationOptions,
): IterationResult {
  return iterate(memory, value, policyKernel(memory, policy), options.rule ?? "span", options);
}

/** V ← (T^π)^m T V, π greedy with respect to V, until the span rule is met by T V. */
export function modifiedPolicyIteration(
  memory: BellmanMemory, value: Float64Array, options: ModifiedPolicyIterationOptions,
): IterationResult {
  checkOptions(options);
  const { layout } = memory;
  const { bellmanEvaluationSweep, bellmanGreedySweep } = layout.arena.kernels;
  const policy = layout.policy.byteOffset;
  const buffer = openBuffer(memory, value);
  const improve: BackupKernel = (problem, from, to) => bellmanGreedySweep(problem, from, to, policy);
  let iterations = 0;
  let verdict: Verdict;
  for (;;) {
    verdict = backupOnce(memory, buffer, improve, "span", options.tolerance);
    iterations++;
    if (verdict.stop || iterations >= options.maxIterations) break;
    for (let sweep = 0; sweep < options.evaluationSweeps; sweep++) {
      bellmanEvaluationSweep(layout.pointer, policy, buffer.current.byteOffset, buffer.next.byteOffset);
      [buffer.current, buffer.next] = [buffer.next, buffer.current];
    }
  }
  return finish(buffer, value, verdict, iterations);
}
