import type { Space } from "@worldwise/protocol";
import { checkFeatureCount, checkWhole } from "./feature-options.ts";
import type { FeatureMap } from "./features.ts";
import type { FeatureBounds } from "./input-scale.ts";
import { inputScale } from "./input-scale.ts";
import { wholeNumberGrid } from "./whole-number-grid.ts";

/** Options of {@link fourierFeatures}. */
export interface FourierOptions extends FeatureBounds {
  /** Highest frequency in each dimension, at least 0. Default 3. */
  readonly order?: number;
}

/**
 * The Fourier cosine basis.
 *
 *   φ_c(x) = cos(π c · u),   u in [0, 1]^S,   c in \{0 … order\}^S
 *
 * Throws `bad-options`.
 *
 * Source: Konidaris, Osentoski and Thomas (2011), Value function approximation in reinforcement learning using the Fourier basis.
 */
export function fourierFeatures(options: FourierOptions = {}): FeatureMap {
  const { order = 3 } = options;
  checkWhole("order", order, 0);
  return Object.freeze({ name: "fourier", bind: (space: Space) => bind(space, order, options) });
}

function bind(space: Space, order: number, bounds: FeatureBounds): ReturnType<FeatureMap["bind"]> {
  const { size: inputSize } = space;
  const scale = inputScale("Fourier features", space, bounds);
  const size = (order + 1) ** inputSize;
  checkFeatureCount("order", size);
  const frequencies = wholeNumberGrid(inputSize, order);
  const scaled = new Float64Array(inputSize);
  return {
    size,
    write(element, row, outFeature) {
      scale(element, row, scaled);
      for (let k = 0; k < size; k++) {
        let phase = 0;
        for (let d = 0; d < inputSize; d++) phase += frequencies[k * inputSize + d]! * scaled[d]!;
        outFeature[k] = Math.cos(Math.PI * phase);
      }
    },
  };
}
