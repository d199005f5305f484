import type { Box, Discrete, OptionField, Space } from "@worldwise/protocol";
import { choice, integer, list, number } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { linearFeatures, tableFeatures } from "./action-features.ts";
import type { FiniteProblem, GradientProblem } from "./gradient-problem.ts";
import { polynomialFeatures } from "./polynomial-features.ts";
import type { Judged } from "./softmax-policy.ts";
import { featureTable } from "./state-features.ts";

/** What a policy is linear in, and how it is judged. */
export interface PolicyOptions {
  /** Of finite problems: φ, N·F numbers row by row. Empty, the default: a table, one parameter for each state and action. */
  readonly features?: readonly number[];
  /**
   * `sample`, the default: judged as it explores, since that is the policy whose return is improved. `greedy`: by its most
   * probable action.
   */
  readonly judged?: Judged;
}

/** Of problems whose observations are boxes. */
export interface PolynomialOptions {
  /** Monomials of the coordinates up to this degree, 0 to 4. Default 1. */
  readonly degree?: number;
}

/** Fields of options. */
export type Fields<Options> = { readonly [Name in keyof Options]-?: OptionField<NonNullable<Options[Name]>> };

/** The fields of {@link PolicyOptions}. */
export const policyFields: Fields<PolicyOptions> = {
  features: list(number({ description: "one feature of one state" }), {
    description: "features of finitely many states, N·F numbers row by row; empty: a table", default: [],
  }),
  judged: choice(["sample", "greedy"], { description: "how it acts when it is judged", default: "sample" }),
};

/** The field of {@link PolynomialOptions}. */
export const polynomialFields: Fields<PolynomialOptions> = {
  degree: integer({ description: "of polynomial features, where observations are boxes", default: 1, minimum: 0, maximum: 4 }),
};

/** The features of a finite problem: its own, or those that options name. */
export function finiteFeatures(
  { observation, action, policyFeatures }: FiniteProblem, features: readonly number[],
): ActionFeatures<Discrete> {
  if (policyFeatures) return policyFeatures;
  return features.length === 0 ? tableFeatures(observation.count, action.count)
    : linearFeatures(featureTable(observation.count, features), action.count);
}

/** The features of any problem: its own, or those that options name. */
export function featuresFor<O extends Space>(
  { observation, action, discount, policyFeatures }: GradientProblem<O>,
  { features, degree }: Required<Pick<PolicyOptions, "features"> & PolynomialOptions>,
): ActionFeatures<O> {
  if (policyFeatures) return policyFeatures;
  const space: Space = observation;
  // Made for the space O, whichever of the two it is.
  const chosen: ActionFeatures<Discrete> | ActionFeatures<Box> = space.kind === "discrete"
    ? finiteFeatures({ observation: space, action, discount }, features)
    : linearFeatures(polynomialFeatures(space, degree), action.count);
  const either: ActionFeatures = chosen;
  return either;
}
