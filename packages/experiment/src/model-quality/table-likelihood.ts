import type { Mdp, TransitionBatch } from "@worldwise/protocol";

/** Probabilities below it count as it: one outcome that a model excludes would make everything −∞. */
export const leastProbability = 1e-6;

/** How likely a model held what happened. */
export interface TableLikelihood {
  /** Mean log P̂(x'|x,a), in nats, no probability below `leastProbability`. */
  readonly logLikelihood: number;
  /** Share of the transitions that the model holds impossible, or says nothing of. */
  readonly impossibleShare: number;
}

/**
 * Likelihood of held-out transitions.
 *
 *   1/n Σ log max(P̂(x'|x,a), 10⁻⁶)
 *
 * Of the next state alone: whether the episode ended there is not asked, since models say so in different ways.
 */
export function tableLikelihood(model: Mdp, transitions: TransitionBatch): TableLikelihood {
  const { size } = transitions;
  let [total, impossible] = [0, 0];
  for (let b = 0; b < size; b++) {
    const probability = successorProbability(model, rowOf(model, transitions, b), transitions.nextObservation[b]!);
    total += Math.log(Math.max(probability, leastProbability));
    impossible += Number(probability <= 0);
  }
  return { logLikelihood: total / size, impossibleShare: impossible / size };
}

/** Row of the pair in transition b. */
export function rowOf({ actionCount }: Mdp, { observation, action }: TransitionBatch, b: number): number {
  return observation[b]! * actionCount + action[b]!;
}

/** P̂(y|row), whether or not the episode ends there; 0 in a row that the model knows nothing about. */
export function successorProbability({ rowStart, rowEnd, successor, probability }: Mdp, row: number, next: number): number {
  let total = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) if (successor[k] === next) total += probability[k]!;
  return total;
}
