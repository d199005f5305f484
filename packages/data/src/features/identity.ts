import type { Space } from "@worldwise/protocol";
import type { FeatureMap } from "./features.ts";

/** Options of {@link identityFeatures}. */
export interface IdentityOptions {
  /** Whether φ_0 = 1 comes first. Default true. */
  readonly constant?: boolean;
}

/** The numbers themselves, φ(x) = (1, x) or x. Suits every space. */
export function identityFeatures({ constant = true }: IdentityOptions = {}): FeatureMap {
  const first = Number(constant);
  return Object.freeze({
    name: "identity",
    bind({ size }: Space) {
      return {
        size: first + size,
        write(element: ArrayLike<number>, row: number, outFeature: Float64Array) {
          if (constant) outFeature[0] = 1;
          for (let d = 0; d < size; d++) outFeature[first + d] = element[row * size + d]!;
        },
      };
    },
  });
}
