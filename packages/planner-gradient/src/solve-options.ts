import { integer, number } from "@worldwise/protocol";
import type { Fields } from "./feature-options.ts";
import type { SolveOptions } from "./natural-direction.ts";
import type { TrustRegionOptions } from "./trust-region.ts";

/** The fields of {@link SolveOptions}. */
export const solveFields = (damping: number, solveIterations: number): Fields<SolveOptions> => ({
  damping: number({ description: "added to the diagonal of the Fisher information", default: damping, minimum: 0 }),
  solveIterations: integer({
    description: "conjugate gradient iterations for a natural direction", default: solveIterations, minimum: 1,
  }),
});

/** The fields of {@link TrustRegionOptions}. */
export const trustRegionFields: Fields<TrustRegionOptions> = {
  maxDivergence: number({ description: "largest expected KL divergence of a step", default: 0.01, exclusiveMinimum: 0 }),
  backtracks: integer({ description: "halvings of a step before it is given up", default: 10, minimum: 0 }),
};
