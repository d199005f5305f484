import type { NumberArray, Space } from "@worldwise/protocol";

/** φ of one space: K numbers for each element. */
export interface Features {
  /** K */
  readonly size: number;
  /** Writes φ of row `row` of the elements `[B, S]` to outFeature `[K]`; overwritten. */
  write(element: NumberArray, row: number, outFeature: Float64Array): void;
}

/** A kind of features, before it knows its space. */
export interface FeatureMap {
  readonly name: string;
  /** Throws `bad-options` where it does not suit the space. */
  bind(space: Space): Features;
}
