import type { Box, Discrete, Lanes, Model, NumberArray, Problem, TransitionBatch } from "@worldwise/protocol";
import type { DiagonalGaussianParameters } from "./diagonal-gaussian.ts";

/** Adds observations to a running mean, whose last number says how many there were. */
export function noteStarts({ size, observation }: TransitionBatch<Box, Discrete>, stateSize: number, outSeen: Float64Array): void {
  for (let b = 0; b < size; b++) {
    outSeen[stateSize]!++;
    for (let d = 0; d < stateSize; d++) outSeen[d]! += (observation[b * stateSize + d]! - outSeen[d]!) / outSeen[stateSize]!;
  }
}

/** The faces of a model with independent Gaussian dimensions, live. */
export function diagonalFaces<O extends Box>(
  { observation, action: actionSpace, discount }: Problem<O, Discrete>, parameters: DiagonalGaussianParameters,
): Model<"dynamics" | "expectation", O, Discrete> {
  const { size: S, low, high } = observation;
  const { offset, slope, logScale, reward, rewardSlope, seen } = parameters;
  const cut = (d: number, x: number): number => Math.min(high[d]!, Math.max(low[d]!, x));
  const meanOf = (state: NumberArray, b: number, a: number, d: number): number => {
    let total = offset.data[a * S + d]!;
    for (let i = 0; i < S; i++) total += slope.data[(a * S + i) * S + d]! * state[b * S + i]!;
    return total;
  };
  const rewardOf = (state: NumberArray, b: number, a: number): number => {
    let total = reward.data[a]!;
    for (let d = 0; d < S; d++) total += rewardSlope.data[a * S + d]! * state[b * S + d]!;
    return total;
  };
  return {
    expectation: {
      next(state, action, outState) {
        for (let b = 0; b < action.length; b++) {
          for (let d = 0; d < S; d++) outState[b * S + d] = cut(d, meanOf(state, b, action[b]!, d));
        }
      },
    },
    dynamics: {
      observation, action: actionSpace, state: observation, discount,
      start(random, outState) {
        for (let b = 0; b < random.lanes; b++) for (let d = 0; d < S; d++) outState[b * S + d] = cut(d, seen.data[d]!);
      },
      step(state: Lanes<O>, action, random, out) {
        for (let b = 0; b < out.reward.length; b++) {
          const [a, stream] = [action[b]!, random.lane(b)];
          for (let d = 0; d < S; d++) {
            const spread = Math.exp(logScale.data[a * S + d]!) * stream.normal();
            out.state[b * S + d] = cut(d, meanOf(state, b, a, d) + spread);
          }
          out.reward[b] = rewardOf(state, b, a);
          out.terminated[b] = 0;
        }
      },
      observe: (state, outObservation) => outObservation.set(state),
      encode: (seenThere, outState) => outState.set(seenThere),
    },
  };
}
