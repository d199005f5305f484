import type { Predecessors, PriorityQueue } from "@worldwise/data";
import { addPredecessor, popHighest, predecessors, priorityQueue, promote } from "@worldwise/data";
import type { Discrete, OptionSchema, Planner, Plugin, TransitionBatch } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, integer, number, optionSchema } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, maximum, meanAbsolute } from "./action-values.ts";
import type { InitialValueOptions, SelectionOptions } from "./planner-options.ts";
import { initialValueFields, selectionFields, selectionOf } from "./planner-options.ts";
import { tablePolicy } from "./policies.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, packageName } from "./tabular-problem.ts";

/** Options of {@link smallBackups}. */
export interface SmallBackupsOptions extends SelectionOptions, InitialValueOptions {
  /** Small backups of each call of `plan`, at least 1. Default 20. */
  readonly backups?: number;
  /** Changes of Q up to this are not passed on, at least 0. Default 0.0001. */
  readonly threshold?: number;
  /** Different transitions (state, action, next state) there is room for; 0 stands for N·M·min(N, 8). Default 0. */
  readonly predecessorCapacity?: number;
}

/** Q, V, and a model of counts that remembers which value each transition was last backed up with. */
export type SmallBackupsState = ActionValueTables & {
  /** `[N·M]` Real transitions n(x,a), also those that ended the episode. */
  rowCount: Float64Array;
  /** Transitions (x,a,y) that were seen and went on. */
  links: Predecessors;
  /** `[capacity]` Σ of the discounts of the link's transitions: n(x,a,y) γ. */
  linkWeight: Float64Array;
  /** `[capacity]` U(x,a,y): the value of y that Q(x,a) has in it. */
  usedValue: Float64Array;
  /** Links by |change of Q(x,a)|. */
  queue: PriorityQueue;
  /** Small backups so far. */
  backupCount: number;
};

/** Plans with backups of one successor at a time. */
export type SmallBackups = Planner<Discrete, Discrete, SmallBackupsState, never, TableWord>;

const options: OptionSchema<Required<SmallBackupsOptions>> = optionSchema({
  backups: integer({ description: "small backups of each call of plan", default: 20, minimum: 1 }),
  threshold: number({ description: "changes of Q up to this are not passed on", default: 1e-4, minimum: 0 }),
  predecessorCapacity: integer({ description: "room for different transitions; 0: N·M·min(N, 8)", default: 0, minimum: 0 }),
  ...selectionFields, ...initialValueFields,
});

/** {@link smallBackups} by name. */
export const smallBackupsPlugin: Plugin<"planner", Required<SmallBackupsOptions>, TabularProblem, SmallBackups> = definePlugin({
  role: "planner", name: "smallBackups", about: "Prioritized sweeping with small backups: one successor of one pair at a time",
  options, create,
});

/**
 * Prioritized sweeping with small backups, in a model of its own counts.
 *
 * U(x,a,y) is the value of y that Q(x,a) was computed with, so that at all times
 *
 *   Q(x,a) = r̂(x,a) + γ Σ_y P̂(y|x,a) U(x,a,y)        r̂ and P̂: means of the real transitions
 *
 * and one successor can be brought up to date on its own, at a cost that does not depend on how many there are:
 *
 *   plan:   of all (x,a,y) the one with the highest priority γ P̂(y|x,a) |V(y) − U(x,a,y)|:
 *           Q(x,a) += γ P̂(y|x,a) (V(y) − U(x,a,y)),   U(x,a,y) = V(y),   V(x) = max_a Q(x,a)
 *   learn:  Q(x,a) = (n Q(x,a) + γ n(x,a,x') (V(x') − U(x,a,x')) + r + γ V(x')) / (n + 1),   U(x,a,x') = V(x'),   n = n(x,a)
 *
 * When V(y) changes, all transitions into y whose priority is above `threshold` are queued; one that waits is raised, never
 * lowered. With an empty queue ("converged") no U is further from its V than the threshold allows, and Q solves the model as
 * closely; around a cycle, rounding alone can keep a threshold of 0 busy forever. The first transition of a pair replaces
 * `initialValue`; pairs that were never tried keep it, so that high ones are optimism. Imagined transitions are passed over.
 * `learn` throws `predecessors-full` when there are more different transitions than `predecessorCapacity`. Throws `bad-options`.
 *
 * Source: van Seijen, Sutton (2013), Planning by prioritized sweeping with small backups, ICML. Differs: a priority for each
 * transition instead of each state.
 */
export function smallBackups(problem: TabularProblem, chosen: SmallBackupsOptions = {}): SmallBackups {
  return createComponent(smallBackupsPlugin, chosen, problem);
}

function create(chosen: Required<SmallBackupsOptions>, problem: TabularProblem): SmallBackups {
  checkTabular(problem);
  const { backups, threshold, initialValue } = chosen;
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const rows = stateCount * actionCount;
  const capacity = chosen.predecessorCapacity || rows * Math.min(stateCount, 8);
  const selection = selectionOf(chosen, actionCount);
  return definePlanner({
    name: "small-backups", package: packageName, spaces: problem, needs: [], provides: tableWords,
    init: (_, allocator = heap): SmallBackupsState => ({
      ...actionValueTables(problem, initialValue, allocator), rowCount: allocator("float64", rows),
      links: predecessors(stateCount, rows, capacity, allocator),
      linkWeight: allocator("float64", capacity), usedValue: allocator("float64", capacity),
      queue: priorityQueue(capacity, allocator), backupCount: 0,
    }),
    learn(state, batch) {
      if (batch.imagined) return undefined;
      for (let b = 0; b < batch.size; b++) learnTransition(state, batch, b, actionCount, threshold);
      return undefined;
    },
    plan(state) {
      for (let i = 0; i < backups && state.queue.size > 0; i++) {
        const link = popHighest(state.queue);
        backUpLink(state, link);
        if (!Number.isFinite(state.actionValue[state.links.row[link]!])) return "non-finite";
        refreshValue(state, Math.floor(state.links.row[link]! / actionCount), actionCount, threshold);
        state.backupCount++;
      }
      return state.queue.size === 0 ? "converged" : "max-iterations";
    },
    policy: ({ actionValue }) => tablePolicy(selection, actionValue),
    decision: (state) => tableDecision(problem, selection, state),
    metrics: ({ actionValue, queue, backupCount }) =>
      ({ meanAbsoluteActionValue: meanAbsolute(actionValue), backups: backupCount, queued: queue.size }),
  });
}

/** Q(x,a) is the mean again when one transition more is counted. */
function learnTransition(
  state: SmallBackupsState, batch: TransitionBatch<Discrete, Discrete>, b: number, actionCount: number, threshold: number,
): void {
  const { actionValue, value, rowCount, linkWeight, usedValue } = state;
  const [from, next, discount] = [batch.observation[b]!, batch.nextObservation[b]!, batch.discount[b]!];
  const row = from * actionCount + batch.action[b]!;
  if (discount > 0) {
    const link = linkOf(state.links, row, next);
    if (linkWeight[link]! > 0) backUpLink(state, link);
    usedValue[link] = value[next]!;
    linkWeight[link]! += discount;
  }
  const before = rowCount[row]!++;
  const target = batch.reward[b]! + (discount > 0 ? discount * value[next]! : 0);
  actionValue[row] = (before * (before > 0 ? actionValue[row]! : 0) + target) / (before + 1);
  refreshValue(state, from, actionCount, threshold);
}

/** The link from a row to a state, a new one if need be. */
function linkOf(links: Predecessors, row: number, next: number): number {
  addPredecessor(links, row, next);
  let link = links.firstOutOf[row]!;
  while (links.successor[link] !== next) link = links.nextOutOf[link]!;
  return link;
}

/** The small backup: brings Q(x,a) up to date with V(y). */
function backUpLink({ actionValue, value, rowCount, links, linkWeight, usedValue }: SmallBackupsState, link: number): void {
  const [row, next] = [links.row[link]!, value[links.successor[link]!]!];
  actionValue[row]! += linkWeight[link]! / rowCount[row]! * (next - usedValue[link]!);
  usedValue[link] = next;
}

/** V(x) = max_a Q(x,a); if it changed, who leads to x is queued. */
function refreshValue(state: SmallBackupsState, changed: number, actionCount: number, threshold: number): void {
  const { actionValue, value, rowCount, links, linkWeight, usedValue, queue } = state;
  const highest = maximum(actionValue, changed, actionCount);
  if (highest === value[changed]) return;
  value[changed] = highest;
  for (let link = links.firstInto[changed]!; link >= 0; link = links.nextInto[link]!) {
    const priority = linkWeight[link]! / rowCount[links.row[link]!]! * Math.abs(highest - usedValue[link]!);
    if (priority > threshold) promote(queue, link, priority);
  }
}
