import type { Regression, RegressionShape } from "./regressor.ts";
import type { SampleMemory } from "./sample-memory.ts";
import { rememberInputs, sampleMemory, scalePoint } from "./sample-memory.ts";

/** The average over samples first … last − 1 at a point in the units of the memory; there is at least one. */
export type AverageAt = (memory: SampleMemory, first: number, last: number, point: Float64Array) => number;

/**
 * An averager that remembers its samples: f(x) = Σ_i w_i(x) y_i, with weights that are not negative and sum to 1.
 *
 * The weights depend on inputs alone, so that a fit is a max-norm non-expansion: ‖f − g‖∞ ≤ max_i |y_i − z_i|.
 * Source: Gordon (1995), Stable function approximation in dynamic programming, section 3.
 */
export function rememberingAverager(shape: RegressionShape, averageAt: AverageAt): Regression<SampleMemory> {
  const point = new Float64Array(shape.input.size);
  const { functionCount } = shape;
  return {
    init: (allocator) => sampleMemory(shape, allocator),
    prepare: rememberInputs,
    fit({ value }, { start, target }) {
      value.set(target.subarray(0, start[functionCount]));
    },
    predict(memory, input, count, outValue) {
      const { start } = memory;
      for (let b = 0; b < count; b++) {
        scalePoint(memory, input, b, point);
        for (let k = 0; k < functionCount; k++) {
          const first = start[k]!;
          const last = start[k + 1]!;
          outValue[b * functionCount + k] = last > first ? averageAt(memory, first, last, point) : 0;
        }
      }
    },
  };
}
