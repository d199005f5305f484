import { badOption, checkAtLeast, checkNumberAtLeast } from "../check-options.ts";

/** How far a pursuit goes. */
export interface MatchingPursuitOptions {
  /** s: atoms in use, at most; at least 1. */
  readonly atoms: number;
  /** ‖residual‖₂ that is small enough; at least 0. Default 1e-10 ‖target‖₂. */
  readonly tolerance?: number;
}

/** The atoms that a pursuit chose. */
export interface MatchingPursuitResult {
  /** Indices of columns, in the order of choice. */
  readonly chosen: readonly number[];
  /** One weight for each chosen column. */
  readonly weights: readonly number[];
  /** ‖target − Σ weights · columns‖₂ */
  readonly residualNorm: number;
}

/**
 * Orthogonal matching pursuit: the column that the residual resembles most, then least squares over all that were chosen, and
 * again.
 *
 *   j* = argmax_j |c_jᵀ r| / ‖c_j‖,   r = y − projection of y on the chosen columns
 *
 * Columns that depend on chosen ones are passed over. Reads, never writes.
 * Source: Pati, Rezaiifar and Krishnaprasad (1993), Orthogonal matching pursuit. Throws `bad-options` on columns of other
 * lengths.
 *
 * @param columns - `[J]` of `[n]`
 * @param target - `[n]`
 */
export function matchingPursuit(
  columns: readonly Float64Array[], target: Float64Array, { atoms, tolerance }: MatchingPursuitOptions,
): MatchingPursuitResult {
  checkAtLeast("atoms", atoms, 1);
  if (tolerance !== undefined) checkNumberAtLeast("tolerance", tolerance, 0);
  const wrong = columns.findIndex((column) => column.length !== target.length);
  if (wrong >= 0) throw badOption("columns", `columns of ${target.length} rows`, columns[wrong]!.length);
  const enough = tolerance ?? 1e-10 * norm(target);
  const norms = columns.map(norm);
  const basis = orthogonalBasis();
  const residual = target.slice();
  const open = norms.map((length) => length > 0);
  while (basis.chosen.length < atoms && norm(residual) > enough) {
    const best = mostAlike(columns, norms, open, residual);
    if (best < 0) break;
    open[best] = false;
    basis.add(best, columns[best]!, norms[best]!, residual);
  }
  return { chosen: basis.chosen, weights: basis.weights(), residualNorm: norm(residual) };
}

/** Index of the open column with the greatest |cosine|; −1 where none has any. */
function mostAlike(
  columns: readonly Float64Array[], norms: readonly number[], open: readonly boolean[], residual: Float64Array,
): number {
  let best = -1;
  let greatest = 0;
  columns.forEach((column, j) => {
    if (!open[j]) return;
    const likeness = Math.abs(dot(column, residual)) / norms[j]!;
    if (likeness > greatest) [best, greatest] = [j, likeness];
  });
  return best;
}

interface OrthogonalBasis {
  readonly chosen: number[];
  /** Adds a column, and takes its direction out of the residual; does nothing where the column depends on those there. */
  add(index: number, column: Float64Array, length: number, residual: Float64Array): void;
  weights(): number[];
}

/** Gram and Schmidt's method, each projection done twice for the digits: columns = directions · triangle. */
function orthogonalBasis(): OrthogonalBasis {
  const chosen: number[] = [];
  const directions: Float64Array[] = [];
  const triangle: number[][] = [];
  const coefficients: number[] = [];
  return {
    chosen,
    add(index, column, length, residual) {
      const rest = column.slice();
      const projections = directions.map(() => 0);
      for (let pass = 0; pass < 2; pass++) {
        directions.forEach((direction, k) => (projections[k]! += subtractProjection(direction, rest)));
      }
      const left = norm(rest);
      if (left <= 1e-10 * length) return;
      for (let i = 0; i < rest.length; i++) rest[i]! /= left;
      coefficients.push(subtractProjection(rest, residual));
      directions.push(rest);
      triangle.push([...projections, left]);
      chosen.push(index);
    },
    weights: () => backSubstitute(triangle, coefficients),
  };
}

/** Solves Σ_k triangle[k][j] w_k = coefficient_j; column k of the triangle is the list triangle[k]. */
function backSubstitute(triangle: readonly (readonly number[])[], coefficients: readonly number[]): number[] {
  const weights = [...coefficients];
  for (let j = weights.length - 1; j >= 0; j--) {
    for (let k = j + 1; k < weights.length; k++) weights[j]! -= triangle[k]![j]! * weights[k]!;
    weights[j]! /= triangle[j]![j]!;
  }
  return weights;
}

/** array −= (directionᵀ array) direction; returns the product. */
function subtractProjection(direction: Float64Array, array: Float64Array): number {
  const product = dot(direction, array);
  for (let i = 0; i < array.length; i++) array[i]! -= product * direction[i]!;
  return product;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const norm = (array: Float64Array): number => Math.sqrt(dot(array, array));
