/**
 * Decision-aware learning outside of reinforcement learning: predictors that are told what their predictions are for.
 *
 * @packageDocumentation
 */

// Predict costs, then optimize
export { gridPathCost } from "./grid-path.ts";
export type { GridPath } from "./grid-path.ts";
export { optimalDecision, smartPredictThenOptimize, spoLoss } from "./smart-predict-then-optimize.ts";
export type { OptimalCost } from "./smart-predict-then-optimize.ts";

// Learn through the decision
export { newsvendor } from "./newsvendor.ts";
export type { Newsvendor, NewsvendorCosts } from "./newsvendor.ts";

// Learn with operational costs
export { latencyRoutes, operationalCostRegression } from "./operational-cost.ts";
export type { OperationalCostOptions, OperationalCostProblem, OperationalCostSolution } from "./operational-cost.ts";

// Factor models for a decision
export { directedFactorModel, minimumVarianceCost, principalFactors } from "./directed-factor-model.ts";
export type { DirectedFactorOptions, FactorModel } from "./directed-factor-model.ts";
