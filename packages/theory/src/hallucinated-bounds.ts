import { type Mdp, WorldwiseError } from "@worldwise/protocol";
import { type BoundChain, boundChain } from "./bound.ts";
import { outcomeDistribution } from "./mdp-rows.ts";
import { checkPair } from "./model-pair.ts";
import { supNorm } from "./vectors.ts";

/** What a rollout's return is bounded by, and how wrong the model is on the way. */
export interface HallucinatedBounds {
  /** |G − Ĝ| of the sequence of actions. */
  readonly returns: BoundChain<"hallucinated" | "oneStep">;
  /** `[H]` E[1 − P̂(s_t | z_t−1, a_t−1)] for t = 1 … H, z being the model's own rollout. */
  readonly hallucinatedErrors: Float64Array;
  /** `[H]` 1 − P̂(s_t | s_t−1, a_t−1), the errors in states that were seen. */
  readonly oneStepErrors: Float64Array;
}

/**
 * Why to train a model on its own imagined states: two worlds under one sequence of actions, the truth being deterministic.
 *
 *   hallucinated  |G − Ĝ| ≤ 2 ‖r‖∞ Σ_t γᵗ E[1 − P̂(s_t | z_t−1, a_t−1)]
 *   oneStep       ≤ 2 ‖r‖∞ Σ_t γᵗ Σ_i≤t (1 − P̂(s_i | s_i−1, a_i−1))
 *
 * G = Σ γᵗ r(s_t, a_t) for t = 0 … H, where the last action is taken twice so that the last state counts; nothing is earned after
 * the end. The expectation in `hallucinated` is Pr(z_t ≠ s_t). Rewards are those of the truth in both worlds.
 *
 * @param start - s_0 = z_0
 * @param actions - `[H]` a_0, …, a_H−1; at least one
 *
 * Throws `bad-mdp`, `bad-rollout` where the truth is not deterministic on the way.
 *
 * Source: Talvitie (2017), "Self-correcting models for model-based reinforcement learning", AAAI.
 */
export function hallucinatedBounds(truth: Mdp, model: Mdp, start: number, actions: Int32Array): HallucinatedBounds {
  checkPair(truth, model);
  checkRollout(truth, start, actions);
  const [hallucinatedErrors, oneStepErrors] = [new Float64Array(actions.length), new Float64Array(actions.length)];
  let state = start, imagined = certain(truth.stateCount, start);
  let [difference, hallucinated, oneStep, sum] = [0, 0, 0, 0];
  for (let t = 1; t <= actions.length; t++) {
    const action = actions[t - 1]!;
    const next = certainOutcome(truth, state, action);
    oneStepErrors[t - 1] = 1 - advance(model, certain(truth.stateCount, state), action)[next]!;
    imagined = advance(model, imagined, action);
    hallucinatedErrors[t - 1] = Math.max(0, 1 - imagined[next]!);
    state = next;
    sum += oneStepErrors[t - 1]!;
    const weight = truth.discount ** t;
    difference += weight * rewardGap(truth, state, imagined, actions[Math.min(t, actions.length - 1)]!);
    hallucinated += weight * hallucinatedErrors[t - 1]!;
    oneStep += weight * sum;
  }
  const scale = 2 * supNorm(truth.reward);
  return {
    returns: boundChain(Math.abs(difference), { hallucinated: scale * hallucinated, oneStep: scale * oneStep }),
    hallucinatedErrors, oneStepErrors,
  };
}

/** `[N + 1]` All mass on one outcome. */
function certain(stateCount: number, outcome: number): Float64Array {
  return Float64Array.from({ length: stateCount + 1 }, (_, y) => Number(y === outcome));
}

/** `[N + 1]` The next distribution; the end stays the end. */
function advance(mdp: Mdp, now: Float64Array, action: number): Float64Array {
  const next = certain(mdp.stateCount, -1), row = new Float64Array(now.length);
  next[mdp.stateCount] = now[mdp.stateCount]!;
  for (let state = 0; state < mdp.stateCount; state++) {
    if (now[state] === 0) continue;
    outcomeDistribution(mdp, state * mdp.actionCount + action, row);
    for (let y = 0; y < next.length; y++) next[y] = next[y]! + now[state]! * row[y]!;
  }
  return next;
}

/** The one outcome there is. */
function certainOutcome(truth: Mdp, state: number, action: number): number {
  const row = advance(truth, certain(truth.stateCount, state), action);
  const outcome = row.findIndex((mass) => mass > 0);
  if (row[outcome]! >= 1 - 1e-9) return outcome;
  throw bad("one outcome of each pair on the way", `${row[outcome]} for state ${state}, action ${action}`);
}

/** r(s, a) − E r(z, a), nothing being earned after the end. */
function rewardGap({ reward, stateCount, actionCount }: Mdp, state: number, imagined: Float64Array, action: number): number {
  let gap = state < stateCount ? reward[state * actionCount + action]! : 0;
  for (let z = 0; z < stateCount; z++) gap -= imagined[z]! * reward[z * actionCount + action]!;
  return gap;
}

function checkRollout({ stateCount, actionCount }: Mdp, start: number, actions: Int32Array): void {
  if (!(Number.isInteger(start) && start >= 0 && start < stateCount)) throw bad(`a start below ${stateCount}`, String(start));
  if (actions.length === 0) throw bad("at least one action", "none");
  const exist = actions.every((action) => action >= 0 && action < actionCount);
  if (!exist) throw bad(`actions below ${actionCount}`, actions.join(" "));
}

const bad = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-rollout", { expected, got, todo: "give a rollout of a deterministic world" });
