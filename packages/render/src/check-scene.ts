import type { Point2, Scene, SceneMark } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** The visible part of the plane. */
export type Frame = Pick<Scene, "left" | "right" | "bottom" | "top">;

/** Throws `bad-scene` unless the visible part of the plane has finite edges, left below right and bottom below top. */
export function checkFrame({ left, right, bottom, top }: Frame): void {
  const isFinite = [left, right, bottom, top].every((edge) => Number.isFinite(edge));
  if (isFinite && left < right && bottom < top) return;
  throw new WorldwiseError("bad-scene", {
    expected: "finite edges, left below right and bottom below top", got: `left ${left}, right ${right}, bottom ${bottom}, top ${top}`,
    todo: "give the visible part of the plane, the same for all states",
  });
}

/** The marks that have a place: a state that is not a number leaves out a mark, never the picture. */
export const drawableMarks = ({ marks }: Pick<Scene, "marks">): readonly SceneMark[] => marks.filter(isDrawable);

function isDrawable(mark: SceneMark): boolean {
  switch (mark.kind) {
    case "line": return mark.points.length > 0 && mark.points.every(isPlace) && (mark.width === undefined || isSize(mark.width));
    case "polygon": return mark.points.length > 2 && mark.points.every(isPlace);
    case "circle": return isPlace(mark.center) && isSize(mark.radius);
    case "text": return isPlace(mark.at);
  }
}

const isPlace = ([x, y]: Point2): boolean => Number.isFinite(x) && Number.isFinite(y);
const isSize = (size: number): boolean => Number.isFinite(size) && size >= 0;
