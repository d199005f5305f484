import type { Point2, SceneMark } from "@worldwise/protocol";
import type { DotCanvas } from "./dot-canvas.ts";
import { inkPolygon, inkSegment } from "./dot-canvas.ts";
import { areaInk, lineInk } from "./inks.ts";
import type { PicturePlane } from "./picture-plane.ts";

/** Half the width of the thinnest line, in dots. */
const hairline = 0.5;
/** Half the width from which a line is an area, in dots. */
const thick = 2;

/** Paints a mark whose numbers are finite. Words are not painted: see `lettersOf`. */
export function paintMark(mark: SceneMark, plane: PicturePlane, canvas: DotCanvas): void {
  const place = (point: Point2): Point2 => [plane.x(point), plane.y(point)];
  switch (mark.kind) {
    case "line": return paintLine(mark.points.map(place), ((mark.width ?? 0) * plane.scale) / 2, mark.tone, canvas);
    case "polygon": return paintPolygon(mark.points.map(place), mark.tone, canvas);
    case "circle": {
      const [center, radius] = [place(mark.center), mark.radius * plane.scale];
      return inkSegment(canvas, center, center, Math.max(radius, Math.SQRT1_2), radius < thick ? lineInk(mark.tone) : areaInk(mark.tone));
    }
    case "text":
  }
}

function paintLine(points: readonly Point2[], halfWidth: number, tone: SceneMark["tone"], canvas: DotCanvas): void {
  const ink = halfWidth < thick ? lineInk(tone) : areaInk(tone);
  points.forEach((point, k) => {
    if (k > 0 || points.length === 1) inkSegment(canvas, points[k - 1] ?? point, point, Math.max(halfWidth, hairline), ink);
  });
}

/** A polygon that is too thin to hold a dot is drawn by its outline. */
function paintPolygon(points: readonly Point2[], tone: SceneMark["tone"], canvas: DotCanvas): void {
  if (inkPolygon(canvas, points, areaInk(tone)) === 0) paintLine([...points, points[0]!], hairline, tone, canvas);
}
