import type { MatrixProduct } from "@worldwise/math";
import type { Allocator, Random } from "@worldwise/protocol";
import { smallSolve } from "./small-solve.ts";

/** E = Qᵀ R Q: the part of a matrix P that acts on a few dominant directions. */
export type Deflation = {
  /** `[S, N]` Orthonormal rows. */
  basis: Float64Array;
  /** `[S, S]` Q P Qᵀ */
  matrix: Float64Array;
};

/** The first direction is that of the constant functions, the others are random. Uses (S − 1) N normal numbers. */
export function deflation(stateCount: number, rank: number, random: Random, allocator: Allocator): Deflation {
  const basis = allocator("float64", rank * stateCount);
  basis.fill(1, 0, stateCount);
  for (let i = stateCount; i < basis.length; i++) basis[i] = random.normal();
  orthonormalize(basis, stateCount, rank);
  return { basis, matrix: allocator("float64", rank * rank) };
}

/** What is done with a deflation of N states and rank S. Vectors are `[N]`, coefficients `[S]`. */
export interface DeflationOperators {
  /** Orthogonal iteration Qᵀ ← orth(P Qᵀ), until ‖P Qᵀ − Qᵀ R‖∞ ≤ tolerance; then R. Returns the steps that were taken. */
  refine(deflation: Deflation, product: MatrixProduct, how: { readonly maxSteps: number; readonly tolerance: number }): number;
  /** outCoefficients = Q v */
  project(deflation: Deflation, vector: Float64Array, outCoefficients: Float64Array): void;
  /** v += factor · Qᵀ c */
  addSpan(deflation: Deflation, coefficients: Float64Array, factor: number, vector: Float64Array): void;
  /** outImage = E v */
  apply(deflation: Deflation, vector: Float64Array, outImage: Float64Array): void;
  /** v ← (I − factor · E)⁻¹ v = v + Qᵀ factor R (I − factor R)⁻¹ Q v; false if that matrix has no inverse. */
  resolve(deflation: Deflation, factor: number, vector: Float64Array): boolean;
}

/**
 * Deflation by a dominant invariant subspace, found by orthogonal (QR) iteration: all sparse, S products with P a step.
 *
 * P Qᵀ = Qᵀ R makes P − E forget the S eigenvalues of largest modulus and keep the others. Real arithmetic also where they are
 * complex: a pair is a block of R. A rank that would split such a pair, or between equal moduli, keeps the iteration from
 * settling: E is then not exact.
 *
 * Source: Golub and Van Loan (2013), Matrix computations, section 7.3 (orthogonal iteration, Schur form).
 */
export function deflationOperators(stateCount: number, rank: number): DeflationOperators {
  const images = new Float64Array(rank * stateCount);
  const imageRows = Array.from({ length: rank }, (_, i) => images.subarray(i * stateCount, (i + 1) * stateCount));
  const [coefficients, solved, system] = [new Float64Array(rank), new Float64Array(rank), new Float64Array(rank * rank)];

  const project: DeflationOperators["project"] = ({ basis }, vector, outCoefficients) => {
    for (let i = 0; i < rank; i++) outCoefficients[i] = dot(basis, i * stateCount, vector, 0, stateCount);
  };
  const addSpan: DeflationOperators["addSpan"] = ({ basis }, span, factor, vector) => {
    for (let i = 0; i < rank; i++) {
      const weight = factor * span[i]!;
      for (let s = 0; s < stateCount; s++) vector[s]! += weight * basis[i * stateCount + s]!;
    }
  };
  return {
    project, addSpan, refine,
    apply(deflated, vector, outImage) {
      project(deflated, vector, coefficients);
      multiply(deflated.matrix, coefficients, solved);
      outImage.fill(0);
      addSpan(deflated, solved, 1, outImage);
    },
    resolve(deflated, factor, vector) {
      project(deflated, vector, coefficients);
      for (let i = 0; i < system.length; i++) system[i] = -factor * deflated.matrix[i]!;
      for (let i = 0; i < rank; i++) system[i * rank + i]! += 1;
      if (!smallSolve(system, coefficients, rank)) return false;
      multiply(deflated.matrix, coefficients, solved);
      addSpan(deflated, solved, factor, vector);
      return true;
    },
  };

  function refine(
    deflated: Deflation, product: MatrixProduct, { maxSteps, tolerance }: { readonly maxSteps: number; readonly tolerance: number },
  ): number {
    for (let step = 0; ; step++) {
      for (let i = 0; i < rank; i++) product(deflated.basis.subarray(i * stateCount, (i + 1) * stateCount), imageRows[i]!);
      fillMatrix(deflated, images, stateCount, rank);
      if (step >= maxSteps || residual(deflated, images, stateCount, rank) <= tolerance) return step;
      deflated.basis.set(images);
      orthonormalize(deflated.basis, stateCount, rank);
    }
  }

  function multiply(matrix: Float64Array, vector: Float64Array, outProduct: Float64Array): void {
    for (let i = 0; i < rank; i++) outProduct[i] = dot(matrix, i * rank, vector, 0, rank);
  }
}

/** R_ij = q_i · P q_j, from the images P Qᵀ. */
function fillMatrix({ basis, matrix }: Deflation, images: Float64Array, stateCount: number, rank: number): void {
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < rank; j++) matrix[i * rank + j] = dot(basis, i * stateCount, images, j * stateCount, stateCount);
  }
}

/** ‖P Qᵀ − Qᵀ R‖∞ over entries, relative to the size 1/√N of those of Q. */
function residual({ basis, matrix }: Deflation, images: Float64Array, stateCount: number, rank: number): number {
  let largest = 0;
  for (let j = 0; j < rank; j++) {
    for (let s = 0; s < stateCount; s++) {
      let left = images[j * stateCount + s]!;
      for (let i = 0; i < rank; i++) left -= basis[i * stateCount + s]! * matrix[i * rank + j]!;
      largest = Math.max(largest, Math.abs(left));
    }
  }
  return largest * Math.sqrt(stateCount);
}

function dot(a: Float64Array, from: number, b: Float64Array, other: number, length: number): number {
  let total = 0;
  for (let i = 0; i < length; i++) total += a[from + i]! * b[other + i]!;
  return total;
}

/** Gram and Schmidt, twice, row by row. A row that the others span becomes 0, and leaves E without it. */
function orthonormalize(rows: Float64Array, width: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const before = Math.sqrt(dot(rows, i * width, rows, i * width, width));
    for (let twice = 0; twice < 2; twice++) {
      for (let j = 0; j < i; j++) addRow(rows, i * width, j * width, width, -dot(rows, i * width, rows, j * width, width));
    }
    const norm = Math.sqrt(dot(rows, i * width, rows, i * width, width));
    const factor = norm > 1e-12 * before ? 1 / norm : 0;
    for (let s = 0; s < width; s++) rows[i * width + s]! *= factor;
  }
}

function addRow(rows: Float64Array, to: number, from: number, width: number, factor: number): void {
  for (let s = 0; s < width; s++) rows[to + s]! += factor * rows[from + s]!;
}
