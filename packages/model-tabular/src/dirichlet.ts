import type { Discrete, ModelLearner, Problem, Random } from "@worldwise/protocol";
import { defineModelLearner, heap } from "@worldwise/protocol";
import { asDynamics } from "@worldwise/rollout";
import { logGammaVariate } from "./gamma-variate.ts";
import { drawDeviation, surprise } from "./normal-gamma.ts";
import type { MdpTables } from "./mdp-tables.ts";
import { mdpFace, mdpTables } from "./mdp-tables.ts";
import { packageName } from "./package-name.ts";
import { requireOption, requireRoom } from "./require-option.ts";
import type { TabularTransition } from "./transition-reader.ts";
import { transitionReader } from "./transition-reader.ts";
import { visitMetrics } from "./visit-metrics.ts";

/** What can be chosen for `dirichlet`. */
export interface DirichletOptions {
  /** α₀ of every next state, \> 0. */
  readonly concentration: number;
  /** Prior mean of every reward. */
  readonly priorReward: number;
  /** What the prior mean counts for, in observed rewards, \> 0. */
  readonly priorRewardWeight: number;
  /** Standard deviation of a single reward, at least 0: taken as known, or the prior's guess with `normal-gamma`. */
  readonly rewardDeviation: number;
  /** What is unknown of a reward: its mean alone, or its mean and its precision. */
  readonly rewards: "normal" | "normal-gamma";
  /** α of the precision's prior with `normal-gamma`, \> 0: half the observations that the guess of the deviation counts for. */
  readonly precisionShape: number;
}

/** What `dirichlet` remembers. Rows r = x · M + a of N outcomes: outcome r · N + y is the next state y. */
export type DirichletState = {
  /** The data set's clock at the last update. */
  seen: number;
  /** `[N·M]` n(x, a) */
  visits: Float64Array;
  /** `[N·M, N]` n(x, a, y) */
  outcomeVisits: Float64Array;
  /** `[N·M]` β of the precision of each reward; stays what it was unless `normal-gamma`. */
  precisionRate: Float64Array;
  /** The mean of the posterior. */
  mdp: MdpTables;
  /** The world that was drawn last; the prior mean until one is. */
  drawn: {
    /** `[N·M, N]` */
    probability: Float64Array;
    /** `[N·M, N]` 0 | 1 */
    terminated: Uint8Array;
    /** `[N·M]` */
    reward: Float64Array;
  };
};

/**
 * Bayes' posterior of a finite world: a Dirichlet distribution for each row, a normal or normal-gamma one for each reward.
 *
 *   P(·|x,a) ~ Dirichlet(α₀ + n(x,a,·)),   E P(y|x,a) = (α₀ + n(x,a,y)) / (N α₀ + n(x,a))
 *   r(x,a)   ~ N((w m₀ + Σ r) / (w + n), σ² / (w + n)),   m₀ the prior mean, w its weight, σ the deviation of one reward
 *
 * With `normal-gamma` σ is unknown too, 1/σ² ~ Gamma(α + n/2, rate β), where β starts at α σ₀² and grows with every surprise (`normalGammaPosterior`): rewards
 * that turn out to be certain are soon drawn so, whatever their scale.
 *
 * The face `mdp` is the posterior mean; `posterior.draw` replaces the numbers of `posterior.mdp` by one plausible world, for
 * posterior sampling. Rows are dense, `[N·M, N]`: for small problems. One transition costs a walk over its row, one draw a walk
 * over all.
 *
 * Termination is not given a posterior: the transition (x, a, y) ends the episode, in the mean and in every draw, when it once
 * did; what was never observed does not. Episodes of the model start anywhere, uniformly.
 *
 * @param problem - finite spaces and γ
 * @param options - `concentration` 1, `priorReward` 0, `priorRewardWeight` 1, `rewardDeviation` 1, `rewards` "normal" and
 * `precisionShape` 1 unless given
 *
 * Source: Strens (2000), A Bayesian framework for reinforcement learning; Osband, Russo, Van Roy (2013), algorithm 1 (PSRL);
 * normal-gamma: DeGroot (1970), Optimal Statistical Decisions, section 9.6.
 */
export function dirichlet(
  problem: Problem<Discrete, Discrete>, options: Partial<DirichletOptions> = {},
): ModelLearner<Discrete, Discrete, DirichletState, never, "mdp" | "dynamics" | "sampledRows" | "posterior"> {
  const precision = { rewards: "normal", precisionShape: 1 } as const;
  const chosen: DirichletOptions = { concentration: 1, priorReward: 0, priorRewardWeight: 1, rewardDeviation: 1, ...precision, ...options };
  requireFinite(chosen);
  requireRoom(problem, problem.observation.count);
  const reader = transitionReader(problem);
  const learn = (state: DirichletState, transition: TabularTransition): void => observe(state, transition, chosen);

  return defineModelLearner({
    name: "dirichlet", package: packageName, spaces: problem, needs: [], provides: ["mdp", "dynamics", "sampledRows", "posterior"],
    init(_random, allocator = heap): DirichletState {
      const mdp = priorMean(mdpTables(problem, problem.observation.count, allocator), chosen.priorReward);
      const { length: rows } = mdp.rowStart;
      const { length: room } = mdp.successor;
      const drawn = {
        probability: allocator("float64", room), terminated: allocator("uint8", room), reward: allocator("float64", rows),
      };
      drawn.probability.set(mdp.probability);
      drawn.reward.set(mdp.reward);
      return {
        seen: 0, visits: allocator("float64", rows), outcomeVisits: allocator("float64", room),
        precisionRate: allocator("float64", rows).fill(chosen.precisionShape * chosen.rewardDeviation ** 2), mdp, drawn,
      };
    },
    update: (state, data) => reader.read(state, data, learn),
    model(state) {
      const mdp = mdpFace(problem, state.mdp);
      const posterior = { mdp: { ...mdp, ...state.drawn }, draw: (random: Random) => drawWorld(state, chosen, random) };
      return { mdp, dynamics: asDynamics(mdp), sampledRows: mdp, posterior };
    },
    metrics: ({ visits }) => visitMetrics(visits),
  });
}

function requireFinite(options: DirichletOptions): void {
  const { concentration, priorReward, priorRewardWeight, rewardDeviation, rewards, precisionShape } = options;
  const positive = "a finite number above 0";
  requireOption(concentration > 0 && concentration < Infinity, "concentration", positive, concentration);
  requireOption(Number.isFinite(priorReward), "priorReward", "a finite number", priorReward);
  requireOption(priorRewardWeight > 0 && priorRewardWeight < Infinity, "priorRewardWeight", positive, priorRewardWeight);
  const notNegative = "a finite number of at least 0";
  requireOption(rewardDeviation >= 0 && rewardDeviation < Infinity, "rewardDeviation", notNegative, rewardDeviation);
  requireOption(["normal", "normal-gamma"].includes(rewards), "rewards", '"normal" or "normal-gamma"', rewards);
  requireOption(precisionShape > 0 && precisionShape < Infinity, "precisionShape", positive, precisionShape);
}

function priorMean(mdp: MdpTables, reward: number): MdpTables {
  const { rowStart, rowEnd, successor, probability, initial: { length: stateCount } } = mdp;
  for (let row = 0; row < rowStart.length; row++) rowEnd[row] = rowStart[row]! + stateCount;
  for (let k = 0; k < successor.length; k++) successor[k] = k % stateCount;
  probability.fill(1 / stateCount);
  mdp.reward.fill(reward);
  return mdp;
}

function observe({ visits, outcomeVisits, precisionRate, mdp }: DirichletState, transition: TabularTransition, options: DirichletOptions): void {
  const { row, next, reward, terminated } = transition;
  const { rowStart, rowEnd, probability, initial: { length: stateCount } } = mdp;
  const total = ++visits[row]!;
  const k = rowStart[row]! + next;
  outcomeVisits[k]!++;
  if (terminated === 1) mdp.terminated[k] = 1;
  const weight = options.priorRewardWeight + total - 1;
  if (options.rewards === "normal-gamma") precisionRate[row]! += surprise(reward - mdp.reward[row]!, weight);
  mdp.reward[row]! += (reward - mdp.reward[row]!) / (weight + 1);
  const mass = stateCount * options.concentration + total;
  for (let i = rowStart[row]!; i < rowEnd[row]!; i++) probability[i] = (options.concentration + outcomeVisits[i]!) / mass;
}

/** Row by row: its probabilities, then its reward. */
function drawWorld({ visits, outcomeVisits, precisionRate, mdp, drawn }: DirichletState, options: DirichletOptions, random: Random): void {
  drawn.terminated.set(mdp.terminated);
  for (let row = 0; row < visits.length; row++) {
    const [start, end] = [mdp.rowStart[row]!, mdp.rowEnd[row]!];
    for (let k = start; k < end; k++) drawn.probability[k] = logGammaVariate(options.concentration + outcomeVisits[k]!, random);
    exponentiate(drawn.probability, start, end);
    const deviation = options.rewards === "normal" ? options.rewardDeviation
      : drawDeviation(options.precisionShape + visits[row]! / 2, precisionRate[row]!, random);
    drawn.reward[row] = mdp.reward[row]! + deviation / Math.sqrt(options.priorRewardWeight + visits[row]!) * random.normal();
  }
}

/** Logarithms of weights become probabilities, in place. The largest is taken out first, so that not all of them vanish. */
function exponentiate(weight: Float64Array, start: number, end: number): void {
  let largest = -Infinity;
  for (let k = start; k < end; k++) largest = Math.max(largest, weight[k]!);
  let total = 0;
  for (let k = start; k < end; k++) total += weight[k] = Math.exp(weight[k]! - largest);
  for (let k = start; k < end; k++) weight[k]! /= total;
}
