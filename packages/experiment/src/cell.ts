import type { GridLayout } from "@worldwise/protocol";
import type { ComponentSpec } from "./component-spec.ts";
import type { Budget, Evaluation, Point } from "./experiment.ts";
import type { Measurement, QualityRecord } from "./model-quality/quality-record.ts";

/** One point of a sweep: everything that decides its results, with all placeholders replaced. */
export interface CellSpec {
  readonly environment: ComponentSpec;
  readonly agent: ComponentSpec;
  readonly seed: number;
  readonly budget: Budget;
  readonly evaluate?: Evaluation;
  readonly measure?: Measurement;
}

/** A cell in its study. */
export interface Cell {
  readonly study: string;
  /** Labels of every axis, `seed` among them. */
  readonly point: Point;
  readonly spec: CellSpec;
  /** Hexadecimal: the hash of the canonical spec and the digest of the code that runs it. Equal cells of two studies are run once. */
  readonly id: string;
}

/** One finished episode. */
export interface EpisodeRecord {
  /** Counted from 1. */
  readonly episode: number;
  readonly steps: number;
  readonly return: number;
  readonly terminated: boolean;
}

/** One evaluation: the mean over its episodes. */
export interface EvaluationRecord {
  /** After this episode. */
  readonly episode: number;
  readonly return: number;
  readonly length: number;
}

/** Exact values of a finite world at its start distribution. */
export interface ExactValues {
  /** Of the final greedy policy, in the true world. */
  readonly policy: number;
  readonly optimal: number;
  readonly uniform: number;
}

/** Errors of the final model, a mean over all states and actions: see `modelErrors`. */
export type ModelErrors = Readonly<Record<"probability" | "planned-value" | "optimal-value" | "variance", number>>;

/** What the final model's plan loses, and its bounds, a maximum over all states: see `policyLoss`. */
export type PolicyLoss =
  Readonly<Record<"loss" | "two-terms" | "value-aware" | "norms" | "reward-scale" | "likelihood" | "slack", number>>;

/** How far the final values are from the optimal ones, over all states: see `valueErrors`. */
export type ValueErrors = Readonly<Record<"mean" | "root-mean-square" | "largest" | "relative", number>>;

/** What a finished cell leaves: a function of its spec and the code alone. */
export interface CellResult {
  readonly episodes: readonly EpisodeRecord[];
  readonly evaluations: readonly EvaluationRecord[];
  /** Where the spec says to measure: in order, the last one at the end. */
  readonly quality?: readonly QualityRecord[];
  readonly exact?: ExactValues;
  /** Where both the true world and the learned model are explicit, and the planner has a table of values. */
  readonly modelErrors?: ModelErrors;
  /** Where both the true world and the learned model are explicit, small and discounted alike. */
  readonly policyLoss?: PolicyLoss;
  /** Where the true world is explicit, and the planner tells values of states. */
  readonly valueErrors?: ValueErrors;
  /** What the best policy for the time limit of the budget earns in an episode; where the true world is explicit. */
  readonly optimalEpisodeReturn?: number;
  /** The planner's value of every state at the end, and its greedy actions, where it has tables. */
  readonly tables?: { readonly value: readonly number[]; readonly greedyAction: readonly number[] };
  /** How the states lie in the plane, for pictures of the tables: the layout as plain lists. */
  readonly grid?: Omit<GridLayout, "stateOfCell"> & { readonly stateOfCell: readonly number[] };
  readonly metrics: Readonly<Record<string, number>>;
}

/** What an attempt has recorded so far, whether it comes to its end or not. */
export type AttemptRows = Pick<CellResult, "episodes" | "evaluations">;
