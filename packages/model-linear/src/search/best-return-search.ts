import type { Random } from "@worldwise/protocol";
import { requireOption } from "../require-option.ts";

/** How models of a class are judged. */
export interface BestReturnOptions {
  /** `[P]` Where the search begins: the model of maximum likelihood, for example. Inside the bounds. */
  readonly initial: ArrayLike<number>;
  /** `[P]` Finite. */
  readonly low: readonly number[];
  /** `[P]` Finite, at least `low`. */
  readonly high: readonly number[];
  /** V̂(plan(θ)): the return of the plan of a model, in the real world or estimated from its data. See {@link returnOfPlan}. */
  evaluate(parameters: Float64Array): number;
  /** `coordinate`: each parameter in turn, up and down. `random`: anywhere near. Default `coordinate`. */
  readonly method?: "coordinate" | "random";
  /** First step, as a part of the distance between the bounds; in (0, 1]. Default 0.25. */
  readonly stepSize?: number;
  /** A step below this ends the search; above 0. Default 1e-3. */
  readonly smallestStep?: number;
  /** Most models that are judged, at least 1. Default 200. */
  readonly evaluations?: number;
}

/** The best model that was found. */
export interface BestReturnResult {
  /** "converged": steps became too small. "non-finite": the first model could not be judged. */
  readonly outcome: "converged" | "max-iterations" | "non-finite";
  /** `[P]` */
  readonly parameters: Float64Array;
  /** Its return. */
  readonly return: number;
  /** The return of the first model. */
  readonly initialReturn: number;
  /** Models that were judged. */
  readonly evaluations: number;
}

/**
 * The model of a class whose plan has the highest return, rather than the likeliest model.
 *
 *   θ* = argmax_θ V̂(plan(θ))
 *
 * The return is constant where the plan does not change, so there is no gradient to follow. `coordinate` tries each parameter a
 * step up and a step down and halves the step when none helped; `random` tries P models at the same distance, normally
 * distributed, before it halves. A model replaces the best one only if it is better: the result is never worse than the start.
 * Models whose return is not finite are passed over. `coordinate` draws no random numbers. Throws `bad-options`.
 *
 * Source: Joseph, Geramifard, Roberts, How and Roy (2013), Reinforcement learning with misspecified model classes; the criterion
 * is theirs, the search is ours.
 */
export function bestReturnSearch(options: BestReturnOptions, random: Random): BestReturnResult {
  const { initial, method = "coordinate", stepSize = 0.25, smallestStep = 1e-3, evaluations: most = 200 } = options;
  checkOptions(options, stepSize, smallestStep, most);
  const best = { parameters: Float64Array.from(initial), return: NaN };
  best.return = options.evaluate(best.parameters.slice());
  const initialReturn = best.return;
  if (!Number.isFinite(initialReturn)) return { outcome: "non-finite", ...best, initialReturn, evaluations: 1 };
  let [evaluations, step] = [1, stepSize];
  const propose = method === "coordinate" ? coordinateSteps(options) : randomSteps(options, random);
  for (; step >= smallestStep && evaluations < most;) {
    const improved = propose(best.parameters, step, (candidate) => {
      if (evaluations >= most) return false;
      evaluations++;
      const judged = options.evaluate(candidate.slice());
      if (!(judged > best.return && judged < Infinity)) return false;
      best.return = judged;
      best.parameters.set(candidate);
      return true;
    });
    if (!improved) step /= 2;
  }
  return { outcome: step < smallestStep ? "converged" : "max-iterations", ...best, initialReturn, evaluations };
}

/** Proposes models around the best one, which changes where `accept` answers true; says whether any did. */
type Propose = (best: Float64Array, step: number, accept: (candidate: Float64Array) => boolean) => boolean;

function coordinateSteps({ low, high }: BestReturnOptions): Propose {
  return (best, step, accept) => {
    let improved = false;
    for (let p = 0; p < best.length; p++) {
      for (const sign of [1, -1]) {
        const candidate = best.slice();
        candidate[p] = clamp(best[p]! + sign * step * (high[p]! - low[p]!), low[p]!, high[p]!);
        if (candidate[p] !== best[p]) improved = accept(candidate) || improved;
      }
    }
    return improved;
  };
}

function randomSteps({ low, high }: BestReturnOptions, random: Random): Propose {
  return (best, step, accept) => {
    let improved = false;
    for (let n = 0; n < best.length; n++) {
      const candidate = best.map((entry, p) => clamp(entry + step * (high[p]! - low[p]!) * random.normal(), low[p]!, high[p]!));
      improved = accept(candidate) || improved;
    }
    return improved;
  };
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

function checkOptions({ initial, low, high }: BestReturnOptions, stepSize: number, smallestStep: number, evaluations: number): void {
  const isInside = (x: number, p: number): boolean =>
    Number.isFinite(low[p]) && Number.isFinite(high[p]) && x >= low[p]! && x <= high[p]!;
  const fits = low.length === initial.length && high.length === initial.length && Array.from(initial).every(isInside);
  requireOption(fits, "initial", "parameters inside finite bounds, one pair for each", Array.from(initial).join(", "));
  requireOption(stepSize > 0 && stepSize <= 1, "stepSize", "a number above 0, at most 1", stepSize);
  requireOption(smallestStep > 0 && smallestStep < Infinity, "smallestStep", "a finite number above 0", smallestStep);
  requireOption(Number.isInteger(evaluations) && evaluations >= 1, "evaluations", "a whole number of at least 1", evaluations);
}

/**
 * V̂(plan(θ)): puts together what {@link bestReturnSearch} judges by.
 *
 * @param model - P̂_θ, R̂_θ of parameters
 * @param plan - a policy for a model
 * @param evaluate - what that policy is worth: exactly, by rollouts in the true world, or from recorded data
 */
export const returnOfPlan = <Model, Policy>(
  model: (parameters: Float64Array) => Model, plan: (model: Model) => Policy, evaluate: (policy: Policy) => number,
): ((parameters: Float64Array) => number) => (parameters) => evaluate(plan(model(parameters)));
