import type { CellSpec, Claim, EpisodeRange, Metric, ModelErrors, PolicyLoss, Reduction, ValueErrors } from "@worldwise/experiment";
import { qualityInWords } from "./quality-in-words.ts";

const reduced: { readonly [R in Reduction]: string } = {
  sum: "sum over", mean: "mean over", median: "median over",
  min: "least of", max: "greatest of", first: "first of", last: "last of",
};

const modelErrors: { readonly [Of in keyof ModelErrors]: string } = {
  probability: "L1 distance of the model's next states from the true ones",
  "planned-value": "error of the model's expected next value, of the planned values",
  "optimal-value": "error of the model's expected next value, of the optimal values",
  variance: "error of the model's variance of the next optimal value",
};

const policyLosses: { readonly [Of in keyof PolicyLoss]: string } = {
  loss: "what the plan that is optimal in the model loses in truth",
  "two-terms": "bound of the plan's loss by the two terms of the simulation lemma",
  "value-aware": "bound of the plan's loss by errors of the expected next value",
  norms: "bound of the plan's loss by norms of model and value",
  "reward-scale": "bound of the plan's loss by norms of model and reward",
  likelihood: "bound of the plan's loss by KL divergences",
  slack: "least difference of neighbors among the plan's loss and its bounds; below 0 one would have failed",
};

const valueErrors: { readonly [Of in keyof ValueErrors]: string } = {
  mean: "mean distance of the planner's values from the optimal ones",
  "root-mean-square": "root mean square distance of the planner's values from the optimal ones",
  largest: "largest distance of the planner's values from the optimal ones",
  relative: "distance of the planner's values from the optimal ones, as a share of them",
};

/** What a metric measures. */
export function metricInWords(metric: Metric): string {
  switch (metric.kind) {
    case "episodes-until":
      return `first of ${metric.consecutive} episodes in a row of at most ${metric.atMost} steps${returnInWords(metric)}; `
        + "one more than there were when it never happens";
    case "episode-length": return `steps of an episode, ${reduced[metric.reduce]} ${rangeInWords(metric)}`;
    case "episode-return": return `return of an episode, ${reduced[metric.reduce]} ${rangeInWords(metric)}`;
    case "evaluation-return": return `return of the evaluated policy, ${reduced[metric.reduce]} all evaluations`;
    case "exact-return": return "exact value of the final greedy policy: 0 is the uniform policy, 1 the optimal one";
    case "model-error": return `${modelErrors[metric.of]}, mean over all states and actions, at the end`;
    case "model-quality": return qualityInWords(metric);
    case "policy-loss": return `${policyLosses[metric.of]}, in the worst state, at the end`;
    case "value-error": return `${valueErrors[metric.of]}, over all states, at the end`;
    case "regret": return `returns below those of the best policy for the time limit, sum over ${rangeInWords(metric)}`;
    case "regret-growth": return "slope of log regret over log episodes: 1 grows with time, 0 does not grow";
    case "agent": return `the agent's own metric “${metric.name}” at the end`;
  }
}

const returnInWords = ({ returnAtLeast }: { readonly returnAtLeast?: number }): string =>
  (returnAtLeast === undefined ? "" : ` and a return of at least ${returnAtLeast}`);

function rangeInWords({ fromEpisode, toEpisode, fromStep }: EpisodeRange): string {
  const limits = [
    fromEpisode !== undefined && `from episode ${fromEpisode}`, toEpisode !== undefined && `up to episode ${toEpisode}`,
    fromStep !== undefined && `begun at or after real step ${fromStep}`,
  ].filter((limit) => limit !== false);
  return limits.length === 0 ? "all episodes" : `episodes ${limits.join(", ")}`;
}

/** What a claim compares, and how it is judged. */
export function claimInWords(claim: Claim, { better }: Metric): string {
  return `${comparison(claim, better)}${placeOf(claim)}.`;
}

function comparison(claim: Claim, better: Metric["better"]): string {
  switch (claim.kind) {
    case "better": return `“${claim.better}” against “${claim.than}” at each seed, by “${claim.metric}” (${better} is better)`;
    case "ordered":
      return `Medians of “${claim.metric}” (${better} is better) should improve strictly in this order: `
        + claim.order.map((label) => `“${label}”`).join(", ");
    case "equal": return `“${claim.metric}” should be the same number for every ${claim.axis} at each seed`;
    case "share":
      return `Runs of “${claim.of}” with “${claim.metric}” at or ${better === "higher" ? "above" : "below"} ${claim.bound} `
        + `should be ${shareInWords(claim)} of all`;
  }
}

function shareInWords({ atLeast, atMost }: { readonly atLeast?: number; readonly atMost?: number }): string {
  const least = atLeast !== undefined && `at least ${percent(atLeast)}`;
  const most = atMost !== undefined && `at most ${percent(atMost)}`;
  return [least, most].filter((limit) => limit !== false).join(" and ");
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

function placeOf({ at = {} }: Claim): string {
  const labels = Object.entries(at).map(([axis, label]) => `${axis} “${label}”`);
  return labels.length === 0 ? "" : `, at ${labels.join(" and ")}`;
}

type Limits = Pick<CellSpec, "budget" | "evaluate">;

/** When the runs of a study end, and how they are evaluated. Budgets that differ are listed. */
export function budgetInWords(specs: readonly Limits[]): string {
  const numbers = (of: (spec: Limits) => number | undefined): readonly number[] =>
    [...new Set(specs.flatMap((spec) => of(spec) ?? []))].sort((a, b) => a - b);
  const every = numbers(({ evaluate }) => evaluate?.every).join(" or ");
  return [
    countInWords(numbers(({ budget }) => budget.episodes), "episode"),
    countInWords(numbers(({ budget }) => budget.steps), "real step"),
    countInWords(numbers(({ budget }) => budget.maxEpisodeSteps), "step", "at most ", " an episode"),
    countInWords(numbers(({ evaluate }) => evaluate?.episodes), "episode", `evaluated after every ${every} episodes on `),
  ].filter((part) => part !== "").join(", ");
}

function countInWords(numbers: readonly number[], what: string, before = "", after = ""): string {
  if (numbers.length === 0) return "";
  return `${before}${numbers.join(" or ")} ${what}${numbers.at(-1) === 1 ? "" : "s"}${after}`;
}
