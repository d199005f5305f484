import { philox } from "@worldwise/math";
import type { Random, RandomKey } from "@worldwise/protocol";
import { seedKey } from "@worldwise/protocol";
import { checkInteger } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { fromTransitionTable, tabulate } from "./transition-table.ts";

/** Options of a Garnet problem. */
export interface GarnetOptions {
  /** How many states, at least 1; by default 20. */
  readonly states?: number;
  /** How many actions, at least 1; by default 4. */
  readonly actions?: number;
  /** b: next states of each state and action, 1 … states; by default 3. */
  readonly branching?: number;
  /** Which one of them: a whole number from 0; by default 0. */
  readonly seed?: number;
  /** Instead of `seed`: the key of a random stream. */
  readonly key?: RandomKey;
  /** `cut-points` (the default): gaps between sorted uniform numbers. `normalized`: uniform numbers over their sum. */
  readonly probabilities?: "cut-points" | "normalized";
  /** `normal` (the default): standard normal, by state and action. `sparse`: uniform in [0, 1) on one state in ten, else 0. */
  readonly rewards?: "normal" | "sparse";
  /** γ in [0, 1], by default 0.95. */
  readonly discount?: number;
}

/**
 * A Garnet: a random MDP without structure, for averages over many problems.
 *
 * For each state and action, b distinct next states, uniformly without replacement; probabilities are the gaps that b − 1 uniform
 * cut points leave in [0, 1]. Nothing terminates; starts anywhere, equally likely. The same seed gives the same problem on every
 * machine. Next states, probabilities and rewards come from streams of their own, so that another reward law leaves the
 * transitions alone.
 *
 * Source: Archibald, McKinnon and Thomas (1995), in the form of Bhatnagar et al. (2009); definition from secondary accounts.
 * Sparse rewards: at least one state, ten in a hundred (rounded), drawn without replacement.
 * Differs: rewards are not noisy (σ = 0) and the problem does not change with time (τ = 0).
 * Throws `bad-options` on sizes out of range.
 */
export function garnet(options: GarnetOptions = {}): TabularWorld {
  const {
    states = 20, actions = 4, branching = 3, seed = 0, key = seedKey(seed), probabilities = "cut-points", rewards = "normal",
  } = options;
  checkInteger("states", states, 1);
  checkInteger("actions", actions, 1);
  checkInteger("branching", branching, 1, states);
  const stream = (name: string): Random => philox.streams(philox.derive(key, `garnet/${name}`), 1).lane(0);
  const [choice, spread] = [stream("successors"), stream("probabilities")];
  const reward = (rewards === "normal" ? normalRewards : sparseRewards)(stream("rewards"), states, actions);
  const table = tabulate(states, actions, (state, action) => {
    const chosen = draw(choice, states, branching);
    const probability = probabilities === "cut-points" ? cutPoints(spread, branching) : normalized(spread, branching);
    return chosen.map((next, k): Outcome => [probability[k]!, next, reward[state * actions + action]!, false]);
  });
  const initial = new Array<number>(states).fill(1 / states);
  const mdp = fromTransitionTable(table, { initial, discount: options.discount ?? 0.95 });
  return tabularWorld(mdp, { name: "garnet", package: packageName });
}

/** `count` of the numbers 0 … below−1, each at most once. Floyd's algorithm: one draw for each, no table of all numbers. */
function draw(random: Random, below: number, count: number): number[] {
  const chosen = new Set<number>();
  for (let last = below - count; last < below; last++) {
    const candidate = random.integer(last + 1);
    chosen.add(chosen.has(candidate) ? last : candidate);
  }
  return [...chosen];
}

function cutPoints(random: Random, count: number): readonly number[] {
  const cuts = Array.from({ length: count - 1 }, () => random.uniform()).sort((a, b) => a - b);
  return [...cuts, 1].map((cut, k) => cut - (cuts[k - 1] ?? 0));
}

function normalized(random: Random, count: number): readonly number[] {
  // 1 − u lies in (0, 1]: their sum is never 0.
  const weights = Array.from({ length: count }, () => 1 - random.uniform());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

const normalRewards = (random: Random, states: number, actions: number): Float64Array =>
  Float64Array.from({ length: states * actions }, () => random.normal());

function sparseRewards(random: Random, states: number, actions: number): Float64Array {
  const reward = new Float64Array(states * actions);
  for (const state of draw(random, states, Math.max(1, Math.round(states / 10)))) {
    reward.fill(random.uniform(), state * actions, (state + 1) * actions);
  }
  return reward;
}
