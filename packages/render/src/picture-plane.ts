import type { Point2 } from "@worldwise/protocol";
import type { Frame } from "./check-scene.ts";

/** The plane of a scene laid on a picture whose y points down. One scale for both directions: circles stay round. */
export interface PicturePlane {
  readonly width: number;
  readonly height: number;
  /** Picture units for one unit of the scene. */
  readonly scale: number;
  x(point: Point2): number;
  y(point: Point2): number;
}

/**
 * Lays the visible part of a plane on a picture.
 *
 *   x' = (x − left) · scale,   y' = (top − y) · scale
 */
export function picturePlane({ left, right, bottom, top }: Frame, scale: number): PicturePlane {
  return {
    width: (right - left) * scale, height: (top - bottom) * scale, scale,
    x: ([x]) => (x - left) * scale,
    y: ([, y]) => (top - y) * scale,
  };
}
