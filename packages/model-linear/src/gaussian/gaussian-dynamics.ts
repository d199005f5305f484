import type { Box, Discrete, Dynamics, Lanes, ModelFaces, NumberArray, Problem } from "@worldwise/protocol";
import type { GaussianShape } from "./gaussian-shape.ts";
import type { LinearGaussianState } from "./linear-gaussian.ts";

/** Means of one row of states and actions: `[T]`, next state first, then reward and P(ended). Valid until the next call. */
type Mean = (state: NumberArray, action: NumberArray, row: number) => Float64Array;

function meanOf(shape: GaussianShape, { weight }: LinearGaussianState): Mean {
  const { stateSize, inputSize, targetSize } = shape;
  const [input, mean] = [new Float64Array(inputSize), new Float64Array(targetSize)];
  return (state, action, row) => {
    const from = shape.write(state, action, row, input) * inputSize;
    mean.fill(0);
    for (let z = 0; z < inputSize; z++) {
      for (let t = 0; t < targetSize; t++) mean[t]! += input[z]! * weight[(from + z) * targetSize + t]!;
    }
    for (let d = 0; d < stateSize; d++) mean[d]! += state[row * stateSize + d]!;
    return mean;
  };
}

const cut = ({ low, high }: Box, d: number, x: number): number => Math.min(high[d]!, Math.max(low[d]!, x));

/** Writes the mean next state of B lanes, cut to the bounds. */
export function meanNext<O extends Box, A extends Box | Discrete>(
  { observation, action: actionSpace }: Problem<O, A>, shape: GaussianShape, state: LinearGaussianState,
): ModelFaces<O, A>["expectation"]["next"] {
  const mean = meanOf(shape, state);
  const { stateSize } = shape;
  return (from, action, outState) => {
    for (let b = 0; b < action.length / actionSpace.size; b++) {
      const next = mean(from, action, b);
      for (let d = 0; d < stateSize; d++) outState[b * stateSize + d] = cut(observation, d, next[d]!);
    }
  };
}

/** The generative face of a linear-Gaussian model, live. */
export function gaussianDynamics<O extends Box, A extends Box | Discrete>(
  { observation, action, discount }: Problem<O, A>, shape: GaussianShape, state: LinearGaussianState, noisy: boolean,
): Dynamics<O, A, O> {
  const mean = meanOf(shape, state);
  const { stateSize: size } = shape;
  const { root, starts, visits } = state;
  const normal = new Float64Array(size);
  return {
    observation, action, state: observation, discount,
    start(random, outState) {
      const kept = Math.min(starts.length / size, visits.reduce((sum, count) => sum + count, 0));
      for (let b = 0; b < random.lanes; b++) {
        const from = random.lane(b).integer(Math.max(1, kept)) * size;
        for (let d = 0; d < size; d++) outState[b * size + d] = cut(observation, d, starts[from + d]!);
      }
    },
    step(from: Lanes<O>, actions, random, out) {
      for (let b = 0; b < out.reward.length; b++) {
        const next = mean(from, actions, b);
        const stream = random.lane(b);
        if (noisy) for (let d = 0; d < size; d++) normal[d] = stream.normal();
        for (let d = 0; d < size; d++) {
          let scatter = 0;
          for (let k = 0; k < size; k++) scatter += root[d * size + k]! * normal[k]!;
          out.state[b * size + d] = cut(observation, d, next[d]! + scatter);
        }
        out.reward[b] = next[size]!;
        out.terminated[b] = Number(stream.uniform() < next[size + 1]!);
      }
    },
    observe: (from, outObservation) => outObservation.set(from),
    encode: (seen, outState) => outState.set(seen),
  };
}
