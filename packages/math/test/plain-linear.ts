// Plain linear algebra to compare with: row-major matrices, one entry at a time.
import type { Random } from "../src/index.ts";

/** [rows, columns] ← a [rows, inner] · b [inner, columns] */
export function plainProduct(rows: number, inner: number, columns: number, a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const i = Math.floor(at / columns), j = at % columns;
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[i * inner + k]! * b[k * columns + j]!;
    return sum;
  });
}

export function plainTransposed(rows: number, columns: number, a: ArrayLike<number>): number[] {
  return Array.from({ length: rows * columns }, (_, at) => a[at % rows * columns + Math.floor(at / rows)]!);
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

export function randomEntries(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.normal());
}

/** G Gᵀ / n + identity */
export function randomDefinite(random: Random, size: number): number[] {
  const root = randomEntries(random, size * size);
  const square = plainProduct(size, size, size, root, plainTransposed(size, size, root));
  return square.map((x, at) => x / size + (at % (size + 1) === 0 ? 1 : 0));
}
