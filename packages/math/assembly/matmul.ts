// C = op(A) op(B), C += op(A) op(B), or C -= op(A) op(B), in float32 and float64, for a batch of matrices.
//
// The blocks' sizes are constants, and so is the order in which an entry of C is summed: k ascending within a block of at most
// `depth` terms, blocks in turn. Tile shapes and packing do not change it, and no result depends on the machine.

import { oneColumn, twoColumns } from "./matmul-columns";
import { wholeTiles } from "./matmul-tiles";
import { packLeft, packRight, panelColumns, PANEL_ROWS, restColumns } from "./panels";

/** Bits of `flags`, as src/matmul.ts writes them. */
// @ts-ignore: decorator
@inline
const TRANSPOSE_LEFT: u32 = 1;
// @ts-ignore: decorator
@inline
export const TRANSPOSE_RIGHT: u32 = 2;
// @ts-ignore: decorator
@inline
export const ACCUMULATE: u32 = 4;
// @ts-ignore: decorator
@inline
export const SUBTRACT: u32 = 8;
// @ts-ignore: decorator
@inline
export const RELU: u32 = 16;

// A panel of either operand stays in the first cache, a block of the left operand in the second, one of the right in the third.
// @ts-ignore: decorator
@inline
const BLOCK_ROWS: u32 = 192;
// @ts-ignore: decorator
@inline
const BLOCK_COLUMNS: u32 = 1024;

// @ts-ignore: decorator
@inline
function blockDepth<T>(): u32 {
  return 2048 / sizeof<T>();
}

/** Equal parts of at most `most`, each a multiple of `multiple`; 0 of nothing. */
// @ts-ignore: decorator
@inline
function blockSize(total: u32, most: u32, multiple: u32): u32 {
  if (total == 0) return 0;
  const blocks = (total + most - 1) / most;
  const size = (total + blocks - 1) / blocks;
  return (size + multiple - 1) / multiple * multiple;
}

/** Bytes of workspace that products of these sizes, and of all smaller ones, need. */
// @ts-ignore: decorator
@inline
function workspaceBytes<T>(rows: u32, columns: u32, inner: u32): usize {
  const width = panelColumns<T>(), depth = <usize>min(inner, blockDepth<T>());
  const left = min((rows + PANEL_ROWS - 1) & ~(PANEL_ROWS - 1), BLOCK_ROWS);
  const right = min((columns + width - 1) & ~(width - 1), BLOCK_COLUMNS);
  return (<usize>left + right) * depth * sizeof<T>();
}

/** C ← 0 (or what bias and relu make of it), for products of no terms. */
function productOfNothing<T>(rows: u32, columns: u32, flags: u32, out: usize, stride: usize, bias: usize): void {
  for (let i: u32 = 0; i < rows; i++) {
    for (let j: usize = 0; j < columns; j++) {
      const at = out + j * sizeof<T>();
      let entry = flags & (ACCUMULATE | SUBTRACT) ? load<T>(at) : <T>0;
      if (bias) entry += load<T>(bias + j * sizeof<T>());
      if (flags & RELU && entry < 0) entry = <T>0;
      store<T>(at, entry);
    }
    out += stride;
  }
}

/** Panels of so many bytes stay in the first cache, with room for what else is read. */
// @ts-ignore: decorator
@inline
const NEAR_BYTES: u32 = 16384;

/** Rows of the left operand that are packed at a time: where few columns use them, no more than stay in the first cache. */
// @ts-ignore: decorator
@inline
function rowsAtOnce<T>(columns: u32, depth: u32): u32 {
  if (columns > 32) return BLOCK_ROWS;
  return min(BLOCK_ROWS, max<u32>(NEAR_BYTES / (depth * sizeof<T>()), 16) & ~15);
}

/** rows × columns of C from a packed block of either operand. */
// @ts-ignore: decorator
@inline
function tiles<T>(
  rows: u32, columns: u32, depth: u32, leftPanels: usize, rightPanels: usize, out: usize, stride: usize, bias: usize, flags: u32,
): void {
  const bytes = <usize>sizeof<T>(), column = depth * bytes, whole = columns - restColumns<T>(columns);
  wholeTiles<T>(rows, whole, depth, leftPanels, rightPanels, out, stride, bias, flags);
  for (let j: usize = whole; j < columns; j += 2) {
    const panel = rightPanels + j * column, to = out + j * bytes, nowBias = bias ? bias + j * bytes : 0;
    if (j + 2 <= columns) twoColumns<T>(rows, depth, leftPanels, panel, to, stride, nowBias, flags);
    else oneColumn<T>(rows, depth, leftPanels, panel, to, stride, nowBias, flags);
  }
}

/** One matrix. Strides are bytes from row to row. `packedLeft`, `packedRight`: the workspace has the whole operand already. */
// @ts-ignore: decorator
@inline
function product<T>(
  rows: u32, columns: u32, inner: u32, flags: u32, left: usize, leftStride: usize, right: usize, rightStride: usize,
  out: usize, outStride: usize, bias: usize, workspace: usize, packedLeft: bool, packedRight: bool,
): void {
  const bytes = <usize>sizeof<T>(), depth = blockSize(inner, blockDepth<T>(), 1);
  const blockRows = blockSize(rows, depth ? rowsAtOnce<T>(columns, depth) : BLOCK_ROWS, PANEL_ROWS);
  const blockColumns = blockSize(columns, BLOCK_COLUMNS, panelColumns<T>());
  const transposeLeft = (flags & TRANSPOSE_LEFT) != 0, transposeRight = (flags & TRANSPOSE_RIGHT) != 0;
  const rightPanels = workspace + <usize>blockRows * depth * bytes;
  for (let j: u32 = 0; j < columns; j += blockColumns) {
    const nowColumns = min(blockColumns, columns - j);
    for (let k: u32 = 0; k < inner; k += depth) {
      const nowDepth = min(depth, inner - k), isLast = k + nowDepth == inner;
      const from = right + (transposeRight ? j * rightStride + k * bytes : k * rightStride + j * bytes);
      if (!packedRight) packRight<T>(nowColumns, nowDepth, from, rightStride, transposeRight, rightPanels);
      // The first block of k overwrites, the others add; bias and relu come with the last.
      const into = k == 0 || flags & SUBTRACT ? flags : flags | ACCUMULATE;
      const nowFlags = isLast ? into : into & ~RELU, nowBias = isLast && bias ? bias + j * bytes : 0;
      for (let i: u32 = 0; i < rows; i += blockRows) {
        const nowRows = min(blockRows, rows - i), to = out + i * outStride + j * bytes;
        const leftFrom = left + (transposeLeft ? k * leftStride + i * bytes : i * leftStride + k * bytes);
        if (!packedLeft) packLeft<T>(nowRows, nowDepth, leftFrom, leftStride, transposeLeft, workspace);
        tiles<T>(nowRows, nowColumns, nowDepth, workspace, rightPanels, to, outStride, nowBias, nowFlags);
      }
    }
  }
}

/** Operands that all matrices of the batch share (step 0) are packed once, if they fit one block. */
// @ts-ignore: decorator
@inline
function products<T>(
  batch: u32, rows: u32, columns: u32, inner: u32, flags: u32, left: usize, leftStride: u32, leftStep: u32,
  right: usize, rightStride: u32, rightStep: u32, out: usize, outStride: u32, outStep: u32, bias: usize, workspace: usize,
): void {
  const bytes = <u32>sizeof<T>(), oneDepth = inner <= blockDepth<T>();
  const keepsLeft = leftStep == 0 && oneDepth && inner > 0 && rows <= rowsAtOnce<T>(columns, inner) && columns <= BLOCK_COLUMNS;
  const keepsRight = rightStep == 0 && oneDepth && columns <= BLOCK_COLUMNS;
  for (let element: u32 = 0; element < batch; element++) {
    if (inner == 0) productOfNothing<T>(rows, columns, flags, out, outStride * bytes, bias);
    product<T>(
      rows, columns, inner, flags, left, leftStride * bytes, right, rightStride * bytes, out, outStride * bytes, bias, workspace,
      keepsLeft && element > 0, keepsRight && element > 0,
    );
    left += <usize>leftStep * bytes;
    right += <usize>rightStep * bytes;
    out += <usize>outStep * bytes;
  }
}

export function matmulWorkspaceF32(rows: u32, columns: u32, inner: u32): usize {
  return workspaceBytes<f32>(rows, columns, inner);
}

export function matmulWorkspaceF64(rows: u32, columns: u32, inner: u32): usize {
  return workspaceBytes<f64>(rows, columns, inner);
}

/**
 * out: [batch, rows, columns]; left: [batch, rows, inner], or [batch, inner, rows] with TRANSPOSE_LEFT; right: [batch, inner,
 * columns], or [batch, columns, inner] with TRANSPOSE_RIGHT; bias: [columns] or 0. Strides are entries from row to row, steps
 * entries from matrix to matrix. The workspace has matmulWorkspaceF32 bytes. out overlaps nothing else.
 */
export function matmulF32(
  batch: u32, rows: u32, columns: u32, inner: u32, flags: u32, left: usize, leftStride: u32, leftStep: u32,
  right: usize, rightStride: u32, rightStep: u32, out: usize, outStride: u32, outStep: u32, bias: usize, workspace: usize,
): void {
  products<f32>(
    batch, rows, columns, inner, flags, left, leftStride, leftStep, right, rightStride, rightStep, out, outStride, outStep, bias,
    workspace,
  );
}

/** The same in float64. */
export function matmulF64(
  batch: u32, rows: u32, columns: u32, inner: u32, flags: u32, left: usize, leftStride: u32, leftStep: u32,
  right: usize, rightStride: u32, rightStep: u32, out: usize, outStride: u32, outStep: u32, bias: usize, workspace: usize,
): void {
  products<f64>(
    batch, rows, columns, inner, flags, left, leftStride, leftStep, right, rightStride, rightStep, out, outStride, outStep, bias,
    workspace,
  );
}
