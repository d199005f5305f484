import type { FeatureMap } from "@worldwise/data";
import type { Box, Discrete, NumberArray, Problem } from "@worldwise/protocol";

/** Sizes of a linear-Gaussian model, and what its inputs are. */
export interface GaussianShape {
  /** S */
  readonly stateSize: number;
  /** G: groups of transitions with a W of their own. */
  readonly groupCount: number;
  /** Z */
  readonly inputSize: number;
  /** T = S + 2: differences of the state, reward, ended. */
  readonly targetSize: number;
  /** Writes z of one row of observations and actions; overwritten. Returns the group. */
  write(observation: NumberArray, action: NumberArray, row: number, outInput: Float64Array): number;
}

/** The shape of a problem: actions that can be counted are groups, others are inputs. Throws what the features throw. */
export function gaussianShape({ observation, action }: Problem<Box, Box | Discrete>, map: FeatureMap): GaussianShape {
  const features = map.bind(observation);
  const feature = new Float64Array(features.size);
  const isCounted = action.kind === "discrete";
  return {
    stateSize: observation.size, groupCount: isCounted ? action.count : 1, targetSize: observation.size + 2,
    inputSize: features.size + (isCounted ? 0 : action.size),
    write(observations, actions, row, outInput) {
      features.write(observations, row, feature);
      outInput.set(feature);
      if (isCounted) return actions[row]!;
      for (let d = 0; d < action.size; d++) outInput[features.size + d] = actions[row * action.size + d]!;
      return 0;
    },
  };
}

/** outSum[i, k] += a_i b_k, for `rows` × `columns` of them; by default all of a. */
export function addProducts(outSum: Float64Array, a: Float64Array, b: Float64Array, columns: number, rows: number = a.length): void {
  for (let i = 0; i < rows; i++) {
    const factor = a[i]!;
    if (factor === 0) continue;
    for (let k = 0; k < columns; k++) outSum[i * columns + k]! += factor * b[k]!;
  }
}
