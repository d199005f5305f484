// Packing for matrix products. The left operand becomes panels of four rows, [k][4]; the right one panels of 32 bytes of
// columns, [k][8] float32 or [k][4] float64, so that the inner loop reads two straight streams. What is missing is zero.

// @ts-ignore: decorator
@inline
export const PANEL_ROWS: u32 = 4;

/** Columns of a whole panel of the right operand. */
// @ts-ignore: decorator
@inline
export function panelColumns<T>(): u32 {
  return 32 / sizeof<T>();
}

/** How many of the last columns are no part of whole panels: so few that a panel of them and zeros would be a waste. */
// @ts-ignore: decorator
@inline
export function restColumns<T>(columns: u32): u32 {
  const rest = columns % panelColumns<T>();
  return rest <= (sizeof<T>() == 4 ? 6 : 2) ? rest : 0;
}

/** rows × length of `source`, side by side: panels[p · width + r] = source[r, p]. The panels' other entries become zero. */
function interleaveRows<T>(rows: u32, length: u32, source: usize, stride: usize, panels: usize, width: u32): void {
  if (rows < width) memory.fill(panels, 0, <usize>length * width * sizeof<T>());
  let r: u32 = 0;
  for (; r + 4 <= rows; r += 4) {
    interleaveFour<T>(length, source + r * stride, stride, panels + r * sizeof<T>(), width * sizeof<T>());
  }
  for (; r < rows; r++) {
    let from = source + r * stride, to = panels + r * sizeof<T>();
    for (let p: u32 = 0; p < length; p++) {
      store<T>(to, load<T>(from));
      from += sizeof<T>();
      to += width * sizeof<T>();
    }
  }
}

// @ts-ignore: decorator
@inline
function interleaveFour<T>(length: u32, source: usize, stride: usize, panels: usize, step: usize): void {
  let p: u32 = 0;
  for (; p + 4 <= length; p += 4) {
    if (sizeof<T>() == 4) {
      transposeFour(source, stride, panels, step);
    } else {
      transposeTwo(source, stride, panels, step);
      transposeTwo(source + 2 * stride, stride, panels + 16, step);
      transposeTwo(source + 16, stride, panels + 2 * step, step);
      transposeTwo(source + 2 * stride + 16, stride, panels + 2 * step + 16, step);
    }
    source += 4 * sizeof<T>();
    panels += 4 * step;
  }
  for (; p < length; p++) {
    for (let r: usize = 0; r < 4; r++) store<T>(panels + r * sizeof<T>(), load<T>(source + r * stride));
    source += sizeof<T>();
    panels += step;
  }
}

/** 4 × 4 float32 in registers. */
// @ts-ignore: decorator
@inline
function transposeFour(source: usize, stride: usize, target: usize, step: usize): void {
  const a = v128.load(source), b = v128.load(source + stride);
  const c = v128.load(source + 2 * stride), d = v128.load(source + 3 * stride);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5), abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(target + step, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
  v128.store(target + 2 * step, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(target + 3 * step, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

/** 2 × 2 float64 in registers. */
// @ts-ignore: decorator
@inline
function transposeTwo(source: usize, stride: usize, target: usize, step: usize): void {
  const a = v128.load(source), b = v128.load(source + stride);
  v128.store(target, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(target + step, v128.shuffle<f64>(a, b, 1, 3));
}

/** length rows of 64 bytes become panels of `vectors` · 16 bytes, side by side: whole cache lines are read at once. */
// @ts-ignore: decorator
@inline
function copyLines(vectors: u32, length: u32, source: usize, stride: usize, panels: usize): void {
  const step = <usize>vectors << 4, panel = length * step, end = panels + panel;
  while (panels < end) {
    if (vectors == 1) {
      v128.store(panels, v128.load(source));
      v128.store(panels + panel, v128.load(source, 16));
      v128.store(panels + 2 * panel, v128.load(source, 32));
      v128.store(panels + 3 * panel, v128.load(source, 48));
    } else {
      v128.store(panels, v128.load(source));
      v128.store(panels, v128.load(source, 16), 16);
      v128.store(panels + panel, v128.load(source, 32));
      v128.store(panels + panel, v128.load(source, 48), 16);
    }
    panels += step;
    source += stride;
  }
}

/** length rows of one panel's width. */
// @ts-ignore: decorator
@inline
function copyPanel(vectors: u32, length: u32, source: usize, stride: usize, panel: usize): void {
  const step = <usize>vectors << 4, end = panel + length * step;
  while (panel < end) {
    v128.store(panel, v128.load(source));
    if (vectors == 2) v128.store(panel, v128.load(source, 16), 16);
    panel += step;
    source += stride;
  }
}

/** length rows of `columns` entries, fewer than the panel's `width`; the others become zero. */
function copyNarrow<T>(columns: u32, length: u32, source: usize, stride: usize, panel: usize, width: u32): void {
  for (let p: u32 = 0; p < length; p++) {
    for (let q: usize = 0; q < columns; q++) store<T>(panel + q * sizeof<T>(), load<T>(source + q * sizeof<T>()));
    for (let q: usize = columns; q < width; q++) store<T>(panel + q * sizeof<T>(), 0);
    panel += width * sizeof<T>();
    source += stride;
  }
}

/** Panels of `vectors` · 16 bytes from consecutive columns of `source`, [length, columns]. */
// @ts-ignore: decorator
@inline
function copyColumns<T>(vectors: u32, columns: u32, length: u32, source: usize, stride: usize, panels: usize): void {
  const width = (<u32>vectors << 4) / sizeof<T>(), line: u32 = 64 / sizeof<T>();
  const panel = <usize>length * (<usize>vectors << 4);
  let j: u32 = 0;
  for (; j + line <= columns; j += line) {
    copyLines(vectors, length, source, stride, panels);
    source += 64;
    panels += panel * (4 / vectors);
  }
  for (; j + width <= columns; j += width) {
    copyPanel(vectors, length, source, stride, panels);
    source += <usize>vectors << 4;
    panels += panel;
  }
  if (j < columns) copyNarrow<T>(columns - j, length, source, stride, panels, width);
}

/** Left operand, [rows, length], or [length, rows] if transposed, with `stride` bytes from row to row: panels [k][4]. */
export function packLeft<T>(rows: u32, length: u32, source: usize, stride: usize, transposed: bool, panels: usize): void {
  if (transposed) {
    copyColumns<T>(PANEL_ROWS * sizeof<T>() / 16, rows, length, source, stride, panels);
    return;
  }
  for (let i: u32 = 0; i < rows; i += PANEL_ROWS) {
    interleaveRows<T>(min(PANEL_ROWS, rows - i), length, source, stride, panels, PANEL_ROWS);
    source += PANEL_ROWS * stride;
    panels += <usize>length * (PANEL_ROWS * sizeof<T>());
  }
}

/** The last columns: panels [k][2], and one [k] if their number is odd. */
// @ts-ignore: decorator
@inline
function packRest<T>(columns: u32, length: u32, source: usize, stride: usize, transposed: bool, panel: usize): void {
  const down: usize = transposed ? sizeof<T>() : stride, across: usize = transposed ? stride : sizeof<T>();
  for (; columns >= 2; columns -= 2) {
    for (let from = source, end = panel + <usize>length * (2 * sizeof<T>()); panel < end; panel += 2 * sizeof<T>()) {
      store<T>(panel, load<T>(from));
      store<T>(panel, load<T>(from + across), sizeof<T>());
      from += down;
    }
    source += 2 * across;
  }
  if (columns == 0) return;
  for (let end = panel + <usize>length * sizeof<T>(); panel < end; panel += sizeof<T>()) {
    store<T>(panel, load<T>(source));
    source += down;
  }
}

/**
 * Right operand, [length, columns], or [columns, length] if transposed: panels [k][8] or [k][4] of 32 bytes, of which the last
 * may be filled up with zeros; then the columns that `restColumns` counts.
 */
export function packRight<T>(columns: u32, length: u32, source: usize, stride: usize, transposed: bool, panels: usize): void {
  const width = panelColumns<T>(), rest = restColumns<T>(columns), whole = columns - rest;
  const across: usize = transposed ? stride : sizeof<T>();
  packRest<T>(rest, length, source + whole * across, stride, transposed, panels + <usize>whole * length * sizeof<T>());
  if (!transposed) {
    copyColumns<T>(2, whole, length, source, stride, panels);
    return;
  }
  for (let j: u32 = 0; j < whole; j += width) {
    interleaveRows<T>(min(width, whole - j), length, source + j * stride, stride, panels, width);
    panels += <usize>length << 5;
  }
}
