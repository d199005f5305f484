import type { Scene } from "@worldwise/protocol";
import { checkFrame, drawableMarks } from "./check-scene.ts";
import { cutOut } from "./cut-out.ts";
import { picturePlane } from "./picture-plane.ts";
import type { SvgOptions } from "./svg-document.ts";
import { checkLongerSide, margin, svgDocument } from "./svg-document.ts";
import { svgElement, svgShape } from "./svg-shape.ts";

/**
 * A scene as an SVG file: one string that needs nothing else.
 *
 * Light and dark by what the viewer prefers; texts are escaped; the title is read out. One scale for both directions. Lines without a
 * width are 0.6 % of the longer side wide; letters stand round their place, 11 to 24 px high. What lies outside the visible part of the
 * plane is cut. A mark with a number that is not finite, or with a negative size, is left out, and the description in the file
 * says how many were.
 *
 * Throws `bad-scene` on edges that are not finite or cross, `bad-options` on a longer side that is not above 0.
 *
 * @example
 * ```ts
 * import { toSvg } from "@worldwise/render";
 *
 * const ball = { kind: "circle", center: [1, 1], radius: 0.5, tone: "agent" } as const;
 * const svg = toSvg({ left: 0, right: 2, bottom: 0, top: 2, marks: [ball] }, { title: "A ball", longerSide: 100 });
 * console.log(svg.includes("<title>A ball</title>")); // true
 * console.log(svg.split("\n").find((line) => line.includes("<circle"))); // <circle class="agent" cx="50" cy="50" r="25"/>
 * ```
 */
export function toSvg(scene: Scene, { title = "A world", longerSide = 480, theme = "auto" }: SvgOptions = {}): string {
  checkFrame(scene);
  checkLongerSide(longerSide);
  const plane = planeOf(scene, longerSide);
  const marks = drawableMarks(scene);
  const body = marks.map((mark) => svgElement(svgShape(mark, plane))).join("\n");
  return svgDocument({
    width: plane.width + 2 * margin, height: plane.height + 2 * margin, title, theme,
    description: leftOut(scene.marks.length - marks.length), body: cutOut({ x: margin, y: margin, width: plane.width, height: plane.height }, body),
  });
}

/** The plane whose longer side has so many px. */
export const planeOf = (scene: Scene, longerSide: number): ReturnType<typeof picturePlane> =>
  picturePlane(scene, longerSide / Math.max(scene.right - scene.left, scene.top - scene.bottom));

/** Says how many marks have no place. */
export const leftOut = (count: number): string =>
  (count === 0 ? "" : `Left out, for numbers that are not finite: ${count} ${count === 1 ? "mark" : "marks"}.`);
