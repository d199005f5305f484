import { checkAtLeast } from "../check-options.ts";
import { rememberingAverager } from "./averager.ts";
import type { RegressionShape, Regressor } from "./regressor.ts";
import type { SampleMemory } from "./sample-memory.ts";
import { squaredDistance } from "./sample-memory.ts";

/** Options of {@link nearestNeighbors}. */
export interface NearestNeighborsOptions {
  /** k, at least 1. Where there are fewer samples, all of them. Default 5. */
  readonly neighbors?: number;
}

/**
 * The mean of the k nearest samples, an averager.
 *
 * Distances are Euclidean, each dimension in units of its standard deviation in the data; of equal distances the first counts.
 * A prediction looks at every sample: N · D operations. Throws `bad-options`.
 */
export function nearestNeighbors(options: NearestNeighborsOptions = {}): Regressor<SampleMemory> {
  const { neighbors = 5 } = options;
  checkAtLeast("neighbors", neighbors, 1);
  return Object.freeze({ name: "nearest-neighbors", bind: (shape: RegressionShape) => bind(shape, neighbors) });
}

function bind(shape: RegressionShape, neighbors: number): ReturnType<Regressor<SampleMemory>["bind"]> {
  const distance = new Float64Array(neighbors);
  const nearest = new Int32Array(neighbors);
  return rememberingAverager(shape, ({ input, value }, first, last, point) => {
    let found = 0;
    for (let i = first; i < last; i++) {
      const candidate = squaredDistance(input, i, point);
      if (found < neighbors) found++;
      else if (!(candidate < distance[found - 1]!)) continue;
      let place = found - 1;
      for (; place > 0 && candidate < distance[place - 1]!; place--) {
        distance[place] = distance[place - 1]!;
        nearest[place] = nearest[place - 1]!;
      }
      distance[place] = candidate;
      nearest[place] = i;
    }
    let sum = 0;
    for (let n = 0; n < found; n++) sum += value[nearest[n]!]!;
    return sum / found;
  });
}
