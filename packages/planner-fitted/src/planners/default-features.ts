import type { FeatureMap } from "../features/features.ts";
import { radialBasisFeatures } from "../features/radial-basis.ts";
import { tableFeatures } from "../features/table.ts";
import type { FittedProblem } from "./fitted-problem.ts";

/** A table of states that can be counted, else radial bumps between the bounds of the observations. */
export const defaultFeatures = ({ observation }: FittedProblem): FeatureMap =>
  (observation.kind === "discrete" ? tableFeatures() : radialBasisFeatures());
