import type { Space } from "@worldwise/protocol";
import { describeSpace } from "@worldwise/protocol";
import { badFeatureOption, checkWhole } from "./feature-options.ts";
import type { FeatureMap } from "./features.ts";
import type { FeatureBounds } from "./input-scale.ts";
import { inputScale } from "./input-scale.ts";

/** Options of {@link tentFeatures}. */
export interface TentOptions extends FeatureBounds {
  /** K: tents along the line, at least 2. Default 4. */
  readonly count?: number;
}

/**
 * Tents along a line: linear in θ means linear interpolation between K evenly spaced knots.
 *
 *   φ_k(x) = max(0, 1 − |(K − 1) u − k|),   u in [0, 1],   Σ_k φ_k = 1
 *
 * For discrete spaces and boxes of one dimension. With 13 states and 4 tents these are the features of Boyan's chain, in the
 * opposite order (Boyan 2002). Throws `bad-options`.
 */
export function tentFeatures(options: TentOptions = {}): FeatureMap {
  const { count = 4 } = options;
  checkWhole("count", count, 2);
  return Object.freeze({ name: "tent", bind: (space: Space) => bind(space, count, options) });
}

function bind(space: Space, count: number, bounds: FeatureBounds): ReturnType<FeatureMap["bind"]> {
  if (space.size !== 1) throw badFeatureOption("features", "others than tents for more than one dimension", describeSpace(space));
  const scale = inputScale("tents", space, bounds);
  const scaled = new Float64Array(1);
  return {
    size: count,
    write(element, row, outFeature) {
      scale(element, row, scaled);
      for (let k = 0; k < count; k++) outFeature[k] = Math.max(0, 1 - Math.abs((count - 1) * scaled[0]! - k));
    },
  };
}
