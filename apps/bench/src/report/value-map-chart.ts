import { showNumber } from "../text-table.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import type { Picture } from "./picture.ts";
import { fontSize, shorten } from "./picture.ts";
import type { GridResult, MapCell, ValueColors } from "./value-map.ts";
import { darkInk, mapCells, valueColors, wallColor } from "./value-map.ts";

/** The map of one label. */
export interface LabelledMap extends GridResult {
  readonly label: string;
}

const width = 520;
const [gap, titleHeight, scaleHeight, largestCell, smallestWithArrow] = [20, 24, 40, 44, 9];

/** Where the maps stand: side by side in twos, long ones below each other. */
interface Layout {
  readonly perRow: number;
  readonly cellSize: number;
  readonly panelWidth: number;
  readonly panelHeight: number;
}

/** Values and greedy actions of some grid worlds, on one color scale. */
export function valueMapChart(maps: readonly LabelledMap[], { name, place, seed }: { name: string; place: string; seed: string }): Picture {
  const layout = layoutOf(maps);
  const colors = valueColors(maps.flatMap(({ grid, tables }) => grid.stateOfCell.flatMap((state) => tables.value[state] ?? [])));
  const mapsHeight = Math.ceil(maps.length / layout.perRow) * layout.panelHeight;
  return {
    name, width, height: mapsHeight + scaleHeight,
    title: `Values at the end${place === "" ? "" : `: ${place}`}.`,
    caption: `The value of every cell after learning with seed ${seed}, and the greedy action. S start, G goal, H hole, C cliff; walls are dark.`,
    description: `Maps of the learned values for ${maps.map(({ label }) => label).join("; ")}. Values from ${showNumber(colors.low)} to ${showNumber(colors.high)}.`,
    draw: () => html`${maps.map((map, index) => drawMap(map, index, layout, colors))}${drawScale(colors, mapsHeight)}`,
  };
}

function layoutOf(maps: readonly LabelledMap[]): Layout {
  const columns = Math.max(1, ...maps.map(({ grid }) => grid.columns));
  const rows = Math.max(1, ...maps.map(({ grid }) => grid.rows));
  const perRow = maps.length === 1 || columns > 20 || columns > 4 * rows ? 1 : 2;
  const panelWidth = (width - gap * (perRow - 1)) / perRow;
  const cellSize = Math.min(largestCell, panelWidth / columns);
  return { perRow, cellSize, panelWidth, panelHeight: titleHeight + rows * cellSize + gap };
}

function drawMap(map: LabelledMap, index: number, { perRow, cellSize, panelWidth, panelHeight }: Layout, colors: ValueColors): Html {
  const [x, y] = [(index % perRow) * (panelWidth + gap), Math.floor(index / perRow) * panelHeight];
  const cells = mapCells(map);
  return html`<g transform="translate(${round(x)},${round(y)})"><text y="${fontSize}">${shorten(map.label, Math.floor(panelWidth / 7.5))}</text>
<g transform="translate(0,${titleHeight})">
<g shape-rendering="crispEdges">${cells.map((cell) => drawCell(cell, cellSize, colors))}</g>
${cells.map((cell) => drawOnCell(cell, cellSize, colors))}</g></g>
`;
}

function drawCell({ row, column, kind, value = NaN }: MapCell, size: number, colors: ValueColors): Html {
  const fill = kind === "wall" ? wallColor : colors.color(value);
  const says = kind === "floor" && html`<title>row ${row + 1}, column ${column + 1}: ${showNumber(value)}</title>`;
  const side = round(size);
  return html`<rect x="${round(column * size)}" y="${round(row * size)}" width="${side}" height="${side}" fill="${fill}">${says}</rect>`;
}

function drawOnCell({ row, column, value = NaN, mark, arrow }: MapCell, size: number, colors: ValueColors): Html {
  if (size < smallestWithArrow) return html``;
  const [x, y, ink] = [(column + 0.5) * size, (row + 0.5) * size, colors.inkOn(value)];
  const letter = mark !== undefined && drawMark(shorten(mark, 2), { x, y, size, ink, inCorner: arrow !== undefined });
  return html`${arrow && drawArrow(arrow, { x, y, size, ink })}${letter}`;
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly ink: string;
}

/** A shaft through the middle, and two barbs a quarter turn apart. */
function drawArrow([down, right]: readonly [rows: number, columns: number], { x, y, size, ink }: Spot): Html {
  const [reach, barb] = [0.27 * size, 0.2 * size];
  const [headX, headY] = [x + right * reach, y + down * reach];
  const barbTo = (side: number): string => `M${round(headX)},${round(headY)}L${round(headX - barb * (right + side * down))},${round(headY - barb * (down - side * right))}`;
  const shaft = `M${round(x - right * reach)},${round(y - down * reach)}L${round(headX)},${round(headY)}`;
  return html`<path d="${shaft}${barbTo(0.8)}${barbTo(-0.8)}" stroke="${ink}" stroke-width="${round(Math.max(1, size / 20))}" stroke-linecap="round" fill="none"/>`;
}

function drawMark(mark: string, { x, y, size, ink, inCorner }: Spot & { readonly inCorner: boolean }): Html {
  const letterSize = size * (inCorner ? 0.36 : 0.56);
  const [atX, atY] = inCorner ? [x - 0.3 * size, y - 0.18 * size] : [x, y + 0.2 * size];
  return html`<text x="${round(atX)}" y="${round(atY)}" font-size="${round(letterSize)}" font-weight="bold" text-anchor="middle" fill="${ink}">${mark}</text>`;
}

const scaleSteps = 40;

/** The color scale as a strip with its two ends. */
function drawScale({ low, high, color }: ValueColors, top: number): Html {
  const [x, stripWidth] = [0, 200];
  const steps = Array.from({ length: scaleSteps }, (_, k) => html`<rect x="${x + (k * stripWidth) / scaleSteps}" y="${top}" width="${
    stripWidth / scaleSteps}" height="12" fill="${color(low + ((k + 0.5) / scaleSteps) * (high - low))}"/>`);
  return html`<g shape-rendering="crispEdges">${steps}<rect x="${x}" y="${top}" width="${stripWidth}" height="12" fill="none" stroke="${darkInk}" stroke-opacity="0.4"/></g>
<text x="${x}" y="${top + 28}">${showNumber(low)}</text><text x="${x + stripWidth}" y="${top + 28}" text-anchor="end">${showNumber(high)}</text>
<text x="${x + stripWidth + 12}" y="${top + 11}">value</text>
`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
