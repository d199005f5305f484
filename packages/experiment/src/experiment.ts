import type { ModelErrors, PolicyLoss, ValueErrors } from "./cell.ts";
import type { ComponentSpec } from "./component-spec.ts";
import type { HorizonQuality, Measurement, PlainQuality } from "./model-quality/quality-record.ts";

/** An experiment as data: some studies, each a sweep with metrics and claims that were fixed before the run. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  readonly about?: string;
  readonly studies: readonly Study[];
}

/**
 * One sweep: every combination of the axes is run.
 *
 * Anywhere in `environment`, `agent`, `budget`, `evaluate` and `measure`, the string `$axis` stands for the value of an axis, and
 * `$axis.field` for a field of it.
 */
export interface Study {
  readonly name: string;
  readonly title: string;
  readonly about?: string;
  readonly environment: ComponentSpec;
  readonly agent: ComponentSpec;
  /** `seed` is always one of them. */
  readonly axes: Readonly<Record<string, readonly AxisValue[]>>;
  readonly budget: Planned<Budget>;
  readonly evaluate?: Planned<Evaluation>;
  /** How good model and plan are, measured on the way. Training goes on as if it had not happened. */
  readonly measure?: Planned<Measurement>;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly claims: readonly Claim[];
  readonly charts: readonly Chart[];
}

/** Numbers of which each may be a placeholder such as `$axis` instead. */
export type Planned<Numbers> = { readonly [Name in keyof Numbers]: Numbers[Name] | string };

/** One point of an axis. */
export interface AxisValue {
  /** How it is called in tables, charts and claims. */
  readonly label: string;
  readonly value: unknown;
}

/** When a run ends: after so many episodes or so many real steps, whichever comes first. At least one is given. */
export interface Budget {
  readonly episodes?: number;
  readonly steps?: number;
  /** Time limit of an episode; by default the environment's own. */
  readonly maxEpisodeSteps?: number;
}

/** Evaluation of the greedy policy while learning goes on, on streams that training never sees. */
export interface Evaluation {
  /** After every so many episodes. */
  readonly every: number;
  readonly episodes: number;
  readonly maxEpisodeSteps?: number;
}

/** Which episodes a metric looks at; all by default. */
export interface EpisodeRange {
  /** From this episode on, counted from 1. */
  readonly fromEpisode?: number;
  readonly toEpisode?: number;
  /** Only episodes that began at or after this real step, counted from 0. */
  readonly fromStep?: number;
}

/** How many numbers become one. */
export type Reduction = "sum" | "mean" | "median" | "min" | "max" | "first" | "last";

/** One number for each cell. */
export type Metric = (
  /**
   * First of `consecutive` episodes in a row of at most so many steps and at least such a return, counted from 1; one more than there
   * were when it never happens.
   */
  | { readonly kind: "episodes-until"; readonly atMost: number; readonly returnAtLeast?: number; readonly consecutive: number }
  | ({ readonly kind: "episode-length"; readonly reduce: Reduction } & EpisodeRange)
  | ({ readonly kind: "episode-return"; readonly reduce: Reduction } & EpisodeRange)
  /** Mean return of the evaluations. */
  | { readonly kind: "evaluation-return"; readonly reduce: Reduction }
  /**
   * True value of the final greedy policy at the start, solved exactly in the true MDP, as a share of what there is to gain:
   * 0 is the uniform policy, 1 the optimal one.
   */
  | { readonly kind: "exact-return" }
  /** How the learned model errs in the end, a mean over states and actions, in the true MDP. */
  | { readonly kind: "model-error"; readonly of: keyof ModelErrors }
  /** What `measure` found; by default the last time. The number of steps ahead where there is one for each. */
  | { readonly kind: "model-quality"; readonly name: PlainQuality; readonly reduce?: Reduction }
  | { readonly kind: "model-quality"; readonly name: HorizonQuality; readonly horizon: number; readonly reduce?: Reduction }
  /** What a plan that is optimal in the learned model loses in the true MDP in the worst state, ‖V* − V^π̂‖∞, and bounds of that. */
  | { readonly kind: "policy-loss"; readonly of: keyof PolicyLoss }
  /** How far the planner's values are from V* in the end, over all states. */
  | { readonly kind: "value-error"; readonly of: keyof ValueErrors }
  /** What some episodes earned less than the best policy for the budget's time limit would have, in expectation; their sum. */
  | ({ readonly kind: "regret" } & EpisodeRange)
  /** Slope of log regret over log episodes: 1 where regret grows with time, 0 where it stops growing. */
  | { readonly kind: "regret-growth"; readonly fromEpisode?: number }
  /** Of the agent's own metrics at the end. */
  | { readonly kind: "agent"; readonly name: string }
) & {
  /** Which direction is better. */
  readonly better: "lower" | "higher";
  readonly unit?: string;
};

/** Labels of some axes; the others are pooled. */
export type Point = Readonly<Record<string, string>>;

/** What is claimed, fixed before the run and reported whether it holds or not. Cells are compared seed by seed. */
export type Claim = {
  readonly says: string;
  readonly metric: string;
  /** Where: labels of axes. */
  readonly at?: Point;
} & (
  /** One method is better than another: a one-sided sign test over seeds. */
  | { readonly kind: "better"; readonly axis: string; readonly better: string; readonly than: string; readonly level: number }
  /** Medians improve strictly from each to the next. */
  | { readonly kind: "ordered"; readonly axis: string; readonly order: readonly string[] }
  /** The same number for every label of an axis, at each seed. */
  | { readonly kind: "equal"; readonly axis: string }
  /** The share of runs at or beyond a bound (in the better direction) is at least, or at most, so much. */
  | {
    readonly kind: "share"; readonly axis: string; readonly of: string; readonly bound: number;
    readonly atLeast?: number; readonly atMost?: number;
  }
);

/** A picture of a study, one for each combination of the axes other than `lines` and `seed`. */
export type Chart =
  | {
    readonly kind: "learning-curve"; readonly of: "length" | "return" | "evaluation"; readonly lines: string;
    readonly toEpisode?: number; readonly scale?: "linear" | "log";
  }
  | { readonly kind: "metric"; readonly metric: string; readonly lines: string }
  /** The value of every cell of a grid world at the end of the first seed, and the greedy actions. */
  | { readonly kind: "value-map"; readonly lines: string };
