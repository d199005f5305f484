import type { Dynamics, RandomKey, RandomSource, TransitionBatch } from "@worldwise/protocol";
import { allocate, stepBuffers } from "@worldwise/protocol";
import { mean } from "@worldwise/stats";

/** Draws of each next observation. */
const drawCount = 99;
/** More would add time, not knowledge. */
const mostTransitions = 500;
const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** How well the scatter of a model's predictions fits what happened. */
export interface DrawnQuality {
  /** Mean log-density of a number of the next observation, in nats, by a Gaussian of its draws' mean and variance. */
  readonly logLikelihood: number;
  /** Σ_p |share of ranks up to p − p| / 9 over p = 0.1 … 0.9, in [0, 0.5]. */
  readonly calibrationError: number;
}

/**
 * Judges one-step predictions that are drawn, by their ranks: 99 draws of each next observation.
 *
 *   rank = (draws below o'_d + ½ draws equal to it) / draws               uniform for a true model
 *   log-likelihood = mean of log N(o'_d; mean and variance of the draws)   over transitions and dimensions d
 *
 * Where all draws are the same, nothing is predicted to scatter: such a dimension of a transition is left out. Undefined for a model
 * that draws nothing, that knows no state from an observation, or whose observations are not vectors.
 *
 * Source: Kuleshov, Fenner and Ermon (2018), ICML, section 3: calibration of regression by its quantiles.
 */
export function drawnQuality(
  model: Dynamics, transitions: TransitionBatch, { source, key }: { readonly source: RandomSource; readonly key: RandomKey },
): DrawnQuality | undefined {
  if (!model.encode || model.observation.kind !== "box" || transitions.size === 0) return undefined;
  const chosen = everyFew(transitions.size);
  const draws = drawNext(model, transitions, chosen, source.streams(key, chosen.length));
  const width = model.observation.size;
  const pairs = chosen.flatMap((b, lane) => Array.from({ length: width }, (_, d) => ({
    seen: transitions.nextObservation[b * width + d]!, drawn: draws.map((draw) => draw[lane * width + d]!),
  }))).filter(({ drawn }) => drawn.some((value) => value !== drawn[0]));
  if (pairs.length === 0) return undefined;
  return {
    logLikelihood: mean(pairs.map(({ seen, drawn }) => gaussianLogDensity(seen, drawn))),
    calibrationError: rankError(pairs.map(({ seen, drawn }) => rankAmong(seen, drawn))),
  };
}

/** At most `mostTransitions` of them, evenly apart. */
function everyFew(size: number): readonly number[] {
  const count = Math.min(size, mostTransitions);
  return Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
}

function drawNext(
  model: Dynamics, transitions: TransitionBatch, chosen: readonly number[], random: ReturnType<RandomSource["streams"]>,
): readonly Float64Array[] {
  const lanes = chosen.length;
  const [observation, action] = [allocate(model.observation, lanes), allocate(model.action, lanes)];
  chosen.forEach((b, lane) => {
    copyRow(transitions.observation, b, observation, lane, model.observation.size);
    copyRow(transitions.action, b, action, lane, model.action.size);
  });
  const [state, out] = [allocate(model.state, lanes), stepBuffers(model.state, lanes)];
  model.encode?.(observation, state);
  return Array.from({ length: drawCount }, () => {
    model.step(state, action, random, out);
    model.observe(out.state, observation);
    return Float64Array.from(observation);
  });
}

function copyRow(from: ArrayLike<number>, row: number, into: { [index: number]: number }, toRow: number, width: number): void {
  for (let d = 0; d < width; d++) into[toRow * width + d] = from[row * width + d]!;
}

const rankAmong = (seen: number, drawn: readonly number[]): number =>
  mean(drawn.map((value) => (value < seen ? 1 : 0) + (value === seen ? 0.5 : 0)));

/** How far the shares of ranks are from what a uniform distribution has. */
export function rankError(ranks: readonly number[]): number {
  return mean(levels.map((level) => Math.abs(ranks.filter((rank) => rank <= level).length / ranks.length - level)));
}

/** By the mean and the unbiased variance of some draws. */
function gaussianLogDensity(seen: number, drawn: readonly number[]): number {
  const center = mean(drawn);
  const variance = drawn.reduce((total, value) => total + (value - center) ** 2, 0) / (drawn.length - 1);
  return -0.5 * (Math.log(2 * Math.PI * variance) + (seen - center) ** 2 / variance);
}
