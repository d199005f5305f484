import type { OptionField } from "@worldwise/protocol";
import { list, number, WorldwiseError } from "@worldwise/protocol";
import type { TabularProblem } from "./tabular-problem.ts";

/** The field of a policy that is written out. */
export const probabilitiesField: OptionField<readonly number[]> = list(
  number({ description: "π(a|x)", minimum: 0, maximum: 1 }),
  { description: "the policy, N·M numbers row by row; empty: uniform", default: [] },
);

/**
 * π(a|x) as a table `[N, M]`; uniform where nothing is written. Throws `bad-policy` unless each row sums to 1.
 */
export function givenProbabilities({ observation, action }: TabularProblem, probabilities: readonly number[]): Float64Array {
  const rows = observation.count * action.count;
  if (probabilities.length === 0) return new Float64Array(rows).fill(1 / action.count);
  if (probabilities.length !== rows) throw badPolicy(`${rows} probabilities`, String(probabilities.length));
  for (let s = 0; s < observation.count; s++) {
    const row = probabilities.slice(s * action.count, (s + 1) * action.count);
    const total = row.reduce((sum, probability) => sum + probability, 0);
    if (Math.abs(total - 1) > 1e-9) throw badPolicy(`probabilities of state ${s} that sum to 1`, String(total));
  }
  return Float64Array.from(probabilities);
}

const badPolicy = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-policy", { expected, got, todo: "write π(a|x) row by row, one row for each state" });
