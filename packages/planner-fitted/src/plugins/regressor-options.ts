import { choice, integer, number } from "@worldwise/protocol";
import type { FittedProblem } from "../planners/fitted-problem.ts";
import { defaultFeatures } from "../planners/default-features.ts";
import { aggregation } from "../regression/aggregation.ts";
import { extraTrees } from "../regression/extra-trees.ts";
import { kernelRidge } from "../regression/kernel-ridge.ts";
import { kernelSmoothing } from "../regression/kernel-smoothing.ts";
import { linearRegression } from "../regression/linear-regression.ts";
import { nearestNeighbors } from "../regression/nearest-neighbors.ts";
import type { Regressor } from "../regression/regressor.ts";
import type { FeatureChoice, Fields } from "./feature-options.ts";
import { boundsOf, featureFields, featuresOf } from "./feature-options.ts";

/** Regressors by name, with the options of all of them. */
export interface RegressorChoice extends FeatureChoice {
  readonly regressor: "extraTrees" | "nearestNeighbors" | "kernelSmoothing" | "aggregation" | "linear" | "kernelRidge";
  readonly treeCount: number;
  readonly cutCount: number;
  readonly minimumSplit: number;
  readonly minimumLeaf: number;
  readonly neighbors: number;
  readonly kernel: "gaussian" | "laplacian";
  readonly bandwidth: number;
  readonly cells: number;
  readonly ridge: number;
}

/** The fields of {@link RegressorChoice}. */
export function regressorFields(
  byDefault: RegressorChoice["regressor"], trees = { treeCount: 50, minimumSplit: 5, minimumLeaf: 1 },
): Fields<RegressorChoice> {
  return {
    regressor: choice(["extraTrees", "nearestNeighbors", "kernelSmoothing", "aggregation", "linear", "kernelRidge"], {
      description: "how functions are fitted", default: byDefault,
    }),
    treeCount: integer({ description: "trees of each function (extraTrees)", default: trees.treeCount, minimum: 1 }),
    cutCount: integer({ description: "cuts tried at a node; 0: one for each dimension (extraTrees)", default: 0, minimum: 0 }),
    minimumSplit: integer(
      { description: "nodes of fewer samples are leaves (extraTrees)", default: trees.minimumSplit, minimum: 2 }
    ),
    minimumLeaf: integer({ description: "samples in a leaf, at least (extraTrees)", default: trees.minimumLeaf, minimum: 1 }),
    neighbors: integer({ description: "how many are averaged (nearestNeighbors)", default: 5, minimum: 1 }),
    kernel: choice(["gaussian", "laplacian"], { description: "kernel (kernelRidge)", default: "gaussian" }),
    bandwidth: number({
      description: "in standard deviations of the inputs (kernelSmoothing, kernelRidge)", default: 0.5, exclusiveMinimum: 0,
    }),
    cells: integer({ description: "cells along each dimension (aggregation)", default: 10, minimum: 1 }),
    ridge: number({ description: "penalty λ for each sample (linear, kernelRidge)", default: 1e-4, minimum: 0 }),
    ...featureFields,
  };
}

/** The regressor that the options name. */
export function regressorOf(options: RegressorChoice, problem: FittedProblem): Regressor {
  switch (options.regressor) {
    case "extraTrees": return extraTrees(options);
    case "nearestNeighbors": return nearestNeighbors(options);
    case "kernelSmoothing": return kernelSmoothing(options);
    case "aggregation": return aggregation({ cells: options.cells, ...boundsOf(options) });
    case "linear": return linearRegression({ features: featuresOf(options) ?? defaultFeatures(problem), ridge: options.ridge });
    case "kernelRidge": return kernelRidge(options);
  }
}
