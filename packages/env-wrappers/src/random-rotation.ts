import type { Random } from "@worldwise/protocol";

/**
 * A random orthogonal matrix `[D, D]`, uniform over all: normal rows, each made orthogonal to those before and of length 1.
 *
 * Each row is cleared twice of those before: once is not enough for digits.
 */
export function randomRotation(size: number, random: Random): Float64Array {
  const matrix = new Float64Array(size * size).map(() => random.normal());
  for (let i = 0; i < size; i++) {
    const row = matrix.subarray(i * size, (i + 1) * size);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) removeComponent(row, matrix.subarray(j * size, (j + 1) * size));
    }
    const length = Math.sqrt(dot(row, row));
    for (let k = 0; k < size; k++) row[k] = row[k]! / length;
  }
  return matrix;
}

function removeComponent(row: Float64Array, unit: Float64Array): void {
  const along = dot(row, unit);
  for (let k = 0; k < row.length; k++) row[k] = row[k]! - along * unit[k]!;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((total, x, k) => total + x * b[k]!, 0);
