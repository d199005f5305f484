import type { Point2 } from "@worldwise/protocol";

/** Dots in rows from the top left; each holds the ink that was put on it last. */
export interface DotCanvas {
  readonly width: number;
  readonly height: number;
  /** `[height · width]` 0 for bare paper, else an ink. Inks are numbers from 1 to 255. */
  readonly ink: Uint8Array;
}

/** An empty canvas. */
export const dotCanvas = (width: number, height: number): DotCanvas =>
  ({ width, height, ink: new Uint8Array(width * height) });

/** Puts ink on all dots whose centers are no further than `radius` from a segment: a thick line with round ends, or a disk. */
export function inkSegment(canvas: DotCanvas, from: Point2, to: Point2, radius: number, ink: number): void {
  const [x0, y0] = from;
  const [alongX, alongY] = [to[0] - x0, to[1] - y0];
  const length2 = alongX * alongX + alongY * alongY;
  const [firstColumn, lastColumn] = dotsBetween(Math.min(x0, to[0]) - radius, Math.max(x0, to[0]) + radius, canvas.width);
  const [firstRow, lastRow] = dotsBetween(Math.min(y0, to[1]) - radius, Math.max(y0, to[1]) + radius, canvas.height);
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const [x, y] = [column + 0.5 - x0, row + 0.5 - y0];
      const part = length2 === 0 ? 0 : Math.min(Math.max((x * alongX + y * alongY) / length2, 0), 1);
      if (Math.hypot(x - part * alongX, y - part * alongY) <= radius) canvas.ink[row * canvas.width + column] = ink;
    }
  }
}

/**
 * Puts ink on all dots whose centers lie inside a polygon, by the even-odd rule.
 *
 * @returns how many there are
 */
export function inkPolygon(canvas: DotCanvas, corners: readonly Point2[], ink: number): number {
  const heights = corners.map(([, y]) => y);
  const [firstRow, lastRow] = dotsBetween(Math.min(...heights), Math.max(...heights), canvas.height);
  let count = 0;
  for (let row = firstRow; row <= lastRow; row++) {
    const crossings = crossingsAt(corners, row + 0.5);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const first = Math.max(0, Math.ceil(crossings[k]! - 0.5));
      const last = Math.min(canvas.width - 1, Math.ceil(crossings[k + 1]! - 0.5) - 1);
      if (last < first) continue;
      canvas.ink.fill(ink, row * canvas.width + first, row * canvas.width + last + 1);
      count += last - first + 1;
    }
  }
  return count;
}

/** Where the edges of a polygon cross a height, from left to right. */
function crossingsAt(corners: readonly Point2[], y: number): readonly number[] {
  const crossings = corners.flatMap(([x0, y0], k) => {
    const [x1, y1] = corners[(k + 1) % corners.length]!;
    return (y0 <= y) === (y1 <= y) ? [] : [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)];
  });
  return crossings.sort((a, b) => a - b);
}

/** The dots of a canvas that a stretch may touch. */
const dotsBetween = (low: number, high: number, count: number): readonly [first: number, last: number] =>
  [Math.max(0, Math.floor(low)), Math.min(count - 1, Math.ceil(high))];
