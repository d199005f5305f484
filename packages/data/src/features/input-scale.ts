import type { NumberArray, Space } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** Bounds between which features are laid out. */
export interface FeatureBounds {
  /** `[S]` Finite. Default: the bounds of the space; of a discrete one 0. Elements below count as elements at the bound. */
  readonly low?: readonly number[];
  /** `[S]` Of a discrete space its last number by default. */
  readonly high?: readonly number[];
}

/** Writes an element scaled to [0, 1]^S; what lies outside the bounds counts as at the bound. */
export type ScaleInput = (element: NumberArray, row: number, outScaled: Float64Array) => void;

/** Throws `bad-options` unless there are finite bounds for every dimension. A discrete space of one number is scaled to 0. */
export function inputScale(name: string, space: Space, bounds: FeatureBounds): ScaleInput {
  const { size } = space;
  const [lowest, highest] = space.kind === "discrete" ? [[0], [Math.max(1, space.count - 1)]] : [space.low, space.high];
  const { low = lowest, high = highest } = bounds;
  const isFiniteRange = (_: number, d: number): boolean =>
    Number.isFinite(low[d]) && Number.isFinite(high[d]) && low[d]! < high[d]!;
  if (low.length !== size || high.length !== size || !low.every(isFiniteRange)) {
    throw new WorldwiseError("bad-options", {
      expected: `finite bounds of ${size} dimensions for ${name}, low < high`, got: `low [${low.join(", ")}], high [${high.join(", ")}]`,
      todo: "pass low and high",
    }, { name });
  }
  return (element, row, outScaled) => {
    for (let d = 0; d < size; d++) {
      const scaled = (element[row * size + d]! - low[d]!) / (high[d]! - low[d]!);
      outScaled[d] = Math.min(1, Math.max(0, scaled));
    }
  };
}
