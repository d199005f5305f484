import type { Discrete, OptionSchema, Planner, Plugin, Policy, Random } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, optionSchema } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, meanAbsolute } from "./action-values.ts";
import type { InitialValueOptions, SelectionOptions } from "./planner-options.ts";
import { initialValueFields, selectionFields, selectionOf } from "./planner-options.ts";
import { expectedActionValue } from "./policies.ts";
import type { Selection } from "./selection.ts";
import type { StepSizeOptions } from "./step-size.ts";
import { stepOf, stepSizeFields } from "./step-size.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, packageName } from "./tabular-problem.ts";

/** Options of {@link sarsa}. */
export interface SarsaOptions extends StepSizeOptions, SelectionOptions, InitialValueOptions {}

/** Q, V, visit counts, and the actions that were learned from but not taken yet. */
export type SarsaState = ActionValueTables & {
  /** `[N, M]` Updates of each pair. */
  visits: Float64Array;
  /** `[N]` The action that will be taken next in each state; −1 where none is settled. */
  committed: Int32Array;
};

/** Learns Q of the policy it follows from the actions that are really taken. */
export type Sarsa = Planner<Discrete, Discrete, SarsaState, never, TableWord>;

const options: OptionSchema<Required<SarsaOptions>> =
  optionSchema({ ...stepSizeFields, ...selectionFields, ...initialValueFields });

/** {@link sarsa} by name. */
export const sarsaPlugin: Plugin<"planner", Required<SarsaOptions>, TabularProblem, Sarsa> = definePlugin({
  role: "planner", name: "sarsa", about: "SARSA: learns from the action that will be taken next", options, create,
});

/**
 * SARSA.
 *
 *   Q(x,a) += α · (r + discount · Q(x',a') − Q(x,a)),   a' ~ π(·|x'),   V(x) = Σ_a π(a|x) Q(x,a)
 *
 * After a real transition a' is kept in `committed`, and `act` takes it in explore mode when it comes to x', instead of drawing
 * anew. Where the episode ended (`last`) a' is drawn and not kept: nobody acts there next. Of several lanes that wait in one state, the first takes
 * the action and the others draw. For imagined transitions a' is drawn and not kept. One draw of the policy for each
 * transition whose a' is not settled yet. Throws `bad-options`.
 *
 * Source: Rummery and Niranjan (1994), On-line Q-learning using connectionist systems; Sutton and Barto (2018), section 6.4.
 */
export function sarsa(problem: TabularProblem, chosen: SarsaOptions = {}): Sarsa {
  return createComponent(sarsaPlugin, chosen, problem);
}

function create(chosen: Required<SarsaOptions>, problem: TabularProblem): Sarsa {
  checkTabular(problem);
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const selection = selectionOf(chosen, actionCount);
  const step = stepOf(chosen);
  const scratch = new Float64Array(actionCount);
  return definePlanner({
    name: "sarsa", package: packageName, spaces: problem, needs: [], provides: tableWords,
    init: (_, allocator = heap): SarsaState => ({
      ...actionValueTables(problem, chosen.initialValue, allocator),
      visits: allocator("float64", stateCount * actionCount),
      committed: allocator("int32", stateCount).fill(-1),
    }),
    learn(state, batch, random) {
      const { actionValue, value, visits } = state;
      for (let b = 0; b < batch.size; b++) {
        const keep = !batch.imagined && batch.last[b] === 0;
        const next = batch.nextObservation[b]!;
        const row = batch.observation[b]! * actionCount + batch.action[b]!;
        const nextRow = next * actionCount + nextAction(state, selection, next, keep, random);
        step(actionValue, visits, row, batch.reward[b]! + batch.discount[b]! * actionValue[nextRow]!);
        value[batch.observation[b]!] = expectedActionValue(selection, actionValue, batch.observation[b]!, scratch);
      }
      return undefined;
    },
    policy: (state) => committedPolicy(selection, state),
    decision: (state) => tableDecision(problem, selection, state),
    metrics: ({ actionValue }) => ({ meanAbsoluteActionValue: meanAbsolute(actionValue) }),
  });
}

/** a' at x': the one that is settled already, or a fresh draw, which is settled if it is to be kept. */
function nextAction({ actionValue, committed }: SarsaState, selection: Selection, next: number, keep: boolean, random: Random): number {
  if (!keep) return selection.draw(actionValue, next, random);
  if (committed[next]! < 0) committed[next] = selection.draw(actionValue, next, random);
  return committed[next]!;
}

/** Explores with the actions it has committed itself to, where there are any, and forgets them as it takes them. */
function committedPolicy(selection: Selection, { actionValue, committed }: SarsaState): Policy<Discrete, Discrete> {
  const explore = (state: number, random: Random): number => {
    const settled = committed[state]!;
    committed[state] = -1;
    return settled >= 0 ? settled : selection.draw(actionValue, state, random);
  };
  return {
    act(observation, random, outAction, mode = "explore") {
      for (let b = 0; b < random.lanes; b++) {
        const state = observation[b]!;
        outAction[b] = mode === "explore" ? explore(state, random.lane(b)) : selection.evaluate(actionValue, state, random.lane(b));
      }
    },
  };
}
