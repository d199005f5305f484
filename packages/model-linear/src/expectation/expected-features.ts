import type { LinearExpectation } from "@worldwise/data";
import type { Discrete, ModelFaces, Space } from "@worldwise/protocol";

/** F_a φ for B lanes of features `[B, K]`; the features that are expected next. */
export function expectedFeatures<O extends Space>(
  { featureSize, actionCount, transition }: LinearExpectation,
): ModelFaces<O, Discrete>["expectation"] {
  return {
    next(state, action, outState) {
      for (let b = 0; b < action.length; b++) {
        const from = (actionCount === 1 ? 0 : action[b]!) * featureSize;
        for (let k = 0; k < featureSize; k++) {
          let sum = 0;
          for (let i = 0; i < featureSize; i++) sum += state[b * featureSize + i]! * transition[(from + i) * featureSize + k]!;
          outState[b * featureSize + k] = sum;
        }
      }
    },
  };
}
