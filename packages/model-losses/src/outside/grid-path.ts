import type { Tensor } from "@worldwise/autodiff";
import { add, minimum, mul, slice, sum } from "@worldwise/autodiff";
import { WorldwiseError } from "@worldwise/protocol";
import type { OptimalCost } from "./smart-predict-then-optimize.ts";

/** Shortest paths over a grid. */
export interface GridPath {
  readonly edgeCount: number;
  /** Cost of the cheapest path: costs `[B, edgeCount]` → `[B]`. */
  readonly optimalCost: OptimalCost;
}

/**
 * The cheapest path from the top left to the bottom right of a grid, by steps to the right and down: dynamic programming in tensors.
 *
 *   d(i, j) = min \{ d(i, j − 1) + c(right into (i, j)), d(i − 1, j) + c(down into (i, j)) \}
 *
 * Its gradient is the path, 1 for each edge on it: so `optimalDecision` gives the path itself. Of equally cheap ways, the one from the left
 * is taken. Edges: first all steps to the right, row by row, then all steps down, row by row.
 *
 * Throws `bad-options` unless both sizes are whole numbers from 1.
 */
export function gridPathCost(rowCount: number, columnCount: number): GridPath {
  if (![rowCount, columnCount].every((size) => Number.isInteger(size) && size >= 1)) {
    throw new WorldwiseError("bad-options", {
      expected: "whole numbers of rows and columns, at least 1", got: `${rowCount} × ${columnCount}`, todo: "pass a grid with cells",
    });
  }
  const rights = rowCount * (columnCount - 1);
  const edgeCount = rights + (rowCount - 1) * columnCount;
  return Object.freeze<GridPath>({
    edgeCount,
    optimalCost(costs) {
      const edge = (index: number): Tensor => sum(slice(costs, 1, index, index + 1), 1);
      const intoFromLeft = (row: number, column: number): Tensor => edge(row * (columnCount - 1) + column - 1);
      const intoFromAbove = (row: number, column: number): Tensor => edge(rights + (row - 1) * columnCount + column);
      let above: Tensor[] = [];
      for (let row = 0; row < rowCount; row++) above = sweepRow(row, above);
      return above[columnCount - 1]!;

      function sweepRow(row: number, above: readonly Tensor[]): Tensor[] {
        const distances: Tensor[] = [];
        for (let column = 0; column < columnCount; column++) {
          const left = column > 0 ? add(distances[column - 1]!, intoFromLeft(row, column)) : undefined;
          const down = row > 0 ? add(above[column]!, intoFromAbove(row, column)) : undefined;
          distances.push(left && down ? minimum(left, down) : left ?? down ?? zeroOf(costs));
        }
        return distances;
      }
    },
  });
}

/** `[B]` zeros. */
const zeroOf = (costs: Tensor): Tensor => sum(mul(0, costs), 1);
