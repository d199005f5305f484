import type { Component, Dynamics, Environment, Mdp } from "@worldwise/protocol";

/** How a world compares with a file of recorded trajectories. */
export interface Comparison {
  readonly passed: boolean;
  readonly largest: Readonly<Record<string, number>>;
}

/** The comparison of worlds with recordings, as `@worldwise/rollout` has it. */
export interface ReplayComparison {
  /** Throws `bad-trajectories`, naming the first field that is wrong. */
  parseTrajectoryFile(json: unknown): unknown;
  compareTrajectories(subject: Component & (Dynamics | Environment) & { readonly mdp?: Mdp }, file: unknown, options: { readonly tolerance: number }): Comparison;
  describeComparison(comparison: Comparison): string;
}

/** The module lies beside the main entry of its package, which does not name it, so that loops in a browser do not carry it along. */
export async function replayComparison(): Promise<ReplayComparison> {
  const module = new URL("./replay/index.js", import.meta.resolve("@worldwise/rollout"));
  return await import(module.href) as ReplayComparison; // what that module exports
}
