import type { PlotOptions } from "@observablehq/plot";
import { plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { Html } from "./html.ts";
import { html, trusted } from "./html.ts";
import { fontSize } from "./picture.ts";

const elementNode = 1;
const textNode = 3;

/** Where a value of each axis stands, in pixels of the plot; with panels side by side, in which of them. */
export type ToPixels = (x: unknown, y: unknown, panel?: string) => readonly [x: number, y: number];

/**
 * Draws a plot as a group of SVG, its upper left corner at (0, top). Every text and attribute of it is escaped here.
 *
 * @param over - makes what is laid over it
 */
export function drawPlot(options: PlotOptions, top = 0, over?: (toPixels: ToPixels) => Html): Html {
  const { document } = parseHTML("<!doctype html><html></html>");
  const drawn = plot({ ...options, document });
  const svg = drawn.localName === "svg" ? drawn : drawn.querySelector("svg");
  const parts = Array.from(svg?.childNodes ?? []).filter((node) => node.nodeName.toLowerCase() !== "style").map(serialize);
  const place = (axis: "x" | "y" | "fx", value: unknown): number => {
    const scale = drawn.scale(axis);
    return Number(scale?.apply(value)) + (scale?.type === "point" || axis === "fx" ? 0 : (scale?.bandwidth ?? 0) / 2);
  };
  const panelLeft = (panel?: string): number => (panel === undefined ? 0 : place("fx", panel) - (options.marginLeft ?? 0));
  const toPixels: ToPixels = (x, y, panel) => [panelLeft(panel) + place("x", x), place("y", y)];
  return html`<g transform="translate(0,${top})" text-anchor="middle" font-size="${fontSize}">${parts}${over?.(toPixels)}</g>
`;
}

/** Only elements and text are kept, and of attributes what a picture needs. */
function serialize(node: ChildNode): Html {
  if (node.nodeType === textNode) return html`${node.textContent ?? ""}`;
  if (node.nodeType !== elementNode) return html``;
  const element = node as Element; // its node type says so
  const name = trusted(element.localName.replace(/[^A-Za-z]/g, ""));
  const attributes = Array.from(element.attributes)
    .filter((attribute) => drawing.has(attribute.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((attribute) => html` ${trusted(attribute.name)}="${rounded(attribute.value)}"`);
  return html`<${name}${attributes}>${Array.from(element.childNodes).map(serialize)}</${name}>`;
}

/** Hundredths of a pixel are enough. */
const rounded = (value: string): string =>
  value.replace(/-?\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2))));

const drawing: ReadonlySet<string> = new Set([
  "cx", "cy", "d", "dx", "dy", "fill", "fill-opacity", "font-size", "font-variant", "font-weight", "height", "opacity",
  "r", "rx", "ry", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity",
  "stroke-width", "text-anchor", "transform", "width", "x", "x1", "x2", "y", "y1", "y2",
]);
