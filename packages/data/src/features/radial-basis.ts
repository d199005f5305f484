import type { Space } from "@worldwise/protocol";
import { badFeatureOption, checkFeatureCount, checkWhole } from "./feature-options.ts";
import type { FeatureMap } from "./features.ts";
import type { FeatureBounds } from "./input-scale.ts";
import { inputScale } from "./input-scale.ts";
import { wholeNumberGrid } from "./whole-number-grid.ts";

/** Options of {@link radialBasisFeatures}. */
export interface RadialBasisOptions extends FeatureBounds {
  /** Centers along each dimension, at least 2. Default 5. */
  readonly centers?: number;
  /** Width of a bump, in distances between centers; above 0. Default 1. */
  readonly width?: number;
}

/**
 * Gaussian bumps on a grid, and a constant.
 *
 *   φ_0 = 1,   φ_c(x) = exp(−‖u − c‖² / (2 w²)),   u in [0, 1]^S,   c on a grid of that cube,   w = width / (centers − 1)
 *
 * Throws `bad-options`.
 */
export function radialBasisFeatures(options: RadialBasisOptions = {}): FeatureMap {
  const { centers = 5, width = 1 } = options;
  checkWhole("centers", centers, 2);
  if (!(width > 0 && width < Infinity)) throw badFeatureOption("width", "a finite number above 0", width);
  return Object.freeze({ name: "radialBasis", bind: (space: Space) => bind(space, centers, width, options) });
}

function bind(space: Space, centers: number, width: number, bounds: FeatureBounds): ReturnType<FeatureMap["bind"]> {
  const { size: inputSize } = space;
  const scale = inputScale("radial basis features", space, bounds);
  const size = 1 + centers ** inputSize;
  checkFeatureCount("centers", size);
  const grid = wholeNumberGrid(inputSize, centers - 1);
  const sharpness = ((centers - 1) / width) ** 2 / 2;
  const scaled = new Float64Array(inputSize);
  return {
    size,
    write(element, row, outFeature) {
      scale(element, row, scaled);
      outFeature[0] = 1;
      for (let k = 0; k + 1 < size; k++) {
        let distance = 0;
        for (let d = 0; d < inputSize; d++) distance += (scaled[d]! - grid[k * inputSize + d]! / (centers - 1)) ** 2;
        outFeature[k + 1] = Math.exp(-sharpness * distance);
      }
    },
  };
}
