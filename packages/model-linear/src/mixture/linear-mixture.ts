import type { Discrete, Mdp, ModelLearner, Outcome, Problem, TransitionBatch } from "@worldwise/protocol";
import { defineModelLearner, heap } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import { newTransitions, wentOn } from "../new-transitions.ts";
import { packageName } from "../package-name.ts";
import { requireNotNegative, requireOption } from "../require-option.ts";
import type { MixtureRows } from "./mixture-rows.ts";
import { mixtureRows } from "./mixture-rows.ts";

/** Options of {@link linearMixture}. */
export interface LinearMixtureOptions {
  /** P_1 … P_d with their rewards; for example tables of the worlds that it may be. Copied. */
  readonly models: readonly Mdp[];
  /** Most iterations of one update, at least 1. Default 100. */
  readonly iterations?: number;
  /** A change of θ up to this ends an update, at least 0. Default 1e-9. */
  readonly tolerance?: number;
}

/** What a mixture remembers. */
export type LinearMixtureState = {
  /** The data set's clock at the last update. */
  seen: number;
  /** Transitions that none of the models knows. */
  impossible: number;
  /** `[d]` θ: a distribution over the models. */
  weight: Float64Array;
  /** `[K]` How often each outcome came. */
  visits: Float64Array;
  /** `[K]` Σ_j θ_j P_j */
  probability: Float64Array;
  /** `[N·M]` Σ_j θ_j r_j */
  reward: Float64Array;
};

/**
 * A mixture of known models, P̂ = Σ_j θ_j P_j with θ in the simplex, by maximum likelihood.
 *
 *   θ_j ← 1/n Σ_t θ_j P_j(x'_t|x_t,a_t) / P̂(x'_t|x_t,a_t),   r̂ = Σ_j θ_j r_j
 *
 * The likelihood is concave in θ and never falls, but the iteration (expectation-maximization) may take many steps near a corner:
 * an update returns "max-iterations" where it stopped before. It goes on from the θ before, starts from equal weights, and keeps θ
 * where there are no data. Rewards are those of the models, not learned. Transitions that none of the models knows are passed over
 * and counted in `metrics`. An iteration costs d for each different outcome. Episodes start where those of the first model do.
 *
 * @param problem - finite spaces and γ
 *
 * Source: Dempster, Laird and Rubin (1977); the class as in Ayoub, Jia, Szepesvári, Wang and Yang (2020), Model-based reinforcement
 * learning with value-targeted regression, section 2.
 */
export function linearMixture(
  problem: Problem<Discrete, Discrete>, { models, iterations = 100, tolerance = 1e-9 }: LinearMixtureOptions,
): ModelLearner<Discrete, Discrete, LinearMixtureState, never, "mdp" | "dynamics" | "sampledRows"> {
  requireOption(Number.isInteger(iterations) && iterations >= 1, "iterations", "a whole number of at least 1", iterations);
  requireNotNegative("tolerance", tolerance);
  const layered = mixtureRows(models);
  const { rows } = layered;
  const fits = rows.stateCount === problem.observation.count && rows.actionCount === problem.action.count;
  requireOption(fits, "models", "the states and actions of the problem", `${rows.stateCount} states, ${rows.actionCount} actions`);
  const share = new Float64Array(models.length);
  const readNew = newTransitions(problem);
  const learn = (state: LinearMixtureState, one: TransitionBatch<Discrete, Discrete>): boolean => {
    const row = one.observation[0]! * rows.actionCount + one.action[0]!;
    const k = layered.outcomeOf(row, one.nextObservation[0]!, Number(!wentOn(one, problem.discount)));
    if (k >= 0) state.visits[k]!++;
    else state.impossible++;
    return true;
  };
  return defineModelLearner({
    name: "linearMixture", package: packageName, spaces: problem, needs: [], provides: ["mdp", "dynamics", "sampledRows"],
    init(_random, allocator = heap): LinearMixtureState {
      const state = {
        seen: 0, impossible: 0, weight: allocator("float64", models.length).fill(1 / models.length),
        visits: allocator("float64", rows.successor.length), probability: allocator("float64", rows.successor.length),
        reward: allocator("float64", rows.rowStart.length),
      };
      mix(layered, state);
      return state;
    },
    update(state, data): Outcome {
      readNew(state, data, learn);
      let change = Infinity;
      for (let i = 0; i < iterations && change > tolerance; i++) change = reweigh(layered.kernel, state, share);
      mix(layered, state);
      return change <= tolerance ? "converged" : "max-iterations";
    },
    model({ probability, reward }) {
      const mdp: Mdp = { ...rows, probability, reward, initial: models[0]!.initial, discount: problem.discount };
      return { mdp, dynamics: asDynamics(mdp), sampledRows: mdp };
    },
    metrics: ({ weight, impossible }) =>
      ({ impossible, ...Object.fromEntries(Array.from(weight, (theta, j) => [`weight${j}`, theta])) }),
  });
}

/** One iteration of expectation-maximization; how much θ changed. */
function reweigh(kernel: Float64Array, { weight, visits }: LinearMixtureState, share: Float64Array): number {
  const size = weight.length;
  share.fill(0);
  let total = 0;
  for (let k = 0; k < visits.length; k++) {
    if (visits[k] === 0) continue;
    let probability = 0;
    for (let j = 0; j < size; j++) probability += weight[j]! * kernel[k * size + j]!;
    // A weight that has vanished may leave an outcome impossible; it cannot come back by likelihood.
    if (probability === 0) continue;
    for (let j = 0; j < size; j++) share[j]! += visits[k]! * weight[j]! * kernel[k * size + j]! / probability;
    total += visits[k]!;
  }
  if (total === 0) return 0;
  let change = 0;
  for (let j = 0; j < size; j++) {
    change = Math.max(change, Math.abs(share[j]! / total - weight[j]!));
    weight[j] = share[j]! / total;
  }
  return change;
}

/** P̂ and r̂ from θ. */
function mix({ kernel, reward: rewards }: MixtureRows, { weight, probability, reward }: LinearMixtureState): void {
  writeMixed(kernel, weight, probability);
  writeMixed(rewards, weight, reward);
}

function writeMixed(columns: Float64Array, weight: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let j = 0; j < weight.length; j++) sum += weight[j]! * columns[i * weight.length + j]!;
    out[i] = sum;
  }
}
