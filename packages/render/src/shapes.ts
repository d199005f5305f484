import type { Point2 } from "@worldwise/protocol";

/** The corners of an upright rectangle, counterclockwise from the bottom left. */
export const rectangle = (left: number, bottom: number, right: number, top: number): readonly Point2[] =>
  [[left, bottom], [right, bottom], [right, top], [left, top]];

/**
 * Points turned round the origin, then moved.
 *
 *   p' = at + (x cos α − y sin α, x sin α + y cos α)
 *
 * @param angle - α in rad, counterclockwise
 */
export function placed(points: readonly Point2[], at: Point2, angle = 0): readonly Point2[] {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return points.map(([x, y]) => [at[0] + x * cosine - y * sine, at[1] + x * sine + y * cosine]);
}

/** How finely arcs and graphs are drawn. */
const segments = 48;

/**
 * Points along an arc, both ends among them: 48 segments, however long.
 *
 * @param from - angle in rad, 0 to the right, counterclockwise; `to` may be below it
 */
export const arc = (center: Point2, radius: number, from: number, to: number): readonly Point2[] =>
  Array.from({ length: segments + 1 }, (_, k) => {
    const angle = from + (to - from) * k / segments;
    return [center[0] + radius * Math.cos(angle), center[1] + radius * Math.sin(angle)];
  });

/** Points along the graph of a function from one x to another, both ends among them: 48 segments. */
export const graph = (height: (x: number) => number, from: number, to: number): readonly Point2[] =>
  Array.from({ length: segments + 1 }, (_, k) => {
    const x = from + (to - from) * k / segments;
    return [x, height(x)];
  });
