import type { Space } from "@worldwise/protocol";
import { describeSpace } from "@worldwise/protocol";
import { badFeatureOption } from "./feature-options.ts";
import type { FeatureMap } from "./features.ts";

/**
 * One feature for each element: φ_k(x) = 1 where x = k, else 0. With these, linear means tabular.
 *
 * `bind` throws `bad-options` unless the space is discrete.
 */
export function oneHotFeatures(): FeatureMap {
  return Object.freeze({ name: "oneHot", bind });
}

function bind(space: Space): ReturnType<FeatureMap["bind"]> {
  if (space.kind !== "discrete") throw badFeatureOption("features", "others than one-hot for what cannot be counted", describeSpace(space));
  return {
    size: space.count,
    write(element, row, outFeature) {
      outFeature.fill(0);
      outFeature[element[row]!] = 1;
    },
  };
}
