import type { Mdp, Random, StateTree } from "@worldwise/protocol";
import { backwardInduction, greedyAction, stageTables, trueBackup, trueReturn } from "./backward-induction.ts";
import type { StageTables } from "./backward-induction.ts";
import type { EpisodicStrategy } from "./strategies.ts";
import { requireOption } from "../require-option.ts";

/** What a run of episodes is made of. */
export interface RegretOptions<State extends StateTree = StateTree> {
  /** The true world, undiscounted here whatever its γ. */
  readonly world: Mdp;
  /** H: most steps of an episode, at least 1. */
  readonly horizon: number;
  /** K, at least 1. */
  readonly episodes: number;
  readonly strategy: EpisodicStrategy<State>;
  /** Most that one step pays: what is believed is never more than that for each step left. */
  readonly rewardBound: number;
}

/** How a run went. */
export interface RegretCurve<State extends StateTree = StateTree> {
  /** `[K]` Σ[i ≤ k] V* − V(π_i) at the start, exactly. */
  readonly regret: Float64Array;
  /** V* at the start. */
  readonly optimalReturn: number;
  /** What the strategy knew at the end. */
  readonly state: State;
}

/**
 * Plays episodes of a finite-horizon problem and adds up what was lost by not knowing it.
 *
 * Each episode: plan by backward induction, act greedily (or at random, as the strategy says), learn from every transition with
 * the values of this plan. Regret is that of the policy, computed exactly, not that of the rewards that came. Costs H · N · M
 * backups for each episode. Draws one uniform number for the start and each step, one more for each action where the strategy
 * explores. Throws `bad-options`.
 */
export function finiteHorizonRegret<State extends StateTree>(
  { world, horizon, episodes, strategy, rewardBound }: RegretOptions<State>, random: Random,
): RegretCurve<State> {
  for (const [name, value] of Object.entries({ horizon, episodes })) {
    requireOption(Number.isInteger(value) && value >= 1, name, "a whole number of at least 1", value);
  }
  const { stateCount, actionCount, initial } = world;
  const [state, tables, regret] = [strategy.init(), stageTables(horizon, stateCount, actionCount), new Float64Array(episodes)];
  backwardInduction(trueBackup(world), horizon, Infinity, tables);
  const optimalReturn = initial.reduce((sum, probability, s) => sum + probability * tables.value[s]!, 0);
  const backup = strategy.backup(state);
  let total = 0;
  for (let k = 0; k < episodes; k++) {
    backwardInduction(backup, horizon, rewardBound, tables);
    total += optimalReturn - trueReturn(world, horizon, tables.actionValue, strategy.explore);
    regret[k] = total;
    play(world, horizon, strategy, state, tables, random);
  }
  return { regret, optimalReturn, state };
}

/** One episode. */
function play<State extends StateTree>(
  world: Mdp, horizon: number, strategy: EpisodicStrategy<State>, state: State, { value, actionValue }: StageTables, random: Random,
): void {
  const { stateCount, actionCount, rowStart, successor, terminated, initial } = world;
  let s = drawFrom(initial, 0, stateCount, random);
  for (let h = 0; h < horizon; h++) {
    const isRandom = strategy.explore > 0 && random.uniform() < strategy.explore;
    const action = isRandom ? random.integer(actionCount) : greedyAction(actionValue, (h * stateCount + s) * actionCount, actionCount);
    const row = s * actionCount + action;
    const k = drawFrom(world.probability, rowStart[row]!, world.rowEnd[row]!, random);
    const isOver = terminated[k] === 1;
    strategy.observe(state, row, successor[k]!, isOver, value.subarray((h + 1) * stateCount, (h + 2) * stateCount));
    if (isOver) return;
    s = successor[k]!;
  }
}

/** An index in start … end−1 by its probability. */
function drawFrom(probability: Float64Array, start: number, end: number, random: Random): number {
  let left = random.uniform();
  for (let k = start; k < end - 1; k++) {
    left -= probability[k]!;
    if (left < 0) return k;
  }
  return end - 1;
}
