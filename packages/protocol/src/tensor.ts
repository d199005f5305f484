/**
 * A value in a program that is being traced; it has a shape but no numbers yet.
 *
 * The `autodiff` package declares the same shape of type, so its operations take and give these although
 * neither package imports the other. Authors only pass them on.
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly dtype: "int32" | "float32" | "float64";
  readonly "~trace": unknown;
}

type Numbers = Int32Array | Float32Array | Float64Array;

/** Numbers that live somewhere, with a shape. `fixed`: not trained (normalizer statistics, numbers derived for a face). */
export interface Parameter<D extends Numbers = Numbers> {
  readonly shape: readonly number[];
  readonly data: D;
  readonly fixed?: true;
}

/** A tree of parameters. */
export type Parameters = Parameter | { readonly [name: string]: Parameters };

/** The same tree with tensors for leaves. */
export type Tensors<P> = P extends Parameter ? Tensor : { readonly [K in keyof P]: Tensors<P[K]> };

/**
 * Something (a function, a record of functions) that can be used inside a traced program, with live parameters.
 *
 * A program is traced once: `bind` is then called with its parameters as inputs; every run reads them anew.
 */
export interface Traced<F, P extends Parameters = Parameters> {
  readonly parameters: P;
  bind(parameters: Tensors<P>): F;
}

/** Infers the parameters' tree from what is written. */
export const traced = <F, P extends Parameters>(parameters: P, bind: (parameters: Tensors<P>) => F): Traced<F, P> => ({ parameters, bind });

/** `[B, S]`, or `[B]` integers → `[B]`. */
export type StateFunction = (state: Tensor) => Tensor;

/**
 * π inside a program.
 *
 * Every function takes the parameters as an argument, so that a policy gradient can be taken with respect to them; `parameters` are
 * those of the present policy.
 */
export interface TracedPolicy {
  readonly parameters: readonly Tensor[];
  /** log π(a|x), `[B]`. Its gradient is the score. */
  logProbability(parameters: readonly Tensor[], state: Tensor, action: Tensor): Tensor;
  /** a = f(x, noise), reparameterized; noise `[B, A]` standard normal. `[B, A]` */
  sample(parameters: readonly Tensor[], state: Tensor, noise: Tensor): Tensor;
  /** π(·|x) where actions can be counted, so that sums over them are exact. `[B, M]` */
  probabilities?(parameters: readonly Tensor[], state: Tensor): Tensor;
}

/** B pairs, and what a model says of them. */
export interface ModelRows {
  readonly state: Tensor;
  readonly action: Tensor;
  /** `[B]` r̂ */
  readonly reward: Tensor;
  /** `[B]` γ, or 0 where the MDP terminated. */
  readonly discount: Tensor;
  /** E[f(x')] under the model, `[B]`. */
  expectation(f: StateFunction): Tensor;
}

/**
 * What a planner's solution satisfies, so that a learner can differentiate through it by the implicit function theorem:
 *
 *   residual(solution, rows of the model) = 0
 *
 * Every function takes the solution as an argument, so that it can be differentiated with respect to it.
 * Nikishin et al. (2022) train a model through it (optimal model design).
 */
export interface OptimalityCondition {
  /** The solution now, as one tensor: Q `[N, M]` of a table, all weights `[K]` of a network. */
  readonly solution: Tensor;
  /** Q(x,a) of a solution, `[B]`. */
  actionValue(solution: Tensor, state: Tensor, action: Tensor): Tensor;
  /** V(x) of a solution, by the planner's own maximum, hard or soft, `[B]`. */
  value(solution: Tensor, state: Tensor): Tensor;
  /** Zero at the solution, in the shape of the solution. A table wants all N·M rows, row after row; a network a sample of them. */
  residual(solution: Tensor, rows: ModelRows): Tensor;
}

/** A Gaussian belief over states: mean `[S]`, covariance `[S, S]`. */
export interface TracedBelief {
  readonly mean: Tensor;
  readonly covariance: Tensor;
}

/**
 * Moves a belief one step under a policy (moment matching, as in PILCO; Deisenroth et al. 2015).
 *
 * The policy answers with the joint belief over states and actions, mean `[S+A]`, covariance `[S+A, S+A]`: actions that depend on
 * the state vary with it, and the next belief needs to know how.
 */
export type BeliefDynamics = (belief: TracedBelief, policy: (belief: TracedBelief) => TracedBelief) => TracedBelief;
