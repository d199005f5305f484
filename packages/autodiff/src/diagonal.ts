import { apply } from "./apply.ts";
import { mul } from "./arithmetic.ts";
import { equal } from "./comparison.ts";
import { iota } from "./indexing.ts";
import type { ViewOperation } from "./operation.ts";
import { shapeError } from "./shape.ts";
import { reshape } from "./shaping.ts";
import type { Tensor } from "./tensor.ts";

const diagonalOperation: ViewOperation = {
  kind: "view", name: "diagonal", closed: true,
  view: ({ offset, strides }) => ({ offset, strides: [...strides.slice(0, -2), strides.at(-2)! + strides.at(-1)!] }),
  vjp: (g) => [diagonalMatrix(g)],
};

/** The diagonals of square matrices: y_i = a_ii, `[…, N, N]` → `[…, N]`. */
export function diagonal(a: Tensor): Tensor {
  checkSquare("diagonal", a);
  return apply(diagonalOperation, [a], a.shape.slice(0, -1));
}

/** Matrices of zeros but for the diagonal: y_ii = a_i, `[…, N]` → `[…, N, N]`. */
export const diagonalMatrix = (a: Tensor): Tensor => {
  const size = a.shape.at(-1);
  if (size === undefined) throw shapeError("diagonalMatrix", "numbers along an axis [… N]", a);
  return mul(reshape(a, [...a.shape, 1]), identity(size));
};

/** Ones on the diagonal: `[N, N]`. */
export const identity = (size: number): Tensor => equal(reshape(iota(size), [size, 1]), iota(size));

/** Refuses what is no square matrix, or batch of them. */
export function checkSquare(operation: string, a: Tensor): void {
  if (a.shape.length < 2 || a.shape.at(-1) !== a.shape.at(-2)) throw shapeError(operation, "square matrices [… N×N]", a);
}
