import type { Predecessors, PriorityQueue } from "@worldwise/data";
import { addPredecessor, predecessors, priorityQueue, promote } from "@worldwise/data";
import type { Discrete, Mdp, OptionSchema, Outcome, Planner, Plugin, TransitionBatch } from "@worldwise/protocol";
import { choice, createComponent, definePlanner, definePlugin, heap, integer, number, optionSchema } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, maximum, meanAbsolute } from "./action-values.ts";
import type { InitialValueOptions, SelectionOptions } from "./planner-options.ts";
import { initialValueFields, selectionFields, selectionOf } from "./planner-options.ts";
import { tablePolicy } from "./policies.ts";
import { sweepPair, sweepState } from "./sweep.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, checkWorld, packageName } from "./tabular-problem.ts";

/** Options of {@link prioritizedSweeping}. */
export interface PrioritizedSweepingOptions extends SelectionOptions, InitialValueOptions {
  /** What is queued and backed up: single pairs, or whole states. Default `peng-williams`. */
  readonly variant?: "peng-williams" | "moore-atkeson";
  /** Backups of each call of `plan`, at least 1. Default 5. */
  readonly backups?: number;
  /** Changes up to this are not passed on, in units of Q, at least 0. Default 0.0001. */
  readonly threshold?: number;
  /** Different transitions (state, action, next state) there is room for; 0 stands for N·M·min(N, 8). Default 0. */
  readonly predecessorCapacity?: number;
}

/** Q, V, what waits to be backed up, and who leads where. */
export type PrioritizedSweepingState = ActionValueTables & {
  /** Of pairs or of states, as the variant has it. */
  queue: PriorityQueue;
  predecessors: Predecessors;
  /** Backups so far. */
  backupCount: number;
};

/** Plans where a change matters most, backwards from where it happened. */
export type PrioritizedSweeping = Planner<Discrete, Discrete, PrioritizedSweepingState, "mdp", TableWord>;

const options: OptionSchema<Required<PrioritizedSweepingOptions>> = optionSchema({
  variant: choice(["peng-williams", "moore-atkeson"], { description: "what is queued: pairs, or states", default: "peng-williams" }),
  backups: integer({ description: "backups of each call of plan", default: 5, minimum: 1 }),
  threshold: number({ description: "changes up to this are not passed on", default: 1e-4, minimum: 0 }),
  predecessorCapacity: integer({ description: "room for different transitions; 0: N·M·min(N, 8)", default: 0, minimum: 0 }),
  ...selectionFields, ...initialValueFields,
});

/** {@link prioritizedSweeping} by name. */
export const prioritizedSweepingPlugin: Plugin<"planner", Required<PrioritizedSweepingOptions>, TabularProblem, PrioritizedSweeping> =
  definePlugin({
    role: "planner", name: "prioritizedSweeping", about: "Prioritized sweeping: full backups where values change most", options, create,
  });

/**
 * Prioritized sweeping: full backups of an explicit model, in the order of how much they are expected to change.
 *
 * A real transition (x, a, r, x') is queued with priority |r + discount · max_a' Q(x',a') − Q(x,a)|, if above `threshold`.
 * `plan` then takes the highest `backups` times, or until the queue is empty ("converged"; otherwise "max-iterations"):
 *
 *   peng-williams: the pair (x,a):   Q(x,a) = r(x,a) + γ Σ_y P(y|x,a) V(y);  if V(x) changed, every pair that has led to x is queued
 *                  with what its own backup would change
 *   moore-atkeson: the state x:      the same for all its actions;  every state z with P(x|z,b) \> 0 is queued with P(x|z,b) · |change of V(x)|
 *
 * A priority that waits is raised, never lowered. Rows that the model knows nothing about keep their values, so that a high
 * `initialValue` is optimism. The links to predecessors come from real transitions alone, and imagined ones are passed over: its
 * planning is its own. `plan` stops with "non-finite" at a backup that is not a finite number, and that row keeps its value. `learn` throws
 * `predecessors-full` when there are more different transitions than `predecessorCapacity`,
 * `plan` `wrong-world` for a model of other sizes. Throws `bad-options`.
 *
 * Source: Moore and Atkeson (1993), Prioritized sweeping, Machine Learning 13; Peng and Williams (1993), Efficient learning and
 * planning within the Dyna framework, Adaptive Behavior 1. Differs: backups replace Q (step size 1), also Peng and Williams';
 * Moore and Atkeson put the state just left on top, here it has the priority above.
 */
export function prioritizedSweeping(problem: TabularProblem, chosen: PrioritizedSweepingOptions = {}): PrioritizedSweeping {
  return createComponent(prioritizedSweepingPlugin, chosen, problem);
}

function create(chosen: Required<PrioritizedSweepingOptions>, problem: TabularProblem): PrioritizedSweeping {
  checkTabular(problem);
  const { variant, backups, threshold, initialValue } = chosen;
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const rowCount = stateCount * actionCount;
  const capacity = chosen.predecessorCapacity || rowCount * Math.min(stateCount, 8);
  const selection = selectionOf(chosen, actionCount);
  const pairs = variant === "peng-williams";
  return definePlanner({
    name: "prioritized-sweeping", package: packageName, spaces: problem, needs: ["mdp"], provides: tableWords,
    init: (_, allocator = heap): PrioritizedSweepingState => ({
      ...actionValueTables(problem, initialValue, allocator), backupCount: 0,
      queue: priorityQueue(pairs ? rowCount : stateCount, allocator),
      predecessors: predecessors(stateCount, rowCount, capacity, allocator),
    }),
    learn(state, batch) {
      if (batch.imagined) return undefined;
      for (let b = 0; b < batch.size; b++) {
        const row = batch.observation[b]! * actionCount + batch.action[b]!;
        addPredecessor(state.predecessors, row, batch.nextObservation[b]!);
        const surprise = surpriseOf(state, batch, b, actionCount);
        if (surprise > threshold) promote(state.queue, pairs ? row : batch.observation[b]!, surprise);
      }
      return undefined;
    },
    plan(state, { mdp }) {
      checkWorld(problem, mdp);
      return sweep(state, mdp, pairs ? sweepPair : sweepState, backups, threshold);
    },
    policy: ({ actionValue }) => tablePolicy(selection, actionValue),
    decision: (state) => tableDecision(problem, selection, state),
    metrics: ({ actionValue, queue, backupCount }) =>
      ({ meanAbsoluteActionValue: meanAbsolute(actionValue), backups: backupCount, queued: queue.size }),
  });
}

/** |r + discount · max_a' Q(x',a') − Q(x,a)| */
function surpriseOf(
  { actionValue }: ActionValueTables, batch: TransitionBatch<Discrete, Discrete>, b: number, actionCount: number,
): number {
  const next = maximum(actionValue, batch.nextObservation[b]!, actionCount);
  const row = batch.observation[b]! * actionCount + batch.action[b]!;
  return Math.abs(batch.reward[b]! + batch.discount[b]! * next - actionValue[row]!);
}

function sweep(state: PrioritizedSweepingState, mdp: Mdp, backUp: typeof sweepPair, backups: number, threshold: number): Outcome {
  for (let i = 0; i < backups && state.queue.size > 0; i++) {
    if (!backUp(state, mdp, threshold)) return "non-finite";
    state.backupCount++;
  }
  return state.queue.size === 0 ? "converged" : "max-iterations";
}
