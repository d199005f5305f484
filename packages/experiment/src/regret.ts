import type { Mdp } from "@worldwise/protocol";
import { convergenceRate } from "@worldwise/theory";
import type { EpisodeRecord } from "./cell.ts";

/** Entries of the table that are read, at most: seconds of work. */
const mostReads = 1e9;

/**
 * What the best policy earns in an episode of so many steps, in expectation; it knows how much time is left.
 *
 *   V_h(x) = max_a r(x,a) + Σ_y P(y|x,a) V_h+1(y),   V_H = 0;   Σ_x initial(x) V_0(x)
 *
 * Undiscounted, as returns of episodes are. Undefined where that would take too long.
 */
export function optimalEpisodeReturn(mdp: Mdp, horizon: number): number | undefined {
  if (horizon * mdp.successor.length > mostReads) return undefined;
  const [value, next] = [new Float64Array(mdp.stateCount), new Float64Array(mdp.stateCount)];
  for (let h = 0; h < horizon; h++) {
    next.set(value);
    for (let s = 0; s < mdp.stateCount; s++) value[s] = bestBackup(mdp, s, next);
  }
  return value.reduce((total, v, s) => total + mdp.initial[s]! * v, 0);
}

function bestBackup(mdp: Mdp, state: number, next: Float64Array): number {
  let best = -Infinity;
  for (let a = 0; a < mdp.actionCount; a++) best = Math.max(best, backup(mdp, state * mdp.actionCount + a, next));
  return best;
}

function backup({ rowStart, rowEnd, successor, probability, terminated, reward }: Mdp, row: number, next: Float64Array): number {
  let total = reward[row]!;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) if (terminated[k] === 0) total += probability[k]! * next[successor[k]!]!;
  return total;
}

/** Σ_k J* − G_k over episodes; NaN where there are none, or J* is not known. */
export function regret(episodes: readonly EpisodeRecord[], optimal: number = Number.NaN): number {
  return episodes.length === 0 ? Number.NaN : episodes.reduce((total, episode) => total + optimal - episode.return, 0);
}

/** Points of the line that growth is read from. */
const pointCount = 20;

/**
 * Slope of log R_k over log k by least squares, R_k the regret of the first k episodes, at 20 numbers k that are evenly spaced in
 * their logarithms: 1 for regret in proportion to time, 1/2 for √k, toward 0 where it grows like log k or stops.
 *
 * NaN for fewer than 20 episodes between, and where R_k is not above 0.
 *
 * @param fromEpisode - the first of these k. Default: a tenth of all
 */
export function regretGrowth(
  episodes: readonly EpisodeRecord[], optimal: number = Number.NaN, fromEpisode: number = Math.ceil(episodes.length / 10),
): number {
  if (episodes.length - fromEpisode < pointCount) return Number.NaN;
  const ratio = Math.log(episodes.length / fromEpisode) / (pointCount - 1);
  const counts = Float64Array.from({ length: pointCount }, (_, i) => Math.round(fromEpisode * Math.exp(ratio * i)));
  const regrets = cumulative(episodes, optimal);
  const points = counts.map((count) => regrets[count - 1]!);
  return points.every((point) => point > 0) ? convergenceRate(counts, points).slope : Number.NaN;
}

function cumulative(episodes: readonly EpisodeRecord[], optimal: number): Float64Array {
  let total = 0;
  return Float64Array.from(episodes, (episode) => (total += optimal - episode.return));
}
