import { philox, seedKey } from "@worldwise/math";
import type { Tensor } from "@worldwise/protocol";
import { reshape } from "@worldwise/autodiff";
import type { FiniteSize } from "./finite-rows.ts";
import { requireOption } from "./require-option.ts";
import { tensorOf } from "./tables.ts";

/** Policies of a finite problem that are written out: `[N·M]` π(a|x) each, row after row. */
export type Policies = readonly ArrayLike<number>[];

/** The policies that take one action everywhere, M of them: their mixtures in each state are all policies. */
export const constantPolicies = ({ stateCount, actionCount }: FiniteSize): Policies =>
  Array.from({ length: actionCount }, (_, a) =>
    Float64Array.from({ length: stateCount * actionCount }, (_, row) => Number(row % actionCount === a)));

/**
 * Random policies, every second one deterministic, the others with independent exponential weights (uniform over the simplex).
 */
export function randomPolicies({ stateCount, actionCount }: FiniteSize, count: number, seed: number): Policies {
  const random = philox.streams(seedKey(seed), 1).lane(0);
  return Array.from({ length: count }, (_, c) => {
    const policy = new Float64Array(stateCount * actionCount);
    for (let start = 0; start < policy.length; start += actionCount) {
      const row = policy.subarray(start, start + actionCount);
      if (c % 2 === 0) row[random.integer(actionCount)] = 1;
      else spread(row.map(() => -Math.log(1 - random.uniform())), row);
    }
    return policy;
  });
}

function spread(weights: Float64Array, outRow: Float64Array): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, a) => (outRow[a] = weight / total));
}

/** Each policy as a tensor `[N, M]`. Throws `bad-options` unless all are distributions over actions. */
export function policyTensors(policies: Policies, { stateCount, actionCount }: FiniteSize): readonly Tensor[] {
  requireOption(policies.length > 0, "policies", "at least one", 0);
  return policies.map((policy, c) => {
    const fits = policy.length === stateCount * actionCount && areDistributions(policy, actionCount);
    requireOption(fits, "policies", `${stateCount} distributions over ${actionCount} actions each`, `others in policy ${c}`);
    return reshape(tensorOf("policies", [policy]), [stateCount, actionCount]);
  });
}

function areDistributions(policy: ArrayLike<number>, actionCount: number): boolean {
  for (let start = 0; start < policy.length; start += actionCount) {
    let total = 0;
    for (let a = 0; a < actionCount; a++) {
      if (!(policy[start + a]! >= 0)) return false;
      total += policy[start + a]!;
    }
    if (Math.abs(total - 1) > 1e-9) return false;
  }
  return true;
}
