import type { Mdp } from "@worldwise/protocol";
import { klUnchecked, l1Unchecked } from "./divergences.ts";
import { outcomeDistribution } from "./mdp-rows.ts";

/** A distance of two distributions over the N + 1 outcomes of a row. */
export type RowDistance = (truth: Float64Array, model: Float64Array) => number;

/** `[N·M]` distance(P(·|x, a), P̂(·|x, a)), the end of the episode being an outcome like others. */
export function rowDistances(truth: Mdp, model: Mdp, distance: RowDistance): Float64Array {
  const [p, q] = [new Float64Array(truth.stateCount + 1), new Float64Array(truth.stateCount + 1)];
  return Float64Array.from({ length: truth.stateCount * truth.actionCount }, (_, row) => {
    outcomeDistribution(truth, row, p);
    outcomeDistribution(model, row, q);
    return distance(p, q);
  });
}

/** `[N·M]` ‖P(·|x, a) − P̂(·|x, a)‖₁ */
export function rowL1(truth: Mdp, model: Mdp): Float64Array {
  return rowDistances(truth, model, l1Unchecked);
}

/** `[N·M]` KL(P(·|x, a) ‖ P̂(·|x, a)) */
export function rowKl(truth: Mdp, model: Mdp): Float64Array {
  return rowDistances(truth, model, klUnchecked);
}

/** `[N]` distance(P^π(·|x), P̂^π(·|x)): errors of single actions may cancel. By convexity at most Σ_a π(a|x) of theirs. */
export function policyRowDistances(truth: Mdp, model: Mdp, probabilities: Float64Array, distance: RowDistance): Float64Array {
  const [p, q] = [new Float64Array(truth.stateCount + 1), new Float64Array(truth.stateCount + 1)];
  const row = new Float64Array(truth.stateCount + 1);
  return Float64Array.from({ length: truth.stateCount }, (_, state) => {
    mixRows(truth, state, probabilities, row, p);
    mixRows(model, state, probabilities, row, q);
    return distance(p, q);
  });
}

/** `[N]` ‖P^π(·|x) − P̂^π(·|x)‖₁ */
export function policyRowL1(truth: Mdp, model: Mdp, probabilities: Float64Array): Float64Array {
  return policyRowDistances(truth, model, probabilities, l1Unchecked);
}

/** `[N]` KL(P^π(·|x) ‖ P̂^π(·|x)) */
export function policyRowKl(truth: Mdp, model: Mdp, probabilities: Float64Array): Float64Array {
  return policyRowDistances(truth, model, probabilities, klUnchecked);
}

/** out = Σ_a π(a|x) P(·|x, a); overwrites `scratch`. */
function mixRows(mdp: Mdp, state: number, probabilities: Float64Array, scratch: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let row = state * mdp.actionCount; row < (state + 1) * mdp.actionCount; row++) {
    if (probabilities[row] === 0) continue;
    outcomeDistribution(mdp, row, scratch);
    for (let y = 0; y < out.length; y++) out[y] = out[y]! + probabilities[row]! * scratch[y]!;
  }
}
