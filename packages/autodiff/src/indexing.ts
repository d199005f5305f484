import { apply, graphOf } from "./apply.ts";
import { equal, where } from "./comparison.ts";
import { gatherKernel, scatterAddKernel } from "./indexing-kernels.ts";
import type { ArrayCall, ArrayOperation } from "./operation.ts";
import { sum } from "./reductions.ts";
import { shapeError, sizeOf } from "./shape.ts";
import { reshape } from "./shaping.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { make, valuesOf } from "./tensor.ts";

const gatherOperation: ArrayOperation = {
  kind: "array", name: "gather", closed: true, needsDense: true,
  evaluate: takeRows,
  vjp: (g, _y, table, index) => [scatterAdd(table.shape[0]!, index, g), undefined],
  lower: gatherKernel,
};
const scatterAddOperation: ArrayOperation = {
  kind: "array", name: "scatterAdd", needsDense: true,
  evaluate: addRows,
  vjp: (g, _y, index) => [undefined, gather(g, index)],
  lower: scatterAddKernel,
};

/** The integers 0 … count−1, `[count]`, int32. */
export const iota = (count: number): Tensor => make(Float64Array.from({ length: count }, (_, i) => i), [count], "int32");

/**
 * Rows of a table: y_b = table[index_b].
 *
 * An index outside the table is an error among plain numbers, and a row of NaN in a compiled program.
 *
 * @param table - `[N, …]`
 * @param index - `[B]` whole numbers below N
 * @returns `[B, …]`
 */
export function gather(table: Tensor, index: Tensor): Tensor {
  const [count, ...row] = table.shape;
  if (count === undefined || index.shape.length !== 1) throw shapeError("gather", "a table [N …] and an index [B]", table, index);
  checkIndex("gather", index, count);
  return apply(gatherOperation, [table, index], [index.shape[0]!, ...row]);
}

/**
 * Adds rows into a table of zeros: y_n = Σ over b with index_b = n of rows_b. The opposite of `gather`.
 *
 * An index outside is an error among plain numbers, and left out in a compiled program.
 *
 * @param count - N, rows of the table
 * @param index - `[B]` whole numbers below N
 * @param rows - `[B, …]`
 * @returns `[N, …]`
 */
export function scatterAdd(count: number, index: Tensor, rows: Tensor): Tensor {
  const [length, ...row] = rows.shape;
  if (index.shape.length !== 1 || length !== index.shape[0]) throw shapeError("scatterAdd", "an index [B] and rows [B …]", index, rows);
  checkIndex("scatterAdd", index, count);
  return apply(scatterAddOperation, [index, rows], [count, ...row]);
}

/**
 * One entry of each row: y_b = rows[b, index_b].
 *
 * An index outside the row is an error among plain numbers, and gives 0 in a compiled program.
 *
 * @param rows - `[B, K]`
 * @param index - `[B]` whole numbers below K
 * @returns `[B]`
 */
export function pick(rows: Tensor, index: Tensor): Tensor {
  const [count, size] = rows.shape;
  if (rows.shape.length !== 2 || size === undefined || index.shape.length !== 1 || index.shape[0] !== count) {
    throw shapeError("pick", "rows [B×K] and an index [B]", rows, index);
  }
  checkIndex("pick", index, size);
  return sum(where(oneHot(index, size), rows, 0), 1);
}

/** Rows of zeros and a one: y_bk = 1 where k = index_b. `[B]` → `[B, count]`. No derivative passes. */
export const oneHot = (index: Tensor, count: number): Tensor => equal(reshape(index, [...index.shape, 1]), iota(count));

/** Indices that are known are checked. */
function checkIndex(operation: string, index: Tensor, count: number): void {
  if (graphOf([index]) !== undefined) return;
  const outside = valuesOf(index, operation).find((value) => !(Number.isInteger(value) && value >= 0 && value < count));
  if (outside === undefined) return;
  throw new TensorError(operation, {
    expected: `${operation}: whole numbers from 0 to ${count - 1} in the index`, got: String(outside),
    todo: "index with integers in range",
  });
}

function takeRows({ inputs: [table, index], shapes, outShape, out }: ArrayCall): void {
  const [count, size] = [shapes[0]![0]!, sizeOf(outShape.slice(1))];
  index!.forEach((from, b) => {
    const to = out.subarray(b * size, (b + 1) * size);
    if (from >= 0 && from < count) to.set(table!.subarray(from * size, (from + 1) * size));
    else to.fill(NaN);
  });
}

function addRows({ inputs: [index, rows], outShape, out }: ArrayCall): void {
  const size = sizeOf(outShape.slice(1));
  index!.forEach((row, b) => {
    if (!(row >= 0 && row < outShape[0]!)) return;
    for (let i = 0; i < size; i++) out[row * size + i]! += rows![b * size + i]!;
  });
}
