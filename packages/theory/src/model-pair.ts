import type { TabularPolicy } from "@worldwise/math";
import { checkMdp, type Mdp, WorldwiseError } from "@worldwise/protocol";
import { checkLength } from "./distribution.ts";

/** How far a policy's probabilities may sum from 1 in a state. */
const SUM_TOLERANCE = 1e-9;

/** Throws `bad-mdp` unless an MDP is well formed, has states and actions, and is discounted: the bounds divide by 1 − γ. */
export function checkDiscounted(mdp: Mdp): void {
  checkMdp(mdp);
  const { stateCount, actionCount } = mdp;
  if (!(stateCount >= 1 && actionCount >= 1)) throw bad("at least one state and one action", `${stateCount} and ${actionCount}`);
  if (!(mdp.discount < 1)) throw bad("a discount below 1", String(mdp.discount));
}

/** Throws unless truth and model are MDPs of the same states, actions and discount. */
export function checkPair(truth: Mdp, model: Mdp): void {
  checkDiscounted(truth);
  checkDiscounted(model);
  for (const name of ["stateCount", "actionCount", "discount"] as const) {
    if (truth[name] !== model[name]) throw bad(`one ${name} in truth and model`, `${truth[name]} and ${model[name]}`);
  }
}

/**
 * π(a|x) as probabilities.
 *
 * @param policy - `[N]` actions, or `[N·M]` probabilities
 * @returns `[N·M]`
 *
 * Throws `bad-policy`, `bad-length`.
 */
export function policyProbabilities({ stateCount, actionCount }: Mdp, policy: TabularPolicy): Float64Array {
  if (policy instanceof Float64Array) {
    checkLength("policy", policy.length, stateCount * actionCount);
    for (let state = 0; state < stateCount; state++) checkRow(policy, state, actionCount);
    return policy;
  }
  checkLength("policy", policy.length, stateCount);
  const probabilities = new Float64Array(stateCount * actionCount);
  policy.forEach((action, state) => {
    if (!(action >= 0 && action < actionCount)) throw badPolicy(`actions below ${actionCount}`, `${action} in state ${state}`);
    probabilities[state * actionCount + action] = 1;
  });
  return probabilities;
}

function checkRow(policy: Float64Array, state: number, actionCount: number): void {
  let total = 0;
  for (let a = 0; a < actionCount; a++) {
    const probability = policy[state * actionCount + a]!;
    if (!(probability >= 0)) throw badPolicy("probabilities of at least 0", `${probability} in state ${state}`);
    total += probability;
  }
  if (Math.abs(total - 1) <= SUM_TOLERANCE) return;
  throw badPolicy("probabilities that sum to 1 in each state", `${total} in state ${state}`);
}

const bad = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-mdp", { expected, got, todo: "compare an MDP and a model of it" });
const badPolicy = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-policy", { expected, got, todo: "correct the policy" });
