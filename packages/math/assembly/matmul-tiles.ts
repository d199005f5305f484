// The inner loop of matrix products. A tile is eight vectors of sums in registers; with two vectors of the right operand, four
// entries of the left one and a product, fifteen are live, which is all that today's engines have: one more, and a sum goes to
// memory and back at every step. Engines load everything that a basic block reads before they compute with it, so that each k
// stands in a block of its own; and they look at the stack at every turn of a loop, so that a turn has four of these blocks.
// Both types have the same tiles: vectors of four float32 or two float64.

import { ACCUMULATE, RELU, SUBTRACT } from "./matmul";
import { storeTile, TILE } from "./matmul-edges";
import { PANEL_ROWS } from "./panels";

/**
 * C from whole panels, in tiles of four rows and two vectors. Tile follows tile down a panel of columns, which so stays in the first
 * cache. Panels lie side by side: after a tile `left` stands at the next one.
 */
export function wholeTiles<T>(
  rows: u32, columns: u32, depth: u32, leftPanels: usize, rightPanels: usize, out: usize, stride: usize, bias: usize, flags: u32,
): void {
  if (rows == 0 || columns == 0) return;
  const zero = v128.splat<T>(0), rowBytes = columns * sizeof<T>(), panelBytes = <usize>depth << 5;
  let left = leftPanels, right = rightPanels, panel = right, panelEnd = right + panelBytes;
  let place = out, rowsLeft = <i32>rows, bytesLeft = <i32>rowBytes;
  while (true) {
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero, a: v128, b0: v128, b1: v128;
    do {
      b0 = v128.load(right);
      b1 = v128.load(right, 16);
      a = v128.load_splat<T>(left);
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
      if (right == panelEnd) break;
      b0 = v128.load(right);
      b1 = v128.load(right, 16);
      a = v128.load_splat<T>(left);
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
      if (right == panelEnd) break;
      b0 = v128.load(right);
      b1 = v128.load(right, 16);
      a = v128.load_splat<T>(left);
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
      if (right == panelEnd) break;
      b0 = v128.load(right);
      b1 = v128.load(right, 16);
      a = v128.load_splat<T>(left);
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
    } while (right < panelEnd);
    if (rowsLeft >= <i32>PANEL_ROWS && bytesLeft >= 32) {
      const place1 = place + stride, place2 = place1 + stride, place3 = place2 + stride;
      if (flags & SUBTRACT) {
        c0 = v128.sub<T>(v128.load(place), c0);
        c1 = v128.sub<T>(v128.load(place, 16), c1);
        c2 = v128.sub<T>(v128.load(place1), c2);
        c3 = v128.sub<T>(v128.load(place1, 16), c3);
        c4 = v128.sub<T>(v128.load(place2), c4);
        c5 = v128.sub<T>(v128.load(place2, 16), c5);
        c6 = v128.sub<T>(v128.load(place3), c6);
        c7 = v128.sub<T>(v128.load(place3, 16), c7);
      } else if (flags & ACCUMULATE) {
        c0 = v128.add<T>(v128.load(place), c0);
        c1 = v128.add<T>(v128.load(place, 16), c1);
        c2 = v128.add<T>(v128.load(place1), c2);
        c3 = v128.add<T>(v128.load(place1, 16), c3);
        c4 = v128.add<T>(v128.load(place2), c4);
        c5 = v128.add<T>(v128.load(place2, 16), c5);
        c6 = v128.add<T>(v128.load(place3), c6);
        c7 = v128.add<T>(v128.load(place3, 16), c7);
      }
      if (bias) {
        const at = bias + (rowBytes - bytesLeft), bias0 = v128.load(at), bias1 = v128.load(at, 16);
        c0 = v128.add<T>(c0, bias0);
        c1 = v128.add<T>(c1, bias1);
        c2 = v128.add<T>(c2, bias0);
        c3 = v128.add<T>(c3, bias1);
        c4 = v128.add<T>(c4, bias0);
        c5 = v128.add<T>(c5, bias1);
        c6 = v128.add<T>(c6, bias0);
        c7 = v128.add<T>(c7, bias1);
      }
      if (flags & RELU) {
        c0 = v128.pmax<T>(c0, zero);
        c1 = v128.pmax<T>(c1, zero);
        c2 = v128.pmax<T>(c2, zero);
        c3 = v128.pmax<T>(c3, zero);
        c4 = v128.pmax<T>(c4, zero);
        c5 = v128.pmax<T>(c5, zero);
        c6 = v128.pmax<T>(c6, zero);
        c7 = v128.pmax<T>(c7, zero);
      }
      v128.store(place, c0);
      v128.store(place, c1, 16);
      v128.store(place1, c2);
      v128.store(place1, c3, 16);
      v128.store(place2, c4);
      v128.store(place2, c5, 16);
      v128.store(place3, c6);
      v128.store(place3, c7, 16);
    } else {
      v128.store(TILE, c0);
      v128.store(TILE, c1, 16);
      v128.store(TILE, c2, 32);
      v128.store(TILE, c3, 48);
      v128.store(TILE, c4, 64);
      v128.store(TILE, c5, 80);
      v128.store(TILE, c6, 96);
      v128.store(TILE, c7, 112);
      const done = rowBytes - bytesLeft, nowColumns = min<u32>(32, bytesLeft) / sizeof<T>();
      storeTile<T>(min<u32>(PANEL_ROWS, rowsLeft), nowColumns, 32, sizeof<T>(), place, stride, bias ? bias + done : 0, flags);
    }
    rowsLeft -= PANEL_ROWS;
    if (rowsLeft > 0) {
      place += PANEL_ROWS * stride;
      right = panel;
      continue;
    }
    bytesLeft -= 32;
    if (bytesLeft <= 0) return;
    out += 32;
    place = out;
    rowsLeft = rows;
    left = leftPanels;
    panel = right;
    panelEnd += panelBytes;
  }
}
