import { dot, ruleY } from "@observablehq/plot";
import type { PolicyLoss } from "@worldwise/experiment";
import type { CellNumbers } from "../cell-numbers.ts";
import type { StudySummary } from "../summarize.ts";
import { groupBy } from "../summarize.ts";
import { showNumber } from "../text-table.ts";
import type { DataTable, TableValue } from "./data-table.ts";
import { drawPlot } from "./draw-plot.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { lineKey } from "./line-key.ts";
import type { MeanInterval } from "./mean-interval.ts";
import { meanInterval } from "./mean-interval.ts";
import { groupName } from "./model-error-part.ts";
import type { Picture } from "./picture.ts";
import { shorten, textWidth } from "./picture.ts";
import { readings } from "./readings.ts";
import type { Theme } from "./theme.ts";
import { lineStyle } from "./theme.ts";

type Link = Exclude<keyof PolicyLoss, "slack">;

/** From what is lost to what bounds it, each at least as large as the one before. */
const linkNames: Readonly<Record<Link, string>> = {
  loss: "loss", "two-terms": "two terms", "value-aware": "value-aware", norms: "norms", "reward-scale": "reward scale", likelihood: "likelihood",
};
const links = Object.keys(linkNames) as readonly Link[]; // its keys are just these

/** The chain of bounds for one combination of axes, means over seeds. */
export interface BoundRow {
  readonly label: string;
  readonly links: Readonly<Record<Link, MeanInterval>>;
  /** Runs whose bound of this kind is infinite. */
  readonly infinite: Readonly<Record<Link, number>>;
  readonly runs: number;
  /** Runs in which the whole chain held, but for rounding. */
  readonly held: number;
}

/** Relative to the largest link. */
const rounding = 1e-9;

/** What plans that are optimal in the final models lose, and its bounds, where they were computed. */
export function boundRows({ study, axes, cells }: StudySummary): readonly BoundRow[] {
  const known = cells.flatMap(({ cell, ending }) => (ending.policyLoss ? [{ cell, loss: ending.policyLoss }] : []));
  const groups = groupBy(known, ({ cell }: Pick<CellNumbers, "cell">) => axes.map((axis) => cell.point[axis] ?? "").join("\u0000"));
  return [...groups].map(([key, members]) => {
    const losses = members.map(({ loss }) => loss);
    const each = <Value>(of: (link: Link) => Value): Readonly<Record<Link, Value>> =>
      Object.fromEntries(links.map((link) => [link, of(link)])) as Record<Link, Value>; // every link is named
    return {
      label: groupName(axes, key.split("\u0000")), runs: losses.length, held: losses.filter(chainHolds).length,
      links: each((link) => meanInterval(losses.map((loss) => loss[link]), `${study.name}/bounds/${link}/${key}`)),
      infinite: each((link) => losses.filter((loss) => !Number.isFinite(loss[link])).length),
    };
  });
}

/** Infinite bounds hold. */
function chainHolds(loss: PolicyLoss): boolean {
  const finite = links.map((link) => loss[link]).filter((value) => Number.isFinite(value));
  const size = Math.max(...finite.map(Math.abs), 1);
  return finite.every((value, index) => index === 0 || value >= finite[index - 1]! - rounding * size);
}

/** The chain as a table. */
export function boundTable(rows: readonly BoundRow[], axes: readonly string[], name: string): DataTable {
  return {
    name, title: "The loss of a plan and its bounds",
    caption: "What a plan that is optimal in the final model loses in the true world, in the worst state, and the bounds that theory gives for "
      + "it, each at least as large as the one before. Means over seeds with 95 % bootstrap intervals; infinite bounds are counted, not averaged.",
    heads: [axes.join(" · ") || "runs", ...links.map((link) => linkNames[link]), "chain held"],
    rows: rows.map((row): readonly TableValue[] => [
      row.label, ...links.map((link) => (row.infinite[link] > 0 ? `∞ in ${row.infinite[link]} of ${row.runs}` : row.links[link])),
      `${row.held} of ${row.runs}`,
    ]),
  };
}

const width = 520;
const [rowHeight, marginTop, marginBottom] = [34, 14, 46];

/** The chain as dots on a logarithmic axis; undefined where nothing is above 0. */
export function boundChart(rows: readonly BoundRow[], name: string): Picture | undefined {
  const shown = rows.filter(({ links: of }) => links.some((link) => of[link].estimate > 0));
  if (shown.length === 0) return undefined;
  const key = lineKey(links.map((link, place) => ({ label: linkNames[link], place })), width);
  return {
    name, width, height: key.height + marginTop + rowHeight * shown.length + marginBottom,
    title: "The loss of a plan and its bounds",
    caption: "Means over seeds, in the worst state, on a logarithmic axis: the farther a bound is from the loss, the looser it is.",
    description: shown.map((row) => `${row.label}: ${links.map((link) => `${linkNames[link]} ${showNumber(row.links[link].estimate)}`).join(", ")}`).join("; "),
    draw: (theme) => html`${key.draw(theme)}${drawChain(shown, theme, key.height)}`,
  };
}

function drawChain(rows: readonly BoundRow[], theme: Theme, top: number): Html {
  const short = (label: string): string => shorten(label, 28);
  const marginLeft = Math.min(220, 16 + Math.max(...rows.map(({ label }) => textWidth(short(label)))));
  const points = rows.flatMap(({ label, links: of }) => links.map((link, place) => ({ label, place, link, x: of[link].estimate })))
    .filter(({ x }) => x > 0);
  const spans = [...groupBy(points, ({ label }) => label)].map(([label, members]) => (
    { label, low: Math.min(...members.map(({ x }) => x)), high: Math.max(...members.map(({ x }) => x)) }
  ));
  return drawPlot({
    width, height: marginTop + rowHeight * rows.length + marginBottom, marginLeft, marginRight: 22, marginTop, marginBottom,
    x: { type: "log", label: "loss and bounds", labelArrow: false, labelAnchor: "center", labelOffset: 40, grid: true, ticks: 5, tickFormat: "~g" },
    y: { label: null, domain: rows.map(({ label }) => label), tickFormat: short, tickSize: 0 },
    marks: [
      ruleY(spans, { x1: "low", x2: "high", y: "label", stroke: theme.ink, strokeOpacity: 0.3 }),
      ...links.map((_, place) => dot(points.filter((point) => point.place === place), { x: "x", y: "label", r: 5, fill: lineStyle(theme, place).color })),
    ],
  }, top, (toPixels) => readings(theme, [...groupBy(points, ({ label }) => label)].map(([label, members]) => ({
    label, points: members.map(({ x, link }) => ({ at: toPixels(x, label), says: `${linkNames[link]} ${showNumber(x)}` })),
  }))));
}
