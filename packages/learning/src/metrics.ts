import type { GradientState } from "./gradient-state.ts";

/**
 * What a harness may show: losses and the length of the gradient, means over the members, and counts.
 *
 * `holdoutLoss` is there once something was held out, and `judgedLoss` where a judge looks at it. `nonFiniteMember` names the member that would last have left the finite
 * numbers.
 */
export function gradientMetrics(state: GradientState, isJudged: boolean): Readonly<Record<string, number>> {
  const { updates, steps, epochs, holdoutCount, nonFiniteSteps, nonFiniteMember } = state;
  const losses = {
    trainingLoss: meanOf(state.trainingLoss), gradientNorm: meanOf(state.gradientNorm),
    ...(holdoutCount > 0 && { holdoutLoss: meanOf(state.holdoutLoss) }),
    ...(holdoutCount > 0 && isJudged && { judgedLoss: meanOf(state.judgedLoss) }),
  };
  const finite = Object.entries(losses).filter(([, value]) => Number.isFinite(value));
  return {
    ...Object.fromEntries(finite), updates, steps, epochs, holdoutCount, nonFiniteSteps,
    ...(nonFiniteMember >= 0 && { nonFiniteMember }),
  };
}

const meanOf = (values: Float64Array): number => values.reduce((total, value) => total + value, 0) / values.length;
