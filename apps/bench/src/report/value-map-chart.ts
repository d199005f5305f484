import { showNumber } from "../text-table.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import type { Picture } from "./picture.ts";
import { fontSize, shorten } from "./picture.ts";
import type { GridResult, MapCell, ValueColors } from "./value-map.ts";
import { darkInk, mapCells, plainColors, valueColors } from "./value-map.ts";

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

/** What the chart is of. */
export interface ValueMapFacts {
  readonly name: string;
  readonly place: string;
  readonly seed: string;
}

/** Values and greedy actions of some grid worlds, on one color scale. */
export function valueMapChart(maps: readonly LabelledMap[], { name, place, seed }: ValueMapFacts): Picture {
  const layout = layoutOf(maps);
  const floor = maps.flatMap(mapCells).filter(({ kind }) => kind === "floor");
  const colors = valueColors(floor.flatMap(({ value }) => value ?? []));
  const mapsHeight = Math.ceil(maps.length / layout.perRow) * layout.panelHeight;
  return {
    name, width, height: mapsHeight + scaleHeight,
    title: `Values at the end${place === "" ? "" : `: ${place}`}`,
    caption: `The value of every cell after learning with seed ${seed}, and the greedy action. `
      + "S start; G goal, H hole and C cliff are gray, walls are dark.",
    description: `Maps of the learned values for ${maps.map(({ label }) => label).join("; ")}. `
      + `Values from ${showNumber(colors.low)} to ${showNumber(colors.high)}.`,
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

function drawMap(map: LabelledMap, index: number, layout: Layout, colors: ValueColors): Html {
  const { perRow, cellSize, panelWidth, panelHeight } = layout;
  const [x, y] = [(index % perRow) * (panelWidth + gap), Math.floor(index / perRow) * panelHeight];
  const cells = mapCells(map);
  const label = shorten(map.label, Math.floor(panelWidth / 7.5));
  return html`<g transform="translate(${round(x)},${round(y)})"><text y="${fontSize}">${label}</text>
<g transform="translate(0,${titleHeight})">
<g shape-rendering="crispEdges">${cells.map((cell) => drawCell(cell, cellSize, colors))}</g>
${cells.map((cell) => drawOnCell(cell, cellSize, colors))}</g></g>
`;
}

function drawCell({ row, column, kind, value = NaN }: MapCell, size: number, colors: ValueColors): Html {
  const fill = kind === "floor" ? colors.color(value) : plainColors[kind];
  const says = kind !== "wall" && html`<title>row ${row + 1}, column ${column + 1}: ${showNumber(value)}</title>`;
  const [x, y, side] = [round(column * size), round(row * size), round(size)];
  return html`<rect x="${x}" y="${y}" width="${side}" height="${side}" fill="${fill}">${says}</rect>`;
}

function drawOnCell({ row, column, kind, value = NaN, mark, arrow }: MapCell, size: number, colors: ValueColors): Html {
  if (size < smallestWithArrow) return html``;
  const [x, y, ink] = [(column + 0.5) * size, (row + 0.5) * size, kind === "floor" ? colors.inkOn(value) : darkInk];
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
  const line = (fromX: number, fromY: number): string => `M${round(fromX)},${round(fromY)}L${round(headX)},${round(headY)}`;
  const barbAt = (side: number): string => line(headX - barb * (right + side * down), headY - barb * (down - side * right));
  const path = line(x - right * reach, y - down * reach) + barbAt(0.8) + barbAt(-0.8);
  const thickness = round(Math.max(1, size / 20));
  return html`<path d="${path}" stroke="${ink}" stroke-width="${thickness}" stroke-linecap="round" fill="none"/>`;
}

function drawMark(mark: string, { x, y, size, ink, inCorner }: Spot & { readonly inCorner: boolean }): Html {
  const letterSize = size * (inCorner ? 0.4 : 0.56);
  const [atX, atY] = inCorner ? [x - 0.3 * size, y - 0.18 * size] : [x, y + 0.2 * size];
  const style = html`font-size="${round(letterSize)}" font-weight="bold" text-anchor="middle" fill="${ink}"`;
  return html`<text x="${round(atX)}" y="${round(atY)}" ${style}>${mark}</text>`;
}

const [scaleSteps, scaleStep] = [40, 5];

/** The color scale as a strip with its two ends. */
function drawScale({ low, high, color }: ValueColors, top: number): Html {
  const steps = Array.from({ length: scaleSteps }, (_, k) => {
    const fill = color(low + ((k + 0.5) / scaleSteps) * (high - low));
    return html`<rect x="${k * scaleStep}" y="${top}" width="${scaleStep}" height="12" fill="${fill}"/>`;
  });
  const end = scaleSteps * scaleStep;
  return html`<g shape-rendering="crispEdges">${steps}</g>
<text x="0" y="${top + 28}">${showNumber(low)}</text><text x="${end}" y="${top + 28}" text-anchor="end">${showNumber(high)}</text>
<text x="${end + 12}" y="${top + 11}">value</text>
`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
