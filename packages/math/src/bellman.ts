import { type Arena, createArena } from "./arena.ts";
import {
  type IterationResult, modifiedPolicyIteration, type ModifiedPolicyIterationOptions, policyEvaluation,
  type PolicyEvaluationOptions, valueIteration, type ValueIterationOptions,
} from "./bellman-iteration.ts";
import { allocateLayout, type BellmanLayout, fillLayout, layoutBytes, rowWidth, storedEntries } from "./bellman-layout.ts";
import type { BellmanMemory, TabularPolicy } from "./bellman-memory.ts";
import { type BellmanOperators, bellmanOperators, type ValueChange } from "./bellman-operators.ts";
import { type ExplicitMdp, measureRows, type RowMeasure } from "./explicit-mdp.ts";
import { MathError } from "./math-error.ts";
import { type PolicySolveResult, policySolver } from "./policy-solve.ts";
import { type ValueBounds, valueBounds } from "./value-bounds.ts";

/** An explicit MDP, made ready for the kernels. */
export interface BellmanProblem extends BellmanOperators {
  readonly stateCount: number;
  readonly actionCount: number;
  /** Where the problem lies; arrays allocated here are not copied. After `refresh` with a larger MDP it may be another. */
  readonly arena: Arena;
  /** Successors of every row where all have (or were filled up to) equally many, else 0. */
  readonly rowWidth: number;
  /**
   * Reads a changed MDP of the same states and actions. With more transitions than there is room for, it moves to a larger
   * place: a new arena, or the rest of the one it was given. Throws `math/explicit-mdp`, `math/arena-full`.
   */
  refresh(mdp: ExplicitMdp): void;
  /** Bounds of V* - V' from the change of one sweep V' = T V. */
  bounds(change: ValueChange): ValueBounds;
  /**
   * V ← T V until ‖V - V*‖∞ ≤ tolerance; the rules are those of {@link StoppingRule}.
   *
   * @param value - [N] where to begin; overwritten
   */
  valueIteration(value: Float64Array, options: ValueIterationOptions): IterationResult;
  /**
   * V ← (T^π)^m T V with π greedy, m = `evaluationSweeps`, until the span rule is met: the same guarantee at a fraction of the
   * cost, since a backup of one policy reads one row in M.
   *
   * @param value - [N] where to begin; overwritten
   *
   * Source: Puterman, Shin (1978), Management Science 24(11).
   */
  modifiedPolicyIteration(value: Float64Array, options: ModifiedPolicyIterationOptions): IterationResult;
  /** V ← T^π V until ‖V - V^π‖∞ ≤ tolerance. The rows of a stochastic policy sum to 1. */
  policyEvaluation(policy: TabularPolicy, value: Float64Array, options: PolicyEvaluationOptions): IterationResult;
  /** Solves (I - γ P^π) V = r^π by dense LU, N² doubles: for up to a few thousand states. Writes outValue only if solved. */
  solvePolicy(policy: TabularPolicy, outValue: Float64Array): PolicySolveResult;
}

/** Where to put the problem. */
export interface BellmanProblemOptions {
  /** Default: an arena of its own, just large enough. */
  readonly arena?: Arena;
}

/** Room beyond what is needed when a growing MDP moves, so that it does not move at every step. */
const GROWTH = 1.5;

function place(mdp: ExplicitMdp, capacity: number, given: Arena | undefined): BellmanLayout {
  const { stateCount, actionCount } = mdp;
  const arena = given ?? createArena({ bytes: layoutBytes(stateCount, actionCount, capacity) });
  return allocateLayout(arena, stateCount, actionCount, capacity);
}

function write(memory: BellmanMemory, mdp: ExplicitMdp, measure: RowMeasure): void {
  fillLayout(memory.layout, mdp, measure);
  memory.discount = mdp.discount;
  memory.contraction = { lowest: mdp.discount * measure.lowestWeight, highest: mdp.discount * measure.highestWeight };
  memory.finite = measure.finite;
}

function refresh(memory: BellmanMemory, mdp: ExplicitMdp, given: Arena | undefined): void {
  const { stateCount, actionCount } = memory;
  if (mdp.stateCount !== stateCount || mdp.actionCount !== actionCount) {
    throw new MathError("math/explicit-mdp", {
      expected: `${stateCount} states and ${actionCount} actions, as before`,
      got: `${mdp.stateCount} and ${mdp.actionCount}`, todo: "Make another problem with bellmanProblem.",
    }, { stateCount, actionCount });
  }
  const measure = measureRows(mdp);
  const needed = storedEntries(measure, stateCount * actionCount);
  if (needed > memory.layout.successor.length) memory.layout = place(mdp, Math.ceil(GROWTH * needed), given);
  write(memory, mdp, measure);
}

/**
 * Copies an explicit MDP into linear memory, compactly, for value iteration and its relatives. Transitions that end the episode
 * are left out, since nothing follows them: such rows weigh less than 1, and all bounds take that into account.
 * Value arrays given to the methods may live anywhere.
 *
 * @example
 * ```ts
 * import { bellmanProblem } from "@worldwise/math";
 *
 * // State 0 may stay (reward 1) or move to state 1 (reward 0), which pays 3 at every step.
 * const problem = bellmanProblem({
 *   stateCount: 2, actionCount: 2, discount: 0.5,
 *   rowStart: Int32Array.of(0, 1, 2, 3), rowEnd: Int32Array.of(1, 2, 3, 4),
 *   successor: Int32Array.of(0, 1, 1, 1), probability: Float64Array.of(1, 1, 1, 1),
 *   terminated: new Uint8Array(4), reward: Float64Array.of(1, 0, 3, 3),
 * });
 * const value = new Float64Array(2);
 * problem.valueIteration(value, { tolerance: 1e-9, maxIterations: 100 });
 * console.log(Array.from(value, (v) => v.toFixed(3)).join(" ")); // 3.000 6.000
 * ```
 */
export function bellmanProblem(mdp: ExplicitMdp, options: BellmanProblemOptions = {}): BellmanProblem {
  const measure = measureRows(mdp);
  const { stateCount, actionCount } = mdp;
  const layout = place(mdp, storedEntries(measure, stateCount * actionCount), options.arena);
  const memory: BellmanMemory = {
    stateCount, actionCount, layout, discount: mdp.discount, contraction: { lowest: 0, highest: 0 }, finite: true,
  };
  write(memory, mdp, measure);
  return Object.freeze({
    stateCount, actionCount,
    get arena() {
      return memory.layout.arena;
    },
    get rowWidth() {
      return rowWidth(memory.layout);
    },
    refresh: (changed: ExplicitMdp) => refresh(memory, changed, options.arena),
    bounds: (change: ValueChange) => valueBounds(change.low, change.high, memory.contraction),
    ...bellmanOperators(memory),
    valueIteration: (value: Float64Array, how: ValueIterationOptions) => valueIteration(memory, value, how),
    modifiedPolicyIteration: (value: Float64Array, how: ModifiedPolicyIterationOptions) =>
      modifiedPolicyIteration(memory, value, how),
    policyEvaluation: (policy: TabularPolicy, value: Float64Array, how: PolicyEvaluationOptions) =>
      policyEvaluation(memory, policy, value, how),
    solvePolicy: policySolver(memory),
  });
}
