// The last columns of a product, too few for a panel of whole vectors: here the vectors lie along the rows. Sums are the same,
// term by term, as those of matmul-tiles.ts, and so are the reasons for how the loops look.

import { storeTile, TILE } from "./matmul-edges";
import { PANEL_ROWS } from "./panels";

/** Two columns, in tiles of four vectors of rows: four panels of float32, or two of float64. `rightPanel`: [k][2]. */
export function twoColumns<T>(
  rows: u32, depth: u32, leftPanels: usize, rightPanel: usize, out: usize, stride: usize, bias: usize, flags: u32,
): void {
  const isSingle = sizeof<T>() == 4, tileRows: u32 = 64 / sizeof<T>(), leftPanel = <usize>depth * (4 * sizeof<T>());
  const zero = v128.splat<T>(0), end = rightPanel + <usize>depth * (2 * sizeof<T>());
  for (let i: u32 = 0; i < rows; i += tileRows) {
    // Panels that are missing at the end are read as the last one, and thrown away.
    const last = (rows - i - 1) / PANEL_ROWS;
    let left = leftPanels + <usize>(i / PANEL_ROWS) * leftPanel, left1 = left + min<u32>(1, last) * leftPanel;
    let left2 = left + min<u32>(2, last) * leftPanel, left3 = left + min<u32>(3, last) * leftPanel, right = rightPanel;
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
    let x0: v128, x1: v128, x2: v128, x3: v128, b: v128;
    while (true) {
      x0 = v128.load(left);
      x1 = isSingle ? v128.load(left1) : v128.load(left, 16);
      x2 = isSingle ? v128.load(left2) : v128.load(left1);
      x3 = isSingle ? v128.load(left3) : v128.load(left1, 16);
      b = v128.load_splat<T>(right);
      c0 = v128.add<T>(c0, v128.mul<T>(x0, b));
      c1 = v128.add<T>(c1, v128.mul<T>(x1, b));
      c2 = v128.add<T>(c2, v128.mul<T>(x2, b));
      c3 = v128.add<T>(c3, v128.mul<T>(x3, b));
      b = v128.load_splat<T>(right, sizeof<T>());
      c4 = v128.add<T>(c4, v128.mul<T>(x0, b));
      c5 = v128.add<T>(c5, v128.mul<T>(x1, b));
      c6 = v128.add<T>(c6, v128.mul<T>(x2, b));
      c7 = v128.add<T>(c7, v128.mul<T>(x3, b));
      left += 4 * sizeof<T>();
      left1 += 4 * sizeof<T>();
      if (isSingle) {
        left2 += 16;
        left3 += 16;
      }
      right += 2 * sizeof<T>();
      if (right == end) break;
      x0 = v128.load(left);
      x1 = isSingle ? v128.load(left1) : v128.load(left, 16);
      x2 = isSingle ? v128.load(left2) : v128.load(left1);
      x3 = isSingle ? v128.load(left3) : v128.load(left1, 16);
      b = v128.load_splat<T>(right);
      c0 = v128.add<T>(c0, v128.mul<T>(x0, b));
      c1 = v128.add<T>(c1, v128.mul<T>(x1, b));
      c2 = v128.add<T>(c2, v128.mul<T>(x2, b));
      c3 = v128.add<T>(c3, v128.mul<T>(x3, b));
      b = v128.load_splat<T>(right, sizeof<T>());
      c4 = v128.add<T>(c4, v128.mul<T>(x0, b));
      c5 = v128.add<T>(c5, v128.mul<T>(x1, b));
      c6 = v128.add<T>(c6, v128.mul<T>(x2, b));
      c7 = v128.add<T>(c7, v128.mul<T>(x3, b));
      left += 4 * sizeof<T>();
      left1 += 4 * sizeof<T>();
      if (isSingle) {
        left2 += 16;
        left3 += 16;
      }
      right += 2 * sizeof<T>();
      if (right == end) break;
    }
    v128.store(TILE, c0);
    v128.store(TILE, c1, 16);
    v128.store(TILE, c2, 32);
    v128.store(TILE, c3, 48);
    v128.store(TILE, c4, 64);
    v128.store(TILE, c5, 80);
    v128.store(TILE, c6, 96);
    v128.store(TILE, c7, 112);
    storeTile<T>(min(tileRows, rows - i), 2, sizeof<T>(), 64, out + i * stride, stride, bias, flags);
  }
}

/** One column, in the same way. `rightPanel`: [k]. */
export function oneColumn<T>(
  rows: u32, depth: u32, leftPanels: usize, rightPanel: usize, out: usize, stride: usize, bias: usize, flags: u32,
): void {
  const isSingle = sizeof<T>() == 4, tileRows: u32 = 64 / sizeof<T>(), leftPanel = <usize>depth * (4 * sizeof<T>());
  const zero = v128.splat<T>(0), end = rightPanel + <usize>depth * (sizeof<T>());
  for (let i: u32 = 0; i < rows; i += tileRows) {
    // Panels that are missing at the end are read as the last one, and thrown away.
    const last = (rows - i - 1) / PANEL_ROWS;
    let left = leftPanels + <usize>(i / PANEL_ROWS) * leftPanel, left1 = left + min<u32>(1, last) * leftPanel;
    let left2 = left + min<u32>(2, last) * leftPanel, left3 = left + min<u32>(3, last) * leftPanel, right = rightPanel;
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero;
    let x0: v128, x1: v128, x2: v128, x3: v128, b: v128;
    while (true) {
      x0 = v128.load(left);
      x1 = isSingle ? v128.load(left1) : v128.load(left, 16);
      x2 = isSingle ? v128.load(left2) : v128.load(left1);
      x3 = isSingle ? v128.load(left3) : v128.load(left1, 16);
      b = v128.load_splat<T>(right);
      c0 = v128.add<T>(c0, v128.mul<T>(x0, b));
      c1 = v128.add<T>(c1, v128.mul<T>(x1, b));
      c2 = v128.add<T>(c2, v128.mul<T>(x2, b));
      c3 = v128.add<T>(c3, v128.mul<T>(x3, b));
      left += 4 * sizeof<T>();
      left1 += 4 * sizeof<T>();
      if (isSingle) {
        left2 += 16;
        left3 += 16;
      }
      right += sizeof<T>();
      if (right == end) break;
      x0 = v128.load(left);
      x1 = isSingle ? v128.load(left1) : v128.load(left, 16);
      x2 = isSingle ? v128.load(left2) : v128.load(left1);
      x3 = isSingle ? v128.load(left3) : v128.load(left1, 16);
      b = v128.load_splat<T>(right);
      c0 = v128.add<T>(c0, v128.mul<T>(x0, b));
      c1 = v128.add<T>(c1, v128.mul<T>(x1, b));
      c2 = v128.add<T>(c2, v128.mul<T>(x2, b));
      c3 = v128.add<T>(c3, v128.mul<T>(x3, b));
      left += 4 * sizeof<T>();
      left1 += 4 * sizeof<T>();
      if (isSingle) {
        left2 += 16;
        left3 += 16;
      }
      right += sizeof<T>();
      if (right == end) break;
    }
    v128.store(TILE, c0);
    v128.store(TILE, c1, 16);
    v128.store(TILE, c2, 32);
    v128.store(TILE, c3, 48);
    storeTile<T>(min(tileRows, rows - i), 1, sizeof<T>(), 64, out + i * stride, stride, bias, flags);
  }
}
