/**
 * Solves A x = b for a matrix of a few rows, in place, by elimination with partial pivoting.
 *
 * @param matrix - `[n, n]` overwritten
 * @param right - `[n, k]` b, becomes x
 * @returns false if a pivot is 0 or no number: then what is left in both is of no use
 */
export function smallSolve(matrix: Float64Array, right: Float64Array, size: number): boolean {
  const columnCount = right.length / size;
  for (let pivot = 0; pivot < size; pivot++) {
    const best = largestBelow(matrix, pivot, size);
    if (!(Math.abs(matrix[best * size + pivot]!) > 0)) return false;
    swapRows(matrix, pivot, best, size);
    swapRows(right, pivot, best, columnCount);
    for (let i = pivot + 1; i < size; i++) {
      const factor = matrix[i * size + pivot]! / matrix[pivot * size + pivot]!;
      addRow(matrix, i, pivot, size, -factor);
      addRow(right, i, pivot, columnCount, -factor);
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let j = row + 1; j < size; j++) addRow(right, row, j, columnCount, -matrix[row * size + j]!);
    for (let c = 0; c < columnCount; c++) right[row * columnCount + c]! /= matrix[row * size + row]!;
  }
  return true;
}

/** The row from `pivot` on with the largest entry in that column. */
function largestBelow(matrix: Float64Array, pivot: number, size: number): number {
  let best = pivot;
  for (let i = pivot + 1; i < size; i++) {
    if (Math.abs(matrix[i * size + pivot]!) > Math.abs(matrix[best * size + pivot]!)) best = i;
  }
  return best;
}

function swapRows(table: Float64Array, i: number, j: number, width: number): void {
  if (i === j) return;
  for (let c = 0; c < width; c++) {
    const held = table[i * width + c]!;
    table[i * width + c] = table[j * width + c]!;
    table[j * width + c] = held;
  }
}

/** Row i += factor · row j */
function addRow(table: Float64Array, i: number, j: number, width: number, factor: number): void {
  for (let c = 0; c < width; c++) table[i * width + c]! += factor * table[j * width + c]!;
}
