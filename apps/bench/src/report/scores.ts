import type { Metric } from "@worldwise/experiment";
import type { MethodRuns } from "./task-runs.ts";

/** Numbers of several tasks in one unit. */
export interface Scores extends MethodRuns {
  /** What 0 and 1 mean. */
  readonly unit: string;
}

/** Metrics that say themselves how good is good: 0 is the uniform policy, 1 the optimal one. */
export function scoresOf(runs: MethodRuns, { kind }: Metric): Scores {
  if (kind === "exact-return") return { ...runs, unit: "0 is the uniform policy, 1 the optimal one" };
  return {
    ...runs, unit: "in each task, 0 is the worst run of any method, 1 the best",
    tasks: runs.tasks.map(({ name, runs: byMethod }) => {
      const all = [...byMethod.values()].flatMap((bySeed) => [...bySeed.values()]);
      const [worst, best] = [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), -Infinity)];
      const score = (value: number): number => (best > worst ? (value - worst) / (best - worst) : 1);
      const scored = [...byMethod].map(([label, bySeed]) => [label, new Map([...bySeed].map(([seed, value]) => [seed, score(value)]))] as const);
      return { name, runs: new Map(scored) };
    }),
  };
}
