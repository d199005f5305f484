import { checkAbove } from "../check-options.ts";
import { rememberingAverager } from "./averager.ts";
import type { RegressionShape, Regressor } from "./regressor.ts";
import type { SampleMemory } from "./sample-memory.ts";
import { squaredDistance } from "./sample-memory.ts";

/** Options of {@link kernelSmoothing}. */
export interface KernelSmoothingOptions {
  /** h, above 0, in standard deviations of the inputs. Default 0.5. */
  readonly bandwidth?: number;
}

/**
 * Kernel smoothing, an averager: nearby samples count more.
 *
 *   f(x) = Σ_i w_i y_i / Σ_i w_i,   w_i = exp(−‖x − x_i‖² / (2 h²))
 *
 * Each dimension in units of its standard deviation in the data. Far from all samples the nearest one decides.
 * Source: Nadaraya (1964), Watson (1964); Ormoneit and Sen (2002), Kernel-based reinforcement learning. Throws `bad-options`.
 */
export function kernelSmoothing(options: KernelSmoothingOptions = {}): Regressor<SampleMemory> {
  const { bandwidth = 0.5 } = options;
  checkAbove("bandwidth", bandwidth, 0);
  const sharpness = 1 / (2 * bandwidth * bandwidth);
  return Object.freeze({
    name: "kernel-smoothing", bind: (shape: RegressionShape) => {
      const distance = new Float64Array(shape.capacity);
      return rememberingAverager(shape, ({ input, value }, first, last, point) => {
        let least = Infinity;
        for (let i = first; i < last; i++) {
          distance[i] = squaredDistance(input, i, point);
          if (distance[i]! < least) least = distance[i]!;
        }
        // Weights relative to the greatest, which is then 1: no division of 0 by 0.
        let total = 0;
        let sum = 0;
        for (let i = first; i < last; i++) {
          const weight = Math.exp(sharpness * (least - distance[i]!));
          total += weight;
          sum += weight * value[i]!;
        }
        return sum / total;
      });
    },
  });
}
