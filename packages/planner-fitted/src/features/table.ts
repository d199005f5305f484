import { badOption } from "../check-options.ts";
import type { FeatureMap } from "./features.ts";

/**
 * One feature for each state: φ_k(x) = 1 where x = k, else 0. With these, linear means tabular.
 *
 * `bind` throws `bad-options` unless observations are discrete.
 */
export function tableFeatures(): FeatureMap {
  return Object.freeze({
    name: "table",
    bind({ inputCount }: { readonly inputCount: number }) {
      if (inputCount === 0) throw badOption("features", "others than a table for observations that cannot be counted", "table");
      return {
        size: inputCount,
        write(input: Float64Array, row: number, outFeature: Float64Array) {
          outFeature.fill(0);
          outFeature[input[row]!] = 1;
        },
      };
    },
  });
}
