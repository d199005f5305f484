import type { Discrete, OptionSchema, Planner, Plugin } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, number, optionSchema } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, maximum, meanAbsolute } from "./action-values.ts";
import type { InitialValueOptions, SelectionOptions } from "./planner-options.ts";
import { initialValueFields, selectionFields, selectionOf, stepSizeField } from "./planner-options.ts";
import { tablePolicy } from "./policies.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, packageName } from "./tabular-problem.ts";

/** Options of {@link dynaQPlus}. */
export interface DynaQPlusOptions extends SelectionOptions, InitialValueOptions {
  /** α in (0, 1]. Default 0.1. */
  readonly stepSize?: number;
  /** κ, at least 0, in units of the reward. Default 0.001. */
  readonly bonus?: number;
}

/** Q, V, and when each pair was last really tried. */
export type DynaQPlusState = ActionValueTables & {
  /** Real transitions so far. */
  clock: number;
  /** `[N, M]` The clock at the last real try of each pair; 0 where there was none. */
  lastTried: Float64Array;
};

/** Q-learning that is curious about what it has not tried for long. */
export type DynaQPlus = Planner<Discrete, Discrete, DynaQPlusState, never, TableWord>;

const options: OptionSchema<Required<DynaQPlusOptions>> = optionSchema({
  stepSize: stepSizeField(0.1),
  bonus: number({ description: "weight κ of the bonus κ √τ on imagined rewards", default: 0.001, minimum: 0 }),
  ...selectionFields, ...initialValueFields,
});

/** {@link dynaQPlus} by name. */
export const dynaQPlusPlugin: Plugin<"planner", Required<DynaQPlusOptions>, TabularProblem, DynaQPlus> = definePlugin({
  role: "planner", name: "dynaQPlus", about: "Q-learning with a bonus for what was not tried for long, in imagination", options, create,
});

/**
 * Dyna-Q+: Q-learning whose imagined rewards grow with the time since the pair was last really tried.
 *
 *   Q(x,a) += stepSize · (r + b + discount · max_a' Q(x',a') − Q(x,a)),   b = bonus · √τ(x,a) if imagined, else 0
 *
 * τ counts real transitions, of all lanes; for a pair that was never tried, all of them. Which pairs are imagined, and what a model
 * says about pairs never tried, is the matter of search control and model. It does not promise `maxBackupTable`: its
 * imagined rewards are not the model's. Throws `bad-options`.
 *
 * Source: Sutton (1990), Integrated architectures for learning, planning, and reacting; Sutton and Barto (2018), section 8.3.
 */
export function dynaQPlus(problem: TabularProblem, chosen: DynaQPlusOptions = {}): DynaQPlus {
  return createComponent(dynaQPlusPlugin, chosen, problem);
}

function create(chosen: Required<DynaQPlusOptions>, problem: TabularProblem): DynaQPlus {
  checkTabular(problem);
  const { stepSize, bonus, initialValue } = chosen;
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const selection = selectionOf(chosen, actionCount);
  return definePlanner({
    name: "dyna-q-plus", package: packageName, spaces: problem, needs: [], provides: tableWords,
    init: (_, allocator = heap): DynaQPlusState => ({
      ...actionValueTables(problem, initialValue, allocator), clock: 0, lastTried: allocator("float64", stateCount * actionCount),
    }),
    learn(state, batch) {
      const { actionValue, value, lastTried } = state;
      for (let b = 0; b < batch.size; b++) {
        const row = batch.observation[b]! * actionCount + batch.action[b]!;
        const reward = batch.reward[b]! + (batch.imagined ? bonus * Math.sqrt(state.clock - lastTried[row]!) : 0);
        const target = reward + batch.discount[b]! * maximum(actionValue, batch.nextObservation[b]!, actionCount);
        actionValue[row]! += stepSize * (target - actionValue[row]!);
        value[batch.observation[b]!] = maximum(actionValue, batch.observation[b]!, actionCount);
        if (!batch.imagined) lastTried[row] = ++state.clock;
      }
      return undefined;
    },
    policy: ({ actionValue }) => tablePolicy(selection, actionValue),
    decision: (state) => tableDecision(problem, selection, state),
    metrics: ({ actionValue, clock }) => ({ meanAbsoluteActionValue: meanAbsolute(actionValue), realTransitions: clock }),
  });
}
