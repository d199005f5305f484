import type { ExactValues, Run } from "@worldwise/experiment";
import { exactValues } from "@worldwise/experiment";
import type { Episode } from "@worldwise/rollout";
import { greedyPolicy } from "../greedy-policy.ts";
import { formatNumber } from "./format-number.ts";
import { sparkline } from "./sparkline.ts";

/** What a run showed. Numbers over episodes are missing where none ended. */
export interface Summary {
  readonly summary: true;
  /** That ended. */
  readonly episodes: number;
  /** Real ones, those of an unfinished episode too. */
  readonly steps: number;
  readonly meanReturn?: number;
  readonly lastReturn?: number;
  readonly meanSteps?: number;
  readonly firstSteps?: number;
  readonly lastSteps?: number;
  readonly fewestSteps?: number;
  /** True values at the start of the final greedy policy and of others, where the world has a table. */
  readonly exact?: ExactValues;
  /** The agent's own. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Sums up a run. */
export function summarize({ agent, mdp }: Run, episodes: readonly Episode[], steps: number): Summary {
  const exact = mdp && exactValues(mdp, greedyPolicy(agent, mdp.stateCount));
  return { summary: true, episodes: episodes.length, steps, ...overEpisodes(episodes), ...(exact && { exact }), metrics: agent.metrics() };
}

function overEpisodes(episodes: readonly Episode[]): Partial<Summary> {
  const [first, last] = [episodes[0], episodes.at(-1)];
  if (!first || !last) return {};
  const mean = (of: (episode: Episode) => number): number => episodes.reduce((total, episode) => total + of(episode), 0) / episodes.length;
  return {
    meanReturn: mean((episode) => episode.return), lastReturn: last.return, meanSteps: mean(({ length }) => length),
    firstSteps: first.length, lastSteps: last.length,
    fewestSteps: episodes.reduce((fewest, { length }) => Math.min(fewest, length), Infinity),
  };
}

/** The same for people. */
export function summaryLines({ steps, exact, ...summary }: Summary, episodes: readonly Episode[]): readonly string[] {
  const { firstSteps, lastSteps, fewestSteps, meanReturn, lastReturn } = summary;
  const lines = [`${summary.episodes} episodes, ${steps} real steps`];
  if (firstSteps !== undefined && lastSteps !== undefined && fewestSteps !== undefined) {
    lines.push(`steps    first ${firstSteps}, last ${lastSteps}, fewest ${fewestSteps}   ${sparkline(episodes.map(({ length }) => Math.log(length)))} (log scale)`);
  }
  if (meanReturn !== undefined && lastReturn !== undefined) lines.push(`return   mean ${formatNumber(meanReturn)}, last ${formatNumber(lastReturn)}`);
  if (exact) {
    const { policy, optimal, uniform } = exact;
    lines.push(`value    greedy policy ${formatNumber(policy)}, optimal ${formatNumber(optimal)}, uniform ${formatNumber(uniform)} (exact, at the start)`);
  }
  return lines;
}
