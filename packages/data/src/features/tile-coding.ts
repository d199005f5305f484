import type { Space } from "@worldwise/protocol";
import { checkFeatureCount, checkWhole } from "./feature-options.ts";
import type { FeatureMap } from "./features.ts";
import type { FeatureBounds } from "./input-scale.ts";
import { inputScale } from "./input-scale.ts";

/** Options of {@link tileCoding}. */
export interface TileCodingOptions extends FeatureBounds {
  /** T: grids laid over each other, at least 1. Default 8. */
  readonly tilings?: number;
  /** Tiles along each dimension within the bounds, at least 1. Default 8. */
  readonly tiles?: number;
}

/**
 * Tile coding: T shifted grids, of which each has one tile that holds the input.
 *
 *   φ[t, i](x) = 1 where i = ⌊tiles · u + offset_t⌋, else 0;   offset_t,d = (t (2d + 1) mod T) / T,   u in [0, 1]^S
 *
 * K = T (tiles + 1)^S, T of them 1: a grid that is shifted needs one tile more. Throws `bad-options`.
 *
 * Source: Sutton and Barto (2018), section 9.5.4, with its asymmetric offsets (1, 3, 5, …).
 */
export function tileCoding(options: TileCodingOptions = {}): FeatureMap {
  const { tilings = 8, tiles = 8 } = options;
  checkWhole("tilings", tilings, 1);
  checkWhole("tiles", tiles, 1);
  return Object.freeze({ name: "tileCoding", bind: (space: Space) => bind(space, tilings, tiles, options) });
}

function bind(space: Space, tilings: number, tiles: number, bounds: FeatureBounds): ReturnType<FeatureMap["bind"]> {
  const { size: inputSize } = space;
  const scale = inputScale("tile coding", space, bounds);
  const side = tiles + 1;
  const size = tilings * side ** inputSize;
  checkFeatureCount("tiles", size);
  const scaled = new Float64Array(inputSize);
  return {
    size,
    write(element, row, outFeature) {
      scale(element, row, scaled);
      outFeature.fill(0);
      for (let t = 0; t < tilings; t++) {
        let tile = t;
        for (let d = 0; d < inputSize; d++) {
          const offset = (t * (2 * d + 1)) % tilings / tilings;
          tile = tile * side + Math.min(tiles, Math.floor(tiles * scaled[d]! + offset));
        }
        outFeature[tile] = 1;
      }
    },
  };
}
