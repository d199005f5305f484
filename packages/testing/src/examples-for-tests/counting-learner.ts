import type { Discrete, Mdp, ModelLearner, Problem } from "@worldwise/protocol";
import { defineModelLearner, heap, transitionBatch } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";

/** What the counting learner saves. */
export type CountState = {
  seen: number;
  /** How much its last transitions surprised the planner: Σ |V(x') − Σ_y P̂(y|x,a) V(y)|. */
  surprise: number;
  visits: Float64Array; // [N·M]
  rowEnd: Int32Array; // [N·M]
  probability: Float64Array; // [N·M, 2N], outcome = 2 · state + terminated
  reward: Float64Array; // [N·M]
};

/** Maximum likelihood by counting, in dense rows. It is told the values, and sums up how much its errors matter. */
export function countingLearner(
  problem: Problem<Discrete, Discrete>,
): ModelLearner<Discrete, Discrete, CountState, "valueTable", "mdp" | "sampledRows" | "dynamics"> {
  const [stateCount, actionCount] = [problem.observation.count, problem.action.count];
  const [rows, width] = [stateCount * actionCount, 2 * stateCount];
  const rowStart = Int32Array.from({ length: rows }, (_, row) => row * width);
  const [index, one] = [new Int32Array(1), transitionBatch(problem, 1)];

  function record(state: CountState, valueTable: Float64Array): void {
    const row = one.observation[0]! * actionCount + one.action[0]!;
    const outcome = 2 * one.nextObservation[0]! + (one.discount[0] === 0 ? 1 : 0);
    const rate = 1 / (state.visits[row] = state.visits[row]! + 1);
    state.reward[row] = state.reward[row]! + rate * (one.reward[0]! - state.reward[row]!);
    state.rowEnd[row] = rowStart[row]! + width;
    let expected = 0;
    for (let k = 0; k < width; k++) {
      const place = rowStart[row]! + k;
      expected += state.probability[place]! * valueTable[k >> 1]!;
      state.probability[place] = state.probability[place]! + rate * ((k === outcome ? 1 : 0) - state.probability[place]!);
    }
    state.surprise += Math.abs(valueTable[one.nextObservation[0]!]! - expected);
  }

  return defineModelLearner({
    name: "counting", spaces: problem, needs: ["valueTable"], provides: ["mdp", "sampledRows", "dynamics"],
    init: (_random, allocator = heap): CountState => ({
      seen: 0, surprise: 0, visits: allocator("float64", rows), rowEnd: rowStart.slice(),
      probability: allocator("float64", rows * width), reward: allocator("float64", rows),
    }),
    update(state, data, { valueTable }) {
      for (; state.seen < data.added; state.seen++) {
        index[0] = data.size - (data.added - state.seen);
        data.gather(index, one);
        record(state, valueTable);
      }
      return undefined;
    },
    model(state) {
      const mdp: Mdp = {
        stateCount, actionCount, rowStart, rowEnd: state.rowEnd, probability: state.probability, reward: state.reward,
        discount: problem.discount,
        successor: Int32Array.from({ length: rows * width }, (_, place) => (place % width) >> 1),
        terminated: Uint8Array.from({ length: rows * width }, (_, place) => place & 1),
        initial: new Float64Array(stateCount).fill(1 / stateCount),
      };
      return { mdp, sampledRows: mdp, dynamics: asDynamics(mdp) };
    },
    metrics: ({ seen, surprise }) => ({ seen, surprise }),
  });
}
