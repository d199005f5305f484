import type { Discrete, Mdp, Planner, Plugin, Problem } from "@worldwise/protocol";
import { definePlanner, definePlugin, integer, number, optionSchema } from "@worldwise/protocol";

/** What can be chosen. */
export interface __Factory__Options {
  /** Planning ends when no value moved further than this in a sweep. In units of the return. */
  readonly tolerance: number;
  readonly maximumSweepCount: number;
}

/** What is planned: V `[N]` and the greedy action of every state `[N]`. */
export type __Factory__State = { value: Float64Array; greedyAction: Int32Array };

type TabularProblem = Problem<Discrete, Discrete>;
type TabularPlanner = Planner<Discrete, Discrete, __Factory__State, "mdp", "valueTable">;

/**
 * Value iteration; values are overwritten as they are computed.
 *
 *   V(x) ← max_a r(x, a) + γ Σ_x' P(x' | x, a) V(x')
 */
export const __factory__ = (
  { observation, action }: TabularProblem,
  { tolerance = 1e-9, maximumSweepCount = 10_000 }: Partial<__Factory__Options> = {},
): TabularPlanner =>
  definePlanner({
    name: "__factory__", spaces: { observation, action }, needs: ["mdp"], provides: ["valueTable"],
    init: (): __Factory__State => ({
      value: new Float64Array(observation.count), greedyAction: new Int32Array(observation.count),
    }),
    plan(state, { mdp }) {
      for (let sweepCount = 0; sweepCount < maximumSweepCount; sweepCount++) {
        const change = sweep(mdp, state);
        if (!Number.isFinite(change)) return "non-finite";
        if (change <= tolerance) return "converged";
      }
      return "max-iterations";
    },
    policy: ({ greedyAction }) => ({
      act(observed, random, outAction) {
        for (let b = 0; b < random.lanes; b++) outAction[b] = greedyAction[observed[b]!]!;
      },
    }),
    decision: ({ value }) => ({ valueTable: value }),
  });

/** One sweep; the largest change of a value. */
function sweep(mdp: Mdp, { value, greedyAction }: __Factory__State): number {
  let largest = 0;
  for (let s = 0; s < mdp.stateCount; s++) {
    let best = -Infinity;
    for (let a = 0; a < mdp.actionCount; a++) {
      const backedUp = backup(mdp, value, s * mdp.actionCount + a);
      if (backedUp > best) greedyAction[s] = a;
      best = Math.max(best, backedUp);
    }
    largest = Math.max(largest, Math.abs(best - value[s]!));
    value[s] = best;
  }
  return largest;
}

/** r + γ P V of one row; nothing follows a transition that terminated. */
function backup(mdp: Mdp, value: Float64Array, row: number): number {
  const { rowStart, rowEnd, successor, probability, terminated, reward, discount } = mdp;
  let expected = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
    if (terminated[k] === 0) expected += probability[k]! * value[successor[k]!]!;
  }
  return reward[row]! + discount * expected;
}

/** The same by name. */
export const __factory__Plugin: Plugin<"planner", __Factory__Options, TabularProblem, TabularPlanner> = definePlugin({
  role: "planner", name: "__factory__", about: "Value iteration by sweeps over the states.",
  options: optionSchema({
    tolerance: number({ description: "Largest change of a value at which planning ends.", default: 1e-9, minimum: 0 }),
    maximumSweepCount: integer({ description: "Sweeps after which planning ends anyway.", default: 10_000, minimum: 1 }),
  }),
  create: (options: __Factory__Options, problem: TabularProblem) => __factory__(problem, options),
});
