import type { Discrete, ModelLearner, Plugin, Problem } from "@worldwise/protocol";
import { defineModelLearner, definePlugin, number, optionSchema, transitionBatch } from "@worldwise/protocol";

/** What can be chosen. */
export interface __Factory__Options {
  /** Reward of an action that was never tried. */
  readonly untriedReward: number;
}

/** What is remembered. Rows r = state · M + action. */
export type __Factory__State = {
  /** Transitions learned from. */
  seen: number;
  /** `[N·M]` */
  successor: Int32Array;
  /** `[N·M]` */
  reward: Float64Array;
  /** `[N·M]` 0 | 1 */
  terminated: Uint8Array;
};

type Learner = ModelLearner<Discrete, Discrete, __Factory__State, never, "outcomeTable">;

/**
 * Remembers the last outcome of every state and action. An action that was never tried leads back to its state.
 *
 *   successor(x, a) ← x',   reward(x, a) ← r,   terminated(x, a) ← discount = 0
 */
export function __factory__(
  { observation, action }: Problem<Discrete, Discrete>, { untriedReward = 0 }: Partial<__Factory__Options> = {},
): Learner {
  const rowCount = observation.count * action.count;
  const index = new Int32Array(1);
  const one = transitionBatch({ observation, action }, 1);
  function remember({ successor, reward, terminated }: __Factory__State): void {
    const row = one.observation[0]! * action.count + one.action[0]!;
    successor[row] = one.nextObservation[0]!;
    reward[row] = one.reward[0]!;
    terminated[row] = Number(one.discount[0] === 0);
  }
  return defineModelLearner({
    name: "__factory__", spaces: { observation, action }, needs: [], provides: ["outcomeTable"],
    init: (): __Factory__State => ({
      seen: 0,
      successor: Int32Array.from({ length: rowCount }, (_, row) => Math.floor(row / action.count)),
      reward: new Float64Array(rowCount).fill(untriedReward),
      terminated: new Uint8Array(rowCount),
    }),
    update(state, data) {
      // Transitions that the data set has dropped by now cannot be learned from.
      for (state.seen = Math.max(state.seen, data.added - data.size); state.seen < data.added; state.seen++) {
        index[0] = data.size - (data.added - state.seen);
        data.gather(index, one);
        remember(state);
      }
      return undefined;
    },
    model: ({ successor, reward, terminated }) => ({ outcomeTable: { successor, reward, terminated } }),
  });
}

/** The same by name. */
export const __factory__Plugin: Plugin<"model-learner", __Factory__Options, Problem<Discrete, Discrete>, Learner> = definePlugin({
  role: "model-learner", name: "__factory__", about: "Remembers the last outcome of every state and action.",
  options: optionSchema({ untriedReward: number({ description: "Reward of an action that was never tried.", default: 0 }) }),
  create: (options: __Factory__Options, problem: Problem<Discrete, Discrete>) => __factory__(problem, options),
});
