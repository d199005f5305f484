import type { Space } from "@worldwise/protocol";
import { describeSpace } from "@worldwise/protocol";
import { badFeatureOption, checkWhole } from "./feature-options.ts";
import type { FeatureMap } from "./features.ts";

/**
 * Features of a finite space from a table: φ(x) is row x.
 *
 * Throws `bad-options` where the table is not whole rows of K, and from `bind` where it is not one row for each element.
 *
 * @param table - `[N, K]` read live
 * @param size - K, at least 1
 */
export function tabulatedFeatures(table: Float64Array, size: number): FeatureMap {
  checkWhole("size", size, 1);
  return Object.freeze({
    name: "tabulated",
    bind(space: Space) {
      if (space.kind !== "discrete" || table.length !== space.count * size) {
        throw badFeatureOption("table", `one row of ${size} features for each element`, `${table.length} numbers for ${describeSpace(space)}`);
      }
      return {
        size,
        write(element: ArrayLike<number>, row: number, outFeature: Float64Array) {
          const from = element[row]! * size;
          for (let k = 0; k < size; k++) outFeature[k] = table[from + k]!;
        },
      };
    },
  });
}
