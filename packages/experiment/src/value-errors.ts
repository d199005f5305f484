import type { DecisionContext, Mdp } from "@worldwise/protocol";
import type { ValueErrors } from "./cell.ts";

/** `[N]` V̂ of every state, from the planner's table or its value function; undefined where it has neither. */
export function stateValues(
  { valueTable, value }: Partial<DecisionContext>, stateCount: number,
): ArrayLike<number> | undefined {
  if (valueTable || !value) return valueTable;
  const out = new Float64Array(stateCount);
  value.evaluate(Int32Array.from(out, (_, s) => s), out);
  return out;
}

/**
 * How far values are from the optimal ones, over the N states that are lived in: those where episodes start or go on.
 *
 *   mean: 1/N Σ|V̂ − V*|;   root-mean-square: √(1/N Σ(V̂ − V*)²);   largest: max |V̂ − V*|;   relative: Σ|V̂ − V*| / Σ|V*|
 *
 * @param planned - V̂ of every state of the world
 * @param optimal - V* of every state
 */
export function valueErrors(planned: ArrayLike<number>, optimal: Float64Array, world: Mdp): ValueErrors {
  const states = livedIn(world);
  const errors = states.map((s) => Math.abs(planned[s]! - optimal[s]!));
  const total = sum(errors);
  return {
    mean: total / errors.length, "root-mean-square": Math.sqrt(sum(errors.map((error) => error * error)) / errors.length),
    largest: errors.reduce((most, error) => Math.max(most, error), 0), relative: total / sum(states.map((s) => Math.abs(optimal[s]!))),
  };
}

/** States that are starts, or follow on a step that does not end the episode: no other ever asks for a value. */
function livedIn({ initial, successor, probability, terminated }: Mdp): readonly number[] {
  const lived = Array.from(initial, (start) => start > 0);
  successor.forEach((state, k) => {
    if (probability[k]! > 0 && terminated[k] === 0) lived[state] = true;
  });
  return [...lived.keys()].filter((s) => lived[s]);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
