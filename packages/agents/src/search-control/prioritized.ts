import type { Predecessors, PriorityQueue } from "@worldwise/data";
import { addPredecessor, popHighest, predecessors, priorityQueue, promote } from "@worldwise/data";
import type { Discrete, Mdp, Problem, SearchControl, SearchView } from "@worldwise/protocol";
import { defineSearchControl, heap } from "@worldwise/protocol";

/** Options of `prioritized`. */
export interface PrioritizedOptions {
  /** Pairs whose Q would change by no more are not planned, in units of Q. */
  readonly threshold?: number;
  /** Different transitions (state, action, next state) there is room for; N·M·min(N, 8) by default. */
  readonly predecessorCapacity?: number;
}

/** Pairs by urgency, who leads where, and the pair that was drawn last. */
export type PrioritizedState = {
  queue: PriorityQueue;
  predecessors: Predecessors;
  /** The state whose value may have changed since, because a pair of it was drawn; −1 for none. */
  drawnState: number;
};

type View = SearchView<"mdp" | "actionValueTable", Discrete, Discrete>;

/**
 * Search control of queue-Dyna: the pair whose Q would change most comes first.
 *
 *   priority(x,a) = |r̂(x,a) + γ Σ_y P̂(y|x,a) max_a' Q(y,a') − Q(x,a)|
 *
 * A real transition from x queues its pair, and every pair that has led to x, since the planner has just learned there; so does,
 * before the next draw, a pair of x that was drawn. Draws no random number, and stops planning when nothing is above the threshold.
 * Only one lane is filled at a time: the change of a pair must be seen before the next.
 *
 * Source: Peng and Williams (1993). Differs: priorities are of full backups by the model, also where updates are sampled.
 */
export function prioritized(
  problem: Problem<Discrete, Discrete>, { threshold = 1e-4, predecessorCapacity }: PrioritizedOptions = {},
): SearchControl<Discrete, Discrete, PrioritizedState, "mdp" | "actionValueTable"> {
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const rowCount = stateCount * actionCount;
  const capacity = predecessorCapacity ?? rowCount * Math.min(stateCount, 8);
  const consider = ({ queue }: PrioritizedState, { mdp, actionValueTable }: View, row: number): void => {
    const change = Math.abs(backup(mdp, actionValueTable, row) - actionValueTable[row]!);
    if (change > threshold) promote(queue, row, change);
  };
  const considerPredecessors = (state: PrioritizedState, view: View, changed: number): void => {
    const { firstInto, nextInto, row } = state.predecessors;
    for (let link = firstInto[changed]!; link >= 0; link = nextInto[link]!) consider(state, view, row[link]!);
  };
  const settle = (state: PrioritizedState, view: View): void => {
    if (state.drawnState >= 0) considerPredecessors(state, view, state.drawnState);
    state.drawnState = -1;
  };
  return defineSearchControl({
    name: "prioritized", package: "@worldwise/agents", spaces: problem, needs: ["mdp", "actionValueTable"], provides: [],
    init: (allocator = heap): PrioritizedState => ({
      queue: priorityQueue(rowCount, allocator), drawnState: -1,
      predecessors: predecessors(stateCount, rowCount, capacity, allocator),
    }),
    observe(state, batch, view) {
      settle(state, view);
      for (let b = 0; b < batch.size; b++) {
        const row = batch.observation[b]! * actionCount + batch.action[b]!;
        addPredecessor(state.predecessors, row, batch.nextObservation[b]!);
        consider(state, view, row);
        considerPredecessors(state, view, batch.observation[b]!);
      }
    },
    draw(state, view, _random, outObservation, outAction) {
      settle(state, view);
      const row = popHighest(state.queue);
      if (row < 0) return 0;
      outObservation[0] = state.drawnState = Math.floor(row / actionCount);
      outAction[0] = row % actionCount;
      return 1;
    },
  });
}

/** r̂(x,a) + γ Σ_k P̂_k (1 − terminated_k) max_a' Q(y_k, a') */
function backup(mdp: Mdp, actionValue: Float64Array, row: number): number {
  const { rowStart, rowEnd, successor, probability, terminated, reward, discount, actionCount } = mdp;
  let next = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
    const first = successor[k]! * actionCount;
    let best = actionValue[first]!;
    for (let a = 1; a < actionCount; a++) best = Math.max(best, actionValue[first + a]!);
    next += probability[k]! * (1 - terminated[k]!) * best;
  }
  return reward[row]! + discount * next;
}
