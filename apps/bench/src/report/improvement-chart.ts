import { showNumber } from "../text-table.ts";
import { leftOutInWords } from "./aggregate-chart.ts";
import type { Comparison } from "./comparisons.ts";
import { clearLevel, comparisonResamples, isClear, mostCompared, probabilityAt } from "./comparisons.ts";
import type { DataTable } from "./data-table.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import type { Picture } from "./picture.ts";
import { shorten, textWidth } from "./picture.ts";
import { readings } from "./readings.ts";
import type { MethodRuns } from "./task-runs.ts";
import type { Theme } from "./theme.ts";
import { darkInk } from "./value-map.ts";

const [cellWidth, cellHeight, top] = [58, 34, 26];

/** What the chart is of. */
export interface ImprovementFacts {
  readonly name: string;
  readonly runs: MethodRuns;
}

/** How probably a run of the row's method is better than one of the column's. */
export function improvementChart(comparisons: readonly Comparison[], { name, runs }: ImprovementFacts): Picture {
  const methods = runs.methods.slice(0, mostCompared);
  const left = 30 + Math.min(240, Math.max(...methods.map((label) => textWidth(shorten(label, 30)))));
  return {
    name, width: Math.max(520, left + cellWidth * methods.length), height: top + cellHeight * methods.length + 8,
    title: `Probability of improvement: ${runs.metric}`,
    caption: "How probably a run of the row’s method is better than one of the column’s"
      + `${runs.tasks.length > 1 ? `, a mean over ${runs.tasks.length} tasks` : ""}. An asterisk: the sign test over runs that share `
      + `task and seed finds a difference at ${clearLevel}, after Holm’s correction for ${comparisons.length} `
      + `${comparisons.length === 1 ? "pair" : "pairs"} of methods.`,
    description: `Probability that the first is better. ${comparisons.map((one) => describe(one, methods)).join("; ")}.`,
    draw: (theme) => html`${methods.map((label, row) => drawRow(comparisons, { methods, label, row, left }))}${
      marks(comparisons, methods, left, theme)}`,
  };
}

const describe = ({ first, second, probability }: Comparison, methods: readonly string[]): string =>
  `${methods[first]!} against ${methods[second]!}: ${showNumber(probability.estimate)}`;

interface Row {
  readonly methods: readonly string[];
  readonly label: string;
  readonly row: number;
  readonly left: number;
}

function drawRow(comparisons: readonly Comparison[], { methods, label, row, left }: Row): Html {
  const y = top + row * cellHeight;
  const cells = methods.map((_, column) => drawCell(comparisons, { row, column, x: left + column * cellWidth, y }));
  return html`<text x="${left + (row + 0.5) * cellWidth}" y="${top - 9}" text-anchor="middle">${row + 1}</text>
<text x="0" y="${y + 22}">${row + 1}</text><text x="22" y="${y + 22}">${shorten(label, 30)}</text>
${cells}`;
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly x: number;
  readonly y: number;
}

function drawCell(comparisons: readonly Comparison[], { row, column, x, y }: Cell): Html {
  if (row === column) return html``;
  const probability = probabilityAt(comparisons, row, column);
  const text = `${probability.toFixed(2)}${isClear(comparisons, row, column) ? "*" : ""}`;
  const box = html`x="${x + 1}" y="${y + 1}" width="${cellWidth - 2}" height="${cellHeight - 2}" rx="3"`;
  return html`<rect ${box} fill="${fill(probability)}"/><text x="${x + cellWidth / 2}" y="${y + 22}" text-anchor="middle" fill="${
    darkInk}">${text}</text>
`;
}

const [worse, even, better] = [[255, 170, 110], [240, 240, 236], [120, 185, 230]] as const;

/** Pale where nothing is to choose, bluer the better, more orange the worse. */
function fill(probability: number): string {
  const end = probability >= 0.5 ? better : worse;
  const share = Math.min(1, Math.abs(probability - 0.5) * 2);
  const [red, green, blue] = even.map((from, index) => Math.round(from + (end[index]! - from) * share));
  return `rgb(${red!},${green!},${blue!})`;
}

function marks(comparisons: readonly Comparison[], methods: readonly string[], left: number, theme: Theme): Html {
  return readings(theme, methods.map((label, row) => ({
    label,
    points: methods.flatMap((other, column) => (row === column ? [] : [{
      at: [left + (column + 0.5) * cellWidth, top + (row + 0.5) * cellHeight] as const,
      says: `better than ${other} with probability ${showNumber(probabilityAt(comparisons, row, column))}`,
    }])),
  })));
}

/** The pairs as a table. */
export function improvementTable(comparisons: readonly Comparison[], { name, runs }: ImprovementFacts): DataTable {
  return {
    name, title: `Pairs of methods: ${runs.metric}`,
    caption: `probability that a run of the first is better, with 95 % intervals (${comparisonResamples} resamples); `
      + `runs of equal task and seed won, lost and tied; p of the sign test, after Holm’s correction${leftOutInWords(runs)}`,
    heads: ["first", "second", "probability", "won", "lost", "tied", "p"],
    rows: comparisons.map(({ first, second, probability, wins, losses, ties, pValue }) => (
      [runs.methods[first]!, runs.methods[second]!, probability, wins, losses, ties, pValue]
    )),
  };
}
