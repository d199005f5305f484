import type { Dynamics, Lanes, RandomKey, RandomSource, Space, TransitionBatch, ValueFunction } from "@worldwise/protocol";
import { allocate, stepBuffers } from "@worldwise/protocol";

/** Errors of predictions some steps ahead, one for each horizon; NaN where no episode is that long. */
export interface PredictionErrors {
  /** E[(ô_h − o_h)²], a mean over dimensions */
  readonly squared: readonly number[];
  /** E|V(ô_h) − V(o_h)| of the planner's V, where there is one */
  readonly ofValue?: readonly number[];
}

/** What predictions are made with. */
export interface PredictionOptions {
  /** Whole numbers from 1, upwards. */
  readonly horizons: readonly number[];
  readonly source: RandomSource;
  readonly key: RandomKey;
  readonly value?: ValueFunction;
}

/**
 * Predictions from every real state with the actions that were really taken, nothing corrected on the way.
 *
 *   ô_0 = o_t,   ô_h ~ model(ô_h−1, a_t+h−1),   against o_t+h
 *
 * A model that draws its steps is charged with their scatter. Whether it thinks that the episode has ended is not asked.
 * Undefined for a model whose state cannot be had from an observation, and where observations are not vectors.
 */
export function predictionErrors(
  model: Dynamics, transitions: TransitionBatch, { horizons, source, key, value }: PredictionOptions,
): PredictionErrors | undefined {
  const { size, observation: seen, nextObservation } = transitions;
  if (!model.encode || model.observation.kind !== "box" || size === 0) return undefined;
  const random = source.streams(key, size);
  const out = stepBuffers(model.state, size);
  const [state, action] = [allocate(model.state, size), allocate(model.action, size)];
  const predicted = allocate(model.observation, size);
  const compare = comparison(transitions, model.observation.size, value);
  model.encode(seen, state);
  const [squared, ofValue]: [number[], number[]] = [[], []];
  for (let h = 1; h <= (horizons.at(-1) ?? 0); h++) {
    shifted(transitions.action, model.action.size, h - 1, action);
    model.step(state, action, random, out);
    state.set(out.state);
    if (!horizons.includes(h)) continue;
    model.observe(state, predicted);
    const errors = compare(predicted, nextObservation, h);
    squared.push(errors.squared);
    ofValue.push(errors.ofValue);
  }
  return { squared, ...(value && { ofValue }) };
}

/** Actions as they were taken `by` steps later; at the end the last one is repeated, for lanes that are no longer compared. */
function shifted(action: Lanes<Space>, width: number, by: number, outAction: Lanes<Space>): void {
  const last = action.length - width;
  for (let i = 0; i < action.length; i++) outAction[i] = action[Math.min(i - (i % width) + by * width, last) + (i % width)]!;
}

type Compare = (
  predicted: Lanes<Space>, next: Lanes<Space>, horizon: number,
) => { readonly squared: number; readonly ofValue: number };

/** Compares lane b with what was seen `horizon` steps after it began, while that is in the same episode. */
function comparison(transitions: TransitionBatch, width: number, value: ValueFunction | undefined): Compare {
  const { size, nextObservation } = transitions;
  const left = stepsLeft(transitions);
  const [seenValue, predictedValue] = [new Float64Array(size), new Float64Array(size)];
  value?.evaluate(nextObservation, seenValue);
  return (predicted, next, horizon) => {
    value?.evaluate(predicted, predictedValue);
    let [count, squared, ofValue] = [0, 0, 0];
    for (let b = 0; b < size; b++) {
      if (left[b]! < horizon) continue;
      const then = b + horizon - 1;
      count++;
      ofValue += Math.abs(predictedValue[b]! - seenValue[then]!);
      for (let d = 0; d < width; d++) squared += (predicted[b * width + d]! - next[then * width + d]!) ** 2 / width;
    }
    return { squared: squared / count, ofValue: ofValue / count };
  };
}

/** `[B]` Steps until the end of the episode, this one included. */
function stepsLeft({ size, last }: TransitionBatch): Int32Array {
  const left = new Int32Array(size);
  for (let b = size - 1; b >= 0; b--) left[b] = 1 + (last[b] === 1 || b === size - 1 ? 0 : left[b + 1]!);
  return left;
}
