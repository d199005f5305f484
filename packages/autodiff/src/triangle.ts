import { mul, sub } from "./arithmetic.ts";
import { greater, where } from "./comparison.ts";
import { identity } from "./diagonal.ts";
import { iota } from "./indexing.ts";
import type { Attributes } from "./operation.ts";
import { reshape } from "./shaping.ts";
import type { Tensor } from "./tensor.ts";

/** Which half of a square matrix is meant, with the diagonal. */
export type Triangle = "lower" | "upper";

/** Which triangle of the matrix is read, and how. */
export interface TriangularSolveOptions {
  /** Default `lower`. What lies in the other triangle has no influence. */
  readonly triangle?: Triangle;
  /** Solve with the transposed matrix. Default false. */
  readonly transposed?: boolean;
}

/** What `triangularSolve` wrote into its node. */
export const optionsOf = (attributes: Attributes): Required<TriangularSolveOptions> =>
  ({ triangle: attributes["triangle"] === "upper" ? "upper" : "lower", transposed: attributes["transposed"] === true });

/** The entries of one triangle, zeros elsewhere. */
export function triangleOf(a: Tensor, triangle: Triangle): Tensor {
  const size = a.shape.at(-1)!;
  const [row, column] = [reshape(iota(size), [size, 1]), iota(size)];
  return where(triangle === "lower" ? greater(column, row) : greater(row, column), 0, a);
}

/** The lower triangle with half of its diagonal: Φ in the derivative of Cholesky's factor. */
export const halvedLower = (a: Tensor): Tensor =>
  mul(triangleOf(a, "lower"), sub(1, mul(0.5, identity(a.shape.at(-1)!))));
