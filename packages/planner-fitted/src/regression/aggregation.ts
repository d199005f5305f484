import type { FeatureBounds } from "@worldwise/data";
import { inputScale } from "@worldwise/data";
import type { Space } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";
import { badOption, checkAtLeast } from "../check-options.ts";
import type { Regression, RegressionShape, Regressor } from "./regressor.ts";

/** Options of {@link aggregation}. */
export interface AggregationOptions extends FeatureBounds {
  /** Cells along each dimension, at least 1. States that can be counted are cells of their own. Default 10. */
  readonly cells?: number;
}

/** A table of cells. */
export type AggregationState = {
  /** `[M, C]` */
  value: Float64Array;
};

/**
 * State aggregation, an averager: the mean of the samples in the same cell of a grid; 0 in a cell without samples.
 *
 * Source: Gordon (1995), Stable function approximation in dynamic programming. Throws `bad-options`.
 */
export function aggregation(options: AggregationOptions = {}): Regressor<AggregationState> {
  const { cells = 10 } = options;
  checkAtLeast("cells", cells, 1);
  return Object.freeze(
    { name: "aggregation", bind: (shape: RegressionShape) => cellMeans(shape, cellsOf(shape.input, cells, options)) }
  );
}

interface Cells {
  readonly count: number;
  cellOf(input: Float64Array, row: number): number;
}

const mostCells = 1_000_000;

function cellsOf(space: Space, cells: number, bounds: FeatureBounds): Cells {
  if (space.kind === "discrete") return { count: space.count, cellOf: (input, row) => input[row]! };
  const { size: inputSize } = space;
  const scale = inputScale("aggregation", space, bounds);
  const count = cells ** inputSize;
  if (count > mostCells) throw badOption("cells", `at most ${mostCells} cells in all`, count);
  const scaled = new Float64Array(inputSize);
  return {
    count,
    cellOf(input, row) {
      scale(input, row, scaled);
      let cell = 0;
      for (let d = 0; d < inputSize; d++) cell = cell * cells + Math.min(cells - 1, Math.floor(cells * scaled[d]!));
      return cell;
    },
  };
}

function cellMeans({ functionCount }: RegressionShape, { count: cellCount, cellOf }: Cells): Regression<AggregationState> {
  const seen = new Int32Array(functionCount * cellCount);
  return {
    init: (allocator = heap) => ({ value: allocator("float64", functionCount * cellCount) }),
    prepare: () => undefined,
    fit({ value }, { start, input, target }) {
      value.fill(0);
      seen.fill(0);
      for (let k = 0; k < functionCount; k++) {
        for (let i = start[k]!; i < start[k + 1]!; i++) {
          const cell = k * cellCount + cellOf(input, i);
          value[cell]! += (target[i]! - value[cell]!) / ++seen[cell]!;
        }
      }
    },
    predict({ value }, input, count, outValue) {
      for (let b = 0; b < count; b++) {
        const cell = cellOf(input, b);
        for (let k = 0; k < functionCount; k++) outValue[b * functionCount + k] = value[k * cellCount + cell]!;
      }
    },
  };
}
