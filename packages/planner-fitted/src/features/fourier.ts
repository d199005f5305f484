import { checkAtLeast } from "../check-options.ts";
import type { FeatureBounds, FeatureDomain, FeatureMap } from "./features.ts";
import { checkFeatureCount, gridOf, inputScale } from "./features.ts";

/** Options of {@link fourierFeatures}. */
export interface FourierOptions extends FeatureBounds {
  /** n: highest frequency in each dimension, at least 0. Default 3. */
  readonly order?: number;
}

/**
 * The Fourier cosine basis.
 *
 *   φ_c(x) = cos(π c · u),   u in [0, 1]^D,   c in \{0 … order\}^D
 *
 * Source: Konidaris, Osentoski and Thomas (2011), Value function approximation in reinforcement learning using the Fourier basis.
 * Throws `bad-options`.
 */
export function fourierFeatures(options: FourierOptions = {}): FeatureMap {
  const { order = 3 } = options;
  checkAtLeast("order", order, 0);
  return Object.freeze({ name: "fourier", bind: (domain: FeatureDomain) => bind(domain, order, options) });
}

function bind(domain: FeatureDomain, order: number, bounds: FeatureBounds): ReturnType<FeatureMap["bind"]> {
  const { inputSize } = domain;
  const scale = inputScale("Fourier features", domain, bounds);
  const size = (order + 1) ** inputSize;
  checkFeatureCount("order", size);
  const frequencies = gridOf(inputSize, order);
  const scaled = new Float64Array(inputSize);
  return {
    size,
    write(input, row, outFeature) {
      scale(input, row, scaled);
      for (let k = 0; k < size; k++) {
        let phase = 0;
        for (let d = 0; d < inputSize; d++) phase += frequencies[k * inputSize + d]! * scaled[d]!;
        outFeature[k] = Math.cos(Math.PI * phase);
      }
    },
  };
}
