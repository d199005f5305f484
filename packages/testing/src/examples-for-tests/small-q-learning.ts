import type { Discrete, Lanes, Planner, Problem, RandomLanes } from "@worldwise/protocol";
import { definePlanner, heap } from "@worldwise/protocol";

/** What small Q-learning saves. */
export type QState = { actionValue: Float64Array; value: Float64Array }; // [N·M], [N]

/** What it tells. */
export type QGift = "discount" | "valueTable" | "actionValueTable" | "maxBackupTable" | "policy" | "value";

/** Q-learning, ε-greedy with ε = 0.2; ties go to the lowest action. */
export function smallQLearning(
  problem: Problem<Discrete, Discrete>, stepSize = 0.5,
): Planner<Discrete, Discrete, QState, never, QGift> {
  const { observation: { count: stateCount }, action: { count: actionCount }, discount } = problem;

  function greedy({ actionValue }: QState, state: number): number {
    let best = 0;
    const row = state * actionCount;
    for (let a = 1; a < actionCount; a++) if (actionValue[row + a]! > actionValue[row + best]!) best = a;
    return best;
  }

  const act = (state: QState) => (
    observation: Int32Array, random: RandomLanes, outAction: Int32Array, mode = "explore",
  ): void => {
    for (let b = 0; b < random.lanes; b++) {
      const stream = random.lane(b);
      outAction[b] = mode === "explore" && stream.uniform() < 0.2 ? stream.integer(actionCount) : greedy(state, observation[b]!);
    }
  };

  return definePlanner({
    name: "small-q-learning", spaces: problem, needs: [],
    provides: ["discount", "valueTable", "actionValueTable", "maxBackupTable", "policy", "value"],
    init: (_random, allocator = heap): QState => ({
      actionValue: allocator("float64", stateCount * actionCount), value: allocator("float64", stateCount),
    }),
    learn(state, batch) {
      const { actionValue, value } = state;
      for (let b = 0; b < batch.size; b++) {
        const x = batch.observation[b]!;
        const row = x * actionCount + batch.action[b]!;
        const target = batch.reward[b]! + batch.discount[b]! * value[batch.nextObservation[b]!]!;
        actionValue[row] = actionValue[row]! + stepSize * (target - actionValue[row]!);
        value[x] = actionValue[x * actionCount + greedy(state, x)]!;
      }
      return undefined;
    },
    policy: (state) => ({ act: act(state) }),
    decision: (state) => ({
      discount, valueTable: state.value, actionValueTable: state.actionValue,
      maxBackupTable: { actionValue: state.actionValue, stepSize },
      policy: { act: act(state) },
      value: {
        evaluate: (observation: Lanes<Discrete>, outValue) =>
          outValue.forEach((_, b) => (outValue[b] = state.value[observation[b]!]!)),
      },
    }),
  });
}
