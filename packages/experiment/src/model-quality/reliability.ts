import type { Mdp, TransitionBatch } from "@worldwise/protocol";
import { rowOf } from "./table-likelihood.ts";

/** Bins of [0, 1], equally wide. */
const binCount = 10;

/**
 * Whether what a model gives 30 % happens 30 times in a hundred: the expected calibration error of its probabilities.
 *
 *   Σ_bins (n_bin / n) · |mean predicted probability − share that happened|
 *
 * Over all outcomes y of all held-out transitions to which the model gives a probability above 0, and those that happened. Sampling
 * alone leaves an error of order 1/√n, also for the true world. A model may be calibrated and say little: one that gives every state
 * its share of all visits, whatever came before, has no error.
 *
 * Source: Naeini, Cooper and Hauskrecht (2015), AAAI 29, equation 3; there of a binary classifier, here of every outcome.
 *
 * @returns in [0, 1]; NaN without transitions
 */
export function reliabilityError(model: Mdp, transitions: TransitionBatch): number {
  const bins = { count: new Float64Array(binCount), predicted: new Float64Array(binCount), happened: new Float64Array(binCount) };
  const predicted = new Float64Array(model.stateCount);
  for (let b = 0; b < transitions.size; b++) {
    const next = transitions.nextObservation[b]!;
    for (const y of outcomesOf(model, rowOf(model, transitions, b), next, predicted)) {
      const bin = Math.min(binCount - 1, Math.floor(predicted[y]! * binCount));
      bins.count[bin]!++;
      bins.predicted[bin]! += predicted[y]!;
      bins.happened[bin]! += Number(y === next);
      predicted[y] = 0;
    }
  }
  const total = bins.count.reduce((sum, count) => sum + count, 0);
  return bins.count.reduce((sum, _, bin) => sum + Math.abs(bins.predicted[bin]! - bins.happened[bin]!), 0) / total;
}

/** The outcomes that count, each once; their probabilities are added to `outPredicted`, which was 0. */
function outcomesOf(
  { rowStart, rowEnd, successor, probability }: Mdp, row: number, next: number, outPredicted: Float64Array,
): ReadonlySet<number> {
  const outcomes = new Set([next]);
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
    if (!(probability[k]! > 0)) continue;
    outcomes.add(successor[k]!);
    outPredicted[successor[k]!]! += probability[k]!;
  }
  return outcomes;
}
