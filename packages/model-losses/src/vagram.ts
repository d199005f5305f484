import { gradient, mean, mul, square, stopGradient, sub } from "@worldwise/autodiff";
import type { ModelLoss } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";

/**
 * VaGraM: squared errors of the mean next state, weighted dimension by dimension by the slope of the value.
 *
 *   L = 1/(B S) Σ_b Σ_s (∂V/∂x_s (x'_b) · (x̂'_bs − x'_bs))²
 *
 * The slope is taken at the data and held constant, so that values far from the data are never asked for. In squared units of
 * V; what V does not depend on costs nothing. The planner tells a V that has a gradient: a network, not a table.
 *
 * Source: Voelcker, Liao, Garg and Farahmand (2022), "Value gradient weighted model-based reinforcement learning", ICLR.
 * Differs: a single V; no clipping of slopes.
 */
export const vagram = (): ModelLoss<"mean", "differentiableValue"> =>
  defineModelLoss({
    name: "vagram", package: packageName, needs: { prediction: ["mean"], decision: ["differentiableValue"] },
    loss: ({ predicted, next, decision: { differentiableValue: value } }) =>
      mean(square(mul(stopGradient(gradient(value)(next)), sub(predicted.mean, next)))),
  });
