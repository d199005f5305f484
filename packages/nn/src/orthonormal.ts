import type { Random } from "@worldwise/protocol";

/**
 * Random orthonormal rows `[count][length]`, count ≤ length, each such set equally likely: normal rows by Gram and Schmidt, whose
 * diagonal is positive, so that no sign is preferred. Projecting twice keeps them orthogonal to the last digits.
 */
export function orthonormalRows(random: Random, count: number, length: number): readonly Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < count) {
    const row = Float64Array.from({ length }, () => random.normal());
    const before = norm(row);
    for (const other of [...rows, ...rows]) subtractProjection(row, other);
    const after = norm(row);
    if (after <= 1e-8 * before) continue; // as good as dependent on the others, which chance alone does not bring
    rows.push(row.map((value) => value / after));
  }
  return rows;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((total, value, i) => total + value * b[i]!, 0);

const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

function subtractProjection(row: Float64Array, unit: Float64Array): void {
  const length = dot(row, unit);
  for (let i = 0; i < row.length; i++) row[i]! -= length * unit[i]!;
}
