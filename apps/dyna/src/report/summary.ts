import type { ExactValues, Run } from "@worldwise/experiment";
import { exactValues } from "@worldwise/experiment";
import { mean } from "@worldwise/stats";
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
  const metrics = agent.metrics();
  return { summary: true, episodes: episodes.length, steps, ...overEpisodes(episodes), ...(exact && { exact }), metrics };
}

function overEpisodes(episodes: readonly Episode[]): Partial<Summary> {
  const [first, last] = [episodes[0], episodes.at(-1)];
  if (!first || !last) return {};
  const lengths = episodes.map(({ length }) => length);
  return {
    meanReturn: mean(episodes.map((episode) => episode.return)), lastReturn: last.return, meanSteps: mean(lengths),
    firstSteps: first.length, lastSteps: last.length,
    fewestSteps: lengths.reduce((fewest, length) => Math.min(fewest, length), Infinity),
  };
}

/** The same for people. */
export function summaryLines({ steps, exact, ...summary }: Summary, episodes: readonly Episode[]): readonly string[] {
  const { firstSteps, lastSteps, fewestSteps, meanReturn, lastReturn } = summary;
  const lines = [`${summary.episodes} episodes, ${steps} real steps`];
  if (firstSteps !== undefined && lastSteps !== undefined && fewestSteps !== undefined) {
    const curve = sparkline(episodes.map(({ length }) => Math.log(length)));
    lines.push(`steps    first ${firstSteps}, last ${lastSteps}, fewest ${fewestSteps}   ${curve} (log scale)`);
  }
  if (meanReturn !== undefined && lastReturn !== undefined) {
    lines.push(`return   mean ${formatNumber(meanReturn)}, last ${formatNumber(lastReturn)}`);
  }
  if (exact) {
    const [policy, optimal, uniform] = [exact.policy, exact.optimal, exact.uniform].map(formatNumber);
    lines.push(`value    greedy policy ${policy!}, optimal ${optimal!}, uniform ${uniform!} (exact, at the start)`);
  }
  return lines;
}
