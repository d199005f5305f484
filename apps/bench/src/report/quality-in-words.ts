import type { HorizonQuality, Metric, PlainQuality } from "@worldwise/experiment";

const measures: { readonly [Name in PlainQuality | HorizonQuality]: string } = {
  "log-likelihood": "mean log-likelihood of fresh transitions under the model",
  "impossible-share": "share of fresh transitions that the model holds impossible",
  "calibration-error": "calibration error of the model's predictions on fresh transitions",
  "planned-value-error": "error of the model's expected next value, of the planned values, mean over all states and actions",
  "optimal-value-error": "error of the model's expected next value, of the optimal values, mean over all states and actions",
  "visited-value-error": "error of the model's expected next value, of the optimal values, mean over fresh transitions",
  "gradient-error": "distance of the policy gradient in the model from the true one",
  "gradient-cosine": "cosine of the policy gradient in the model and the true one",
  "plan-value": "exact value of the evaluated policy at the start",
  "plan-regret": "exact value of the optimal policy minus that of the evaluated one",
  "plan-return": "return of the evaluated policy in fresh episodes",
  "state-distribution-error": "total variation between where model and world expect to be",
  "prediction-error": "squared error of the predicted observation, mean over dimensions",
  "value-prediction-error": "error of the value of the predicted observation",
};

/** What a measure of model quality measures, and when. */
export function qualityInWords(metric: Extract<Metric, { readonly kind: "model-quality" }>): string {
  const { name, reduce = "last" } = metric;
  const ahead = "horizon" in metric ? ` ${metric.horizon} ${metric.horizon === 1 ? "step" : "steps"} ahead` : "";
  return `${measures[name]}${ahead}, ${reduce === "last" ? "at the end" : `${reduce} over all measurements`}`;
}
