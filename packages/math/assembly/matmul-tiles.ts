// The inner loops of matrix products. A tile is eight vectors of sums in registers; with two vectors of the right operand, one
// of the left and one product, twelve are live. The loop over k is not unrolled, and moves two pointers only: with more values
// alive today's engines spill a sum at every step. Both types have the same tiles: vectors of four float32 or two float64.

import { ACCUMULATE, RELU, SUBTRACT } from "./matmul";
import { PANEL_ROWS } from "./panels";

/** A tile that hangs over the edge of C. */
const EDGE: usize = memory.data(256, 16);
/** Bias of a panel, or of a panel and a half, filled up with zeros. */
const BIAS: usize = memory.data(48, 16);

/** rows × bytes between places of different strides. */
function copyBlock(rows: u32, bytes: u32, from: usize, fromStride: usize, to: usize, toStride: usize): void {
  for (let r: u32 = 0; r < rows; r++) {
    for (let q: usize = 0; q < bytes; q += 4) store<u32>(to + q, load<u32>(from + q));
    from += fromStride;
    to += toStride;
  }
}

// @ts-ignore: decorator
@inline
function loadBias(bias: usize, bytes: u32): void {
  v128.store(BIAS, i64x2.splat(0));
  v128.store(BIAS, i64x2.splat(0), 16);
  v128.store(BIAS, i64x2.splat(0), 32);
  for (let q: usize = 0; q < bytes; q += 4) store<u32>(BIAS + q, load<u32>(bias + q));
}

/** The sum's place in C: as it is, added to what is there, or subtracted from it; then bias and relu. */
// @ts-ignore: decorator
@inline
function finished<T>(sum: v128, to: usize, at: usize, flags: u32, bias: usize): v128 {
  if (flags & SUBTRACT) sum = v128.sub<T>(v128.load(to + at), sum);
  else if (flags & ACCUMULATE) sum = v128.add<T>(v128.load(to + at), sum);
  if (bias) sum = v128.add<T>(sum, v128.load(BIAS + at));
  if (flags & RELU) sum = v128.pmax<T>(sum, v128.splat<T>(0));
  return sum;
}

/** Whole panels: tiles of four rows and two vectors. */
export function wholeTiles<T>(
  rows: u32, columns: u32, depth: u32, leftPanels: usize, rightPanels: usize, out: usize, stride: usize, bias: usize, flags: u32,
): void {
  const bytes = <usize>sizeof<T>(), zero = v128.splat<T>(0);
  const readsOut = (flags & (ACCUMULATE | SUBTRACT)) != 0, isPlain = !readsOut && !bias && (flags & RELU) == 0;
  const rowBytes = columns * bytes;
  for (let j: usize = 0; j < rowBytes; j += 32) {
    const panel = rightPanels + j * depth, panelEnd = panel + (<usize>depth << 5);
    const nowBytes = <u32>min<usize>(32, rowBytes - j);
    if (bias) loadBias(bias + j, nowBytes);
    let left = leftPanels;
    for (let i: u32 = 0; i < rows; i += PANEL_ROWS) {
      let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
      let right = panel;
      while (right < panelEnd) {
        const b0 = v128.load(right), b1 = v128.load(right, 16);
        let a = v128.load_splat<T>(left);
        c0 = v128.add<T>(c0, v128.mul<T>(a, b0));
        c1 = v128.add<T>(c1, v128.mul<T>(a, b1));
        a = v128.load_splat<T>(left, sizeof<T>());
        c2 = v128.add<T>(c2, v128.mul<T>(a, b0));
        c3 = v128.add<T>(c3, v128.mul<T>(a, b1));
        a = v128.load_splat<T>(left, 2 * sizeof<T>());
        c4 = v128.add<T>(c4, v128.mul<T>(a, b0));
        c5 = v128.add<T>(c5, v128.mul<T>(a, b1));
        a = v128.load_splat<T>(left, 3 * sizeof<T>());
        c6 = v128.add<T>(c6, v128.mul<T>(a, b0));
        c7 = v128.add<T>(c7, v128.mul<T>(a, b1));
        left += 4 * sizeof<T>();
        right += 32;
      }
      const place = out + i * stride + j, nowRows = min(PANEL_ROWS, rows - i);
      const isWhole = nowRows == PANEL_ROWS && nowBytes == 32;
      const to = isWhole ? place : EDGE, down: usize = isWhole ? stride : 32;
      if (readsOut && !isWhole) copyBlock(nowRows, nowBytes, place, stride, EDGE, 32);
      if (!isPlain) {
        c0 = finished<T>(c0, to, 0, flags, bias);
        c1 = finished<T>(c1, to, 16, flags, bias);
        c2 = finished<T>(c2, to + down, 0, flags, bias);
        c3 = finished<T>(c3, to + down, 16, flags, bias);
        c4 = finished<T>(c4, to + 2 * down, 0, flags, bias);
        c5 = finished<T>(c5, to + 2 * down, 16, flags, bias);
        c6 = finished<T>(c6, to + 3 * down, 0, flags, bias);
        c7 = finished<T>(c7, to + 3 * down, 16, flags, bias);
      }
      v128.store(to, c0);
      v128.store(to, c1, 16);
      v128.store(to + down, c2);
      v128.store(to + down, c3, 16);
      v128.store(to + 2 * down, c4);
      v128.store(to + 2 * down, c5, 16);
      v128.store(to + 3 * down, c6);
      v128.store(to + 3 * down, c7, 16);
      if (!isWhole) copyBlock(nowRows, nowBytes, EDGE, 32, place, stride);
    }
  }
}

/**
 * The same tiles from a left operand that is not packed, four rows at `leftStride`: for few columns, where packing would cost
 * as much as it saves. Rows that are missing at the end are read as the last one, and thrown away.
 */
export function directTiles<T>(
  rows: u32, columns: u32, depth: u32, leftRows: usize, leftStride: usize, rightPanels: usize, out: usize,
  stride: usize, bias: usize, flags: u32,
): void {
  const bytes = <usize>sizeof<T>(), zero = v128.splat<T>(0);
  const readsOut = (flags & (ACCUMULATE | SUBTRACT)) != 0, isPlain = !readsOut && !bias && (flags & RELU) == 0;
  const rowBytes = columns * bytes;
  for (let j: usize = 0; j < rowBytes; j += 32) {
    const panel = rightPanels + j * depth, panelEnd = panel + (<usize>depth << 5);
    const nowBytes = <u32>min<usize>(32, rowBytes - j);
    if (bias) loadBias(bias + j, nowBytes);
    for (let i: u32 = 0; i < rows; i += PANEL_ROWS) {
      let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
      const rest = rows - i - 1;
      let left = leftRows + i * leftStride, left1 = left + min<u32>(1, rest) * leftStride;
      let left2 = left + min<u32>(2, rest) * leftStride, left3 = left + min<u32>(3, rest) * leftStride;
      let right = panel;
      while (right < panelEnd) {
        const b0 = v128.load(right), b1 = v128.load(right, 16);
        let a = v128.load_splat<T>(left);
        c0 = v128.add<T>(c0, v128.mul<T>(a, b0));
        c1 = v128.add<T>(c1, v128.mul<T>(a, b1));
        a = v128.load_splat<T>(left1);
        c2 = v128.add<T>(c2, v128.mul<T>(a, b0));
        c3 = v128.add<T>(c3, v128.mul<T>(a, b1));
        a = v128.load_splat<T>(left2);
        c4 = v128.add<T>(c4, v128.mul<T>(a, b0));
        c5 = v128.add<T>(c5, v128.mul<T>(a, b1));
        a = v128.load_splat<T>(left3);
        c6 = v128.add<T>(c6, v128.mul<T>(a, b0));
        c7 = v128.add<T>(c7, v128.mul<T>(a, b1));
        left += sizeof<T>();
        left1 += sizeof<T>();
        left2 += sizeof<T>();
        left3 += sizeof<T>();
        right += 32;
      }
      const place = out + i * stride + j, nowRows = min(PANEL_ROWS, rows - i);
      const isWhole = nowRows == PANEL_ROWS && nowBytes == 32;
      const to = isWhole ? place : EDGE, down: usize = isWhole ? stride : 32;
      if (readsOut && !isWhole) copyBlock(nowRows, nowBytes, place, stride, EDGE, 32);
      if (!isPlain) {
        c0 = finished<T>(c0, to, 0, flags, bias);
        c1 = finished<T>(c1, to, 16, flags, bias);
        c2 = finished<T>(c2, to + down, 0, flags, bias);
        c3 = finished<T>(c3, to + down, 16, flags, bias);
        c4 = finished<T>(c4, to + 2 * down, 0, flags, bias);
        c5 = finished<T>(c5, to + 2 * down, 16, flags, bias);
        c6 = finished<T>(c6, to + 3 * down, 0, flags, bias);
        c7 = finished<T>(c7, to + 3 * down, 16, flags, bias);
      }
      v128.store(to, c0);
      v128.store(to, c1, 16);
      v128.store(to + down, c2);
      v128.store(to + down, c3, 16);
      v128.store(to + 2 * down, c4);
      v128.store(to + 2 * down, c5, 16);
      v128.store(to + 3 * down, c6);
      v128.store(to + 3 * down, c7, 16);
      if (!isWhole) copyBlock(nowRows, nowBytes, EDGE, 32, place, stride);
    }
  }
}

/**
 * One panel and a half (9 … 12 columns of float32) from a left operand that is not packed: tiles of two rows and three vectors.
 */
export function narrowTiles<T>(
  rows: u32, columns: u32, depth: u32, leftRows: usize, leftStride: usize, panel: usize, out: usize, stride: usize, bias: usize,
  flags: u32,
): void {
  const zero = v128.splat<T>(0), panelEnd = panel + (<usize>depth << 5);
  const readsOut = (flags & (ACCUMULATE | SUBTRACT)) != 0, isPlain = !readsOut && !bias && (flags & RELU) == 0;
  const nowBytes = <u32>(columns * sizeof<T>());
  if (bias) loadBias(bias, nowBytes);
  for (let i: u32 = 0; i < rows; i += 2) {
    const nowRows = min<u32>(2, rows - i);
    let left = leftRows + i * leftStride, below = nowRows == 2 ? left + leftStride : left;
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero;
    let right = panel, half = panelEnd;
    while (right < panelEnd) {
      const b0 = v128.load(right), b1 = v128.load(right, 16), b2 = v128.load(half);
      let a = v128.load_splat<T>(left);
      c0 = v128.add<T>(c0, v128.mul<T>(a, b0));
      c1 = v128.add<T>(c1, v128.mul<T>(a, b1));
      c2 = v128.add<T>(c2, v128.mul<T>(a, b2));
      a = v128.load_splat<T>(below);
      c3 = v128.add<T>(c3, v128.mul<T>(a, b0));
      c4 = v128.add<T>(c4, v128.mul<T>(a, b1));
      c5 = v128.add<T>(c5, v128.mul<T>(a, b2));
      left += sizeof<T>();
      below += sizeof<T>();
      right += 32;
      half += 16;
    }
    const place = out + i * stride, isWhole = nowRows == 2 && nowBytes == 48;
    const to = isWhole ? place : EDGE, down: usize = isWhole ? stride : 48;
    if (readsOut && !isWhole) copyBlock(nowRows, nowBytes, place, stride, EDGE, 48);
    if (!isPlain) {
      c0 = finished<T>(c0, to, 0, flags, bias);
      c1 = finished<T>(c1, to, 16, flags, bias);
      c2 = finished<T>(c2, to, 32, flags, bias);
      c3 = finished<T>(c3, to + down, 0, flags, bias);
      c4 = finished<T>(c4, to + down, 16, flags, bias);
      c5 = finished<T>(c5, to + down, 32, flags, bias);
    }
    v128.store(to, c0);
    v128.store(to, c1, 16);
    v128.store(to, c2, 32);
    v128.store(to + down, c3);
    v128.store(to + down, c4, 16);
    v128.store(to + down, c5, 32);
    if (!isWhole) copyBlock(nowRows, nowBytes, EDGE, 48, place, stride);
  }
}

/** The last panel, where it has half the width: tiles of eight rows (two panels of the left operand) and one vector. */
export function halfTiles<T>(
  rows: u32, columns: u32, depth: u32, leftPanels: usize, panel: usize, out: usize, stride: usize, bias: usize, flags: u32,
): void {
  const zero = v128.splat<T>(0), panelEnd = panel + (<usize>depth << 4), leftPanel = <usize>depth * (4 * sizeof<T>());
  const readsOut = (flags & (ACCUMULATE | SUBTRACT)) != 0, isPlain = !readsOut && !bias && (flags & RELU) == 0;
  const nowBytes = <u32>(columns * sizeof<T>());
  if (bias) loadBias(bias, nowBytes);
  for (let i: u32 = 0; i < rows; i += 2 * PANEL_ROWS) {
    let left = leftPanels + <usize>(i / PANEL_ROWS) * leftPanel;
    // Without a second panel the first one is multiplied twice, and the copy thrown away.
    let below = i + PANEL_ROWS < rows ? left + leftPanel : left;
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
    let right = panel;
    while (right < panelEnd) {
      const b = v128.load(right);
      let a = v128.load_splat<T>(left);
      c0 = v128.add<T>(c0, v128.mul<T>(a, b));
      a = v128.load_splat<T>(left, sizeof<T>());
      c1 = v128.add<T>(c1, v128.mul<T>(a, b));
      a = v128.load_splat<T>(left, 2 * sizeof<T>());
      c2 = v128.add<T>(c2, v128.mul<T>(a, b));
      a = v128.load_splat<T>(left, 3 * sizeof<T>());
      c3 = v128.add<T>(c3, v128.mul<T>(a, b));
      a = v128.load_splat<T>(below);
      c4 = v128.add<T>(c4, v128.mul<T>(a, b));
      a = v128.load_splat<T>(below, sizeof<T>());
      c5 = v128.add<T>(c5, v128.mul<T>(a, b));
      a = v128.load_splat<T>(below, 2 * sizeof<T>());
      c6 = v128.add<T>(c6, v128.mul<T>(a, b));
      a = v128.load_splat<T>(below, 3 * sizeof<T>());
      c7 = v128.add<T>(c7, v128.mul<T>(a, b));
      left += 4 * sizeof<T>();
      below += 4 * sizeof<T>();
      right += 16;
    }
    const place = out + i * stride, nowRows = min(2 * PANEL_ROWS, rows - i);
    const isWhole = nowRows == 2 * PANEL_ROWS && nowBytes == 16;
    const to = isWhole ? place : EDGE, down: usize = isWhole ? stride : 32;
    if (readsOut && !isWhole) copyBlock(nowRows, nowBytes, place, stride, EDGE, 32);
    if (!isPlain) {
      c0 = finished<T>(c0, to, 0, flags, bias);
      c1 = finished<T>(c1, to + down, 0, flags, bias);
      c2 = finished<T>(c2, to + 2 * down, 0, flags, bias);
      c3 = finished<T>(c3, to + 3 * down, 0, flags, bias);
      c4 = finished<T>(c4, to + 4 * down, 0, flags, bias);
      c5 = finished<T>(c5, to + 5 * down, 0, flags, bias);
      c6 = finished<T>(c6, to + 6 * down, 0, flags, bias);
      c7 = finished<T>(c7, to + 7 * down, 0, flags, bias);
    }
    v128.store(to, c0);
    v128.store(to + down, c1);
    v128.store(to + 2 * down, c2);
    v128.store(to + 3 * down, c3);
    v128.store(to + 4 * down, c4);
    v128.store(to + 5 * down, c5);
    v128.store(to + 6 * down, c6);
    v128.store(to + 7 * down, c7);
    if (!isWhole) copyBlock(nowRows, nowBytes, EDGE, 32, place, stride);
  }
}
