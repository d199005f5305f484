/** Squarings: with 2⁴⁰ factors the constant of Gelfand's formula is 1 to working precision. */
const SQUARINGS = 40;

/**
 * The spectral radius of a square matrix, by Gelfand's formula with repeated squaring: lim ‖Gᵏ‖^(1/k), k = 2⁴⁰.
 *
 * @param matrix - `[n, n]` G, of any symmetry; not changed
 * @returns the largest |λ|; 0 for nilpotent matrices, whose powers vanish
 */
export function spectralRadius(matrix: Float64Array, size: number): number {
  let power = matrix, logarithm = 0;
  for (let squaring = 0; squaring <= SQUARINGS; squaring++) {
    const norm = rowSumNorm(power, size);
    if (norm === 0) return 0;
    // G^k = exp(logarithm · k) · power, and power is kept at norm 1
    logarithm += Math.log(norm) / 2 ** squaring;
    const scaled = power.map((entry) => entry / norm);
    if (squaring < SQUARINGS) power = square(scaled, size);
  }
  return Math.exp(logarithm);
}

/** ‖G‖∞, the largest row sum of magnitudes. */
export function rowSumNorm(matrix: Float64Array, size: number): number {
  let best = 0;
  for (let i = 0; i < size; i++) {
    let total = 0;
    for (let j = 0; j < size; j++) total += Math.abs(matrix[i * size + j]!);
    best = Math.max(best, total);
  }
  return best;
}

function square(matrix: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = matrix[i * size + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) product[i * size + j] = product[i * size + j]! + factor * matrix[k * size + j]!;
    }
  }
  return product;
}
