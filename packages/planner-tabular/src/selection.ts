import type { Discrete, LegalActions, Random } from "@worldwise/protocol";
import { legalMask, maximizerCount, nthLegal, nthMaximizer } from "./legal-mask.ts";

/**
 * How an action is chosen from the action values of one state: π(·|x) as a function of Q(x,·).
 *
 * Q is `[N, M]`. Nothing is kept between calls.
 */
export interface Selection {
  /** An action as the planner explores. */
  draw(actionValue: Float64Array, state: number, random: Random): number;
  /** An action of the policy that is judged. */
  evaluate(actionValue: Float64Array, state: number, random: Random): number;
  /** Writes outProbability `[M]`: the distribution of `draw`. */
  probabilities(actionValue: Float64Array, state: number, outProbability: Float64Array): void;
}

/**
 * A uniformly random action with probability `explore`, otherwise a greedy one.
 *
 *   π(a|x) = explore / M + (1 − explore) · 1[a ∈ argmax Q(x,·)] / |argmax Q(x,·)|
 *
 * Random numbers, in this order: one uniform (below `explore`: explore); then one integer, for the random action, or
 * among the maximizers if there are several. Judged: the greedy action of lowest index, no random numbers.
 *
 * @param explore - in [0, 1]
 * @param legalActions - M counts only these. Where none is legal the action is 0
 */
export function epsilonGreedy(actionCount: number, explore: number, legalActions?: LegalActions<Discrete>): Selection {
  const legal = legalMask(actionCount, legalActions);
  return {
    draw(actionValue, state, random) {
      const { mask, count } = legal(state);
      if (random.uniform() < explore) return count > 1 ? nthLegal(mask, random.integer(count)) : nthLegal(mask, 0);
      const ties = maximizerCount(actionValue, state, mask);
      return nthMaximizer(actionValue, state, mask, ties > 1 ? random.integer(ties) : 0);
    },
    evaluate: (actionValue, state) => nthMaximizer(actionValue, state, legal(state).mask, 0),
    probabilities(actionValue, state, outProbability) {
      const { mask, count } = legal(state);
      const ties = maximizerCount(actionValue, state, mask);
      for (let a = 0; a < actionCount; a++) outProbability[a] = mask[a]! * explore / count;
      for (let i = 0; i < ties; i++) outProbability[nthMaximizer(actionValue, state, mask, i)]! += (1 - explore) / ties;
    },
  };
}

/** Always a greedy action: {@link epsilonGreedy} that never explores and draws its uniform all the same. */
export const greedy = (actionCount: number, legalActions?: LegalActions<Discrete>): Selection => epsilonGreedy(actionCount, 0, legalActions);

/**
 * The Boltzmann policy.
 *
 *   π(a|x) = exp((Q(x,a) − max_b Q(x,b)) / temperature) / Σ_b exp((Q(x,b) − max) / temperature)
 *
 * Random numbers: one uniform, inverted through the running sum of π. Judged: the greedy action of lowest index, no random numbers.
 * `Math.exp` may differ in its last bit between engines.
 *
 * @param temperature - above 0, in units of Q
 */
export function softmax(actionCount: number, temperature: number, legalActions?: LegalActions<Discrete>): Selection {
  const legal = legalMask(actionCount, legalActions);
  const probability = new Float64Array(actionCount);
  const probabilities = (actionValue: Float64Array, state: number, outProbability: Float64Array): void => {
    const { mask } = legal(state);
    const highest = actionValue[state * actionCount + nthMaximizer(actionValue, state, mask, 0)]!;
    let total = 0;
    for (let a = 0; a < actionCount; a++) {
      outProbability[a] = mask[a]! * Math.exp((actionValue[state * actionCount + a]! - highest) / temperature);
      total += outProbability[a]!;
    }
    for (let a = 0; a < actionCount; a++) outProbability[a]! /= total;
  };
  return {
    probabilities,
    draw(actionValue, state, random) {
      probabilities(actionValue, state, probability);
      return invert(probability, 0, actionCount, random.uniform());
    },
    evaluate: (actionValue, state) => nthMaximizer(actionValue, state, legal(state).mask, 0),
  };
}

/** Every action is equally likely, also when judged. Random numbers: one integer. */
export function uniform(actionCount: number, legalActions?: LegalActions<Discrete>): Selection {
  const legal = legalMask(actionCount, legalActions);
  const draw: Selection["draw"] = (_, state, random) => {
    const { mask, count } = legal(state);
    return nthLegal(mask, random.integer(Math.max(count, 1)));
  };
  return {
    draw, evaluate: draw,
    probabilities(_, state, outProbability) {
      const { mask, count } = legal(state);
      for (let a = 0; a < actionCount; a++) outProbability[a] = mask[a]! / count;
    },
  };
}

/**
 * A policy that is written out, the same whatever Q says and also when judged.
 *
 * Random numbers: one uniform, inverted through the running sum of π.
 *
 * @param probability - `[N, M]` π(a|x), read live
 */
export function fixedProbabilities(actionCount: number, probability: Float64Array): Selection {
  const draw: Selection["draw"] = (_, state, random) =>
    invert(probability, state * actionCount, (state + 1) * actionCount, random.uniform()) - state * actionCount;
  return {
    draw, evaluate: draw,
    probabilities(_, state, outProbability) {
      for (let a = 0; a < actionCount; a++) outProbability[a] = probability[state * actionCount + a]!;
    },
  };
}

/** The first k of start … end−1 at which the running sum exceeds u; rounding may leave it below: then the last that is possible at all. */
function invert(probability: Float64Array, start: number, end: number, u: number): number {
  let total = 0;
  let last = start;
  for (let k = start; k < end; k++) {
    if (!(probability[k]! > 0)) continue;
    total += probability[k]!;
    last = k;
    if (total > u) return k;
  }
  return last;
}
