import type { Discrete, Mdp, Planner, Problem } from "@worldwise/protocol";
import { definePlanner, heap } from "@worldwise/protocol";

/** What small value iteration saves. */
export type VState = { value: Float64Array }; // [N]

/** r + γ P V of one row. */
function backup(
  { rowStart, rowEnd, successor, probability, terminated, reward, discount }: Mdp, row: number, value: Float64Array,
): number {
  let next = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) next += probability[k]! * (1 - terminated[k]!) * value[successor[k]!]!;
  return reward[row]! + discount * next;
}

/** Gauss-Seidel value iteration; acts greedily by one look ahead in the model. */
export function smallValueIteration(
  { observation, action }: Problem<Discrete, Discrete>,
): Planner<Discrete, Discrete, VState, "mdp", "valueTable"> {
  const best = (mdp: Mdp, state: number, value: Float64Array): { action: number; value: number } =>
    Array.from({ length: action.count }, (_, a) => ({ action: a, value: backup(mdp, state * action.count + a, value) }))
      .reduce((top, next) => (next.value > top.value ? next : top));
  return definePlanner({
    name: "small-value-iteration", spaces: { observation, action }, needs: ["mdp"], provides: ["valueTable"],
    init: (_random, allocator = heap): VState => ({ value: allocator("float64", observation.count) }),
    plan({ value }, { mdp }) {
      for (let sweep = 0; sweep < 100; sweep++) {
        let change = 0;
        for (let state = 0; state < value.length; state++) {
          const next = best(mdp, state, value).value;
          change = Math.max(change, Math.abs(next - value[state]!));
          value[state] = next;
        }
        if (change < 1e-9) return "converged";
      }
      return "max-iterations";
    },
    policy: ({ value }, { mdp }) => ({
      act(seen, random, outAction) {
        for (let b = 0; b < random.lanes; b++) outAction[b] = best(mdp, seen[b]!, value).action;
      },
    }),
    decision: ({ value }) => ({ valueTable: value }),
  });
}
