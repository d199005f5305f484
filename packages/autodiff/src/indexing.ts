import { shapeError, sizeOf } from "./shape.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { make, valuesOf } from "./tensor.ts";

/** The integers 0 … count−1, `[count]`, int32. */
export const iota = (count: number): Tensor => make(Float64Array.from({ length: count }, (_, i) => i), [count], "int32");

/**
 * Rows of a table: y_b = table[index_b].
 *
 * @param table - `[N, …]`
 * @param index - `[B]` whole numbers below N
 * @returns `[B, …]`
 */
export function gather(table: Tensor, index: Tensor): Tensor {
  const [count, ...row] = table.shape;
  if (count === undefined || index.shape.length !== 1) {
    throw shapeError("gather", "a table [N …] and an index [B]", table.shape, index.shape);
  }
  const [values, size] = [valuesOf(table, "gather"), sizeOf(row)];
  const chosen = indicesOf("gather", index, count);
  const out = new Float64Array(chosen.length * size);
  chosen.forEach((from, b) => out.set(values.subarray(from * size, (from + 1) * size), b * size));
  return make(out, [chosen.length, ...row], table.dtype);
}

/**
 * One entry of each row: y_b = rows[b, index_b].
 *
 * @param rows - `[B, K]`
 * @param index - `[B]` whole numbers below K
 * @returns `[B]`
 */
export function pick(rows: Tensor, index: Tensor): Tensor {
  const [count, size] = rows.shape;
  if (rows.shape.length !== 2 || size === undefined || index.shape.length !== 1 || index.shape[0] !== count) {
    throw shapeError("pick", "rows [B×K] and an index [B]", rows.shape, index.shape);
  }
  const values = valuesOf(rows, "pick");
  return make(indicesOf("pick", index, size).map((k, b) => values[b * size + k]!), index.shape, rows.dtype);
}

function indicesOf(operation: string, index: Tensor, count: number): Float64Array {
  const values = valuesOf(index, operation);
  const outside = values.find((value) => !(Number.isInteger(value) && value >= 0 && value < count));
  if (outside === undefined) return values;
  throw new TensorError(operation, {
    expected: `${operation}: whole numbers from 0 to ${count - 1} in the index`, got: String(outside),
    todo: "index with integers in range",
  });
}
