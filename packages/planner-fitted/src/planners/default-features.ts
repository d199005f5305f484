import type { FeatureMap } from "@worldwise/data";
import { oneHotFeatures, radialBasisFeatures } from "@worldwise/data";
import type { FittedProblem } from "./fitted-problem.ts";

/** A table of states that can be counted, else radial bumps between the bounds of the observations. */
export const defaultFeatures = ({ observation }: FittedProblem): FeatureMap =>
  (observation.kind === "discrete" ? oneHotFeatures() : radialBasisFeatures());
