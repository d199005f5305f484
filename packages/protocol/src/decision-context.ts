import type { Policy, StateDistribution } from "./policy.ts";
import type { Space } from "./space.ts";
import type { OptimalityCondition, StateFunction, Tensor, Traced, TracedPolicy } from "./tensor.ts";
import type { ActionValueFunction, MaxBackupTable, ValueFunction } from "./value.ts";

/**
 * What a planner can tell a model learner: the seam. Each field is a capability; nobody provides all.
 *
 * All are bound once and live: they read the planner's present state. Open: a plugin adds its own word, with a prefix, by
 * `declare module "@worldwise/protocol" { interface DecisionContext<O, A> { … } }`.
 */
export interface DecisionContext<O extends Space = Space, A extends Space = Space> {
  discount: number;
  value: ValueFunction<O>;
  actionValue: ActionValueFunction<O, A>;
  /** `[N]` V of every state of a finite problem. */
  valueTable: Float64Array;
  /** `[N, M]` Q of every state and action of a finite problem. */
  actionValueTable: Float64Array;
  /** Q, and the promise that it learns by sampled max backups alone. */
  maxBackupTable: MaxBackupTable;
  /** `[H+1, N]` V of every stage of a finite horizon. */
  stageValues: Float64Array;
  /** V inside a traced program. */
  tracedValue: Traced<StateFunction>;
  /** The same, and its gradient with respect to the state exists: networks, not tables. */
  differentiableValue: Traced<StateFunction>;
  /** Q inside a traced program. */
  tracedActionValue: Traced<(state: Tensor, action: Tensor) => Tensor>;
  /** φ with F = \{ φ(x)ᵀθ \}: the planner's value class. `[B, K]` */
  valueFeatures: Traced<StateFunction>;
  /** What the planner's solution satisfies: to differentiate through it. */
  optimality: Traced<OptimalityCondition>;
  policy: Policy<O, A>;
  tracedPolicy: Traced<TracedPolicy>;
  /** Where the present policy's discounted state distribution is drawn from. */
  stateDistribution: StateDistribution<O>;
}
/** Name of something a planner can tell. */
export type DecisionKey = keyof DecisionContext;

/** What a learner that needs K is handed. Names of other kinds in K (columns) are passed over. */
export type Decision<K extends string, O extends Space = Space, A extends Space = Space> = Pick<DecisionContext<O, A>, Extract<K, DecisionKey>>;

/**
 * The same as a loss sees it, inside the traced program: functions of tensors, states drawn anew for each run, and tables as flat
 * tensors, whose numbers are read anew for each run (`actionValueTable` is `[N·M]`, row after row).
 */
export type TracedDecision<K extends string> = {
  readonly [Name in Extract<K, DecisionKey>]: DecisionContext[Name] extends Traced<infer F> ? F
    : DecisionContext[Name] extends StateDistribution | Float64Array ? Tensor : DecisionContext[Name];
};
