import type { Point2, SceneMark, Tone } from "@worldwise/protocol";
import { escapeXml } from "./escape-xml.ts";
import type { PicturePlane } from "./picture-plane.ts";

/** A mark as an SVG element: what it is, and the attributes that say where. */
export interface SvgShape {
  readonly element: "polyline" | "polygon" | "circle" | "text";
  readonly tone: Tone;
  /** Attributes that are no places, written out. */
  readonly fixed: string;
  /** By attribute. Two shapes with the same element, tone, fixed attributes and content differ in these alone. */
  readonly places: Readonly<Record<string, string>>;
  /** Escaped. */
  readonly content: string;
}

/** Lines without a width, as a part of the picture's longer side. */
const customaryWidth = 0.006;
/** Size of letters, as a part of the picture's mean side, and its bounds in px. */
const [letterShare, smallestLetters, largestLetters] = [0.05, 11, 24];
/** Beyond this, in px, nobody sees where a thing is. */
const farthest = 1e6;

/** Writes a number of px, by default with at most two decimals. */
export function pixels(value: number, decimals = 2): string {
  const [near, unit] = [Math.min(Math.max(value, -farthest), farthest), 10 ** decimals];
  const rounded = Math.round(near * unit) / unit;
  return String(rounded === 0 ? 0 : rounded);
}

/** The element of a mark whose numbers are finite; its places have so many decimals. */
export function svgShape(mark: SceneMark, plane: PicturePlane, decimals = 2): SvgShape {
  const { tone } = mark;
  const [x, y] = [(point: Point2) => pixels(plane.x(point), decimals), (point: Point2) => pixels(plane.y(point), decimals)];
  const list = (points: readonly Point2[]): string => points.map((point) => `${x(point)},${y(point)}`).join(" ");
  switch (mark.kind) {
    case "line": {
      const width = (mark.width ?? 0) * plane.scale || customaryWidth * Math.max(plane.width, plane.height);
      const points = mark.points.length === 1 ? [mark.points[0]!, mark.points[0]!] : mark.points;
      return { element: "polyline", tone, fixed: `stroke-width="${pixels(width)}"`, places: { points: list(points) }, content: "" };
    }
    case "polygon": return { element: "polygon", tone, fixed: "", places: { points: list(mark.points) }, content: "" };
    case "circle": {
      const places = { cx: x(mark.center), cy: y(mark.center), r: pixels(mark.radius * plane.scale, decimals) };
      return { element: "circle", tone, fixed: "", places, content: "" };
    }
    case "text": {
      const places = { x: x(mark.at), y: y(mark.at) };
      return { element: "text", tone, fixed: `font-size="${letterSize(plane)}"`, places, content: escapeXml(mark.text) };
    }
  }
}

function letterSize({ width, height }: PicturePlane): string {
  return pixels(Math.min(Math.max(letterShare * Math.sqrt(width * height), smallestLetters), largestLetters));
}

/** Attributes that every element of a kind shares. Letters stand round their place; not all programs know `dominant-baseline`. */
const common: Readonly<Record<SvgShape["element"], string>> = {
  polyline: " fill=\"none\" stroke=\"currentColor\"", polygon: "", circle: "", text: " text-anchor=\"middle\" dy=\".35em\"",
};

/**
 * Writes a shape as an element.
 *
 * @param extra - further attributes, written out
 * @param inside - elements inside, such as animations
 */
export function svgElement({ element, tone, fixed, places, content }: SvgShape, extra = "", inside = ""): string {
  const where = Object.entries(places).map(([name, value]) => ` ${name}="${value}"`).join("");
  const attributes = `class="${escapeXml(tone)}"${common[element]}${fixed && ` ${fixed}`}${where}${extra}`;
  return content === "" && inside === "" ? `<${element} ${attributes}/>` : `<${element} ${attributes}>${content}${inside}</${element}>`;
}
