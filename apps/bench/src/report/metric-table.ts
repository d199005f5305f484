import type { Metric } from "@worldwise/experiment";
import type { Summary, StudySummary } from "../summarize.ts";
import { groupBy } from "../summarize.ts";
import { showNumber } from "../text-table.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { metricInWords } from "./in-words.ts";

/** A metric of a study as a table, one row for each method and place. */
export function metricTable(summary: StudySummary, name: string, metric: Metric, rows: readonly Summary[]): Html {
  const axes = summary.axes.length > 0 ? summary.axes : ["runs"];
  const unit = metric.unit === undefined ? "" : `, in ${metric.unit}`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${name}"><table>
<caption><strong>${name}</strong> ${metricInWords(metric)}${unit}; ${metric.better} is better</caption>
<thead><tr>${axes.map((axis) => html`<th scope="col">${axis}</th>`)}<th scope="col" class="number">estimate</th><th scope="col" class="number">95 % interval</th><th scope="col" class="number">seeds</th></tr></thead>
${[...groupBy(rows, ({ labels }) => labels.slice(0, -1).join("\u0000")).values()].map((group) => tableGroup(summary, group))}</table></div>
`;
}

/** Rows that differ in the last axis only; the labels that they share stand in the first of them, spanning the others. */
function tableGroup(summary: StudySummary, rows: readonly Summary[]): Html {
  const shared = (rows[0]?.labels ?? []).slice(0, -1);
  const spanning = shared.map((label) => html`<th scope="rowgroup" rowspan="${rows.length}">${label}</th>`);
  return html`<tbody>${rows.map((row, index) => html`<tr>${index === 0 && spanning}<th scope="row">${row.labels.at(-1) ?? "all"}</th>${numbers(summary, row)}</tr>
`)}</tbody>`;
}

function numbers(summary: StudySummary, { labels, values, estimate, low, high }: Summary): Html {
  const runs = summary.cells.filter(({ cell }) => summary.axes.every((axis, index) => cell.point[axis] === labels[index])).length;
  const seeds = values.length === runs ? String(runs) : `${values.length} of ${runs}`;
  const interval = values.length === 0 ? "no value" : `[${showNumber(low)}, ${showNumber(high)}]`;
  return html`<td class="number">${showNumber(estimate)}</td><td class="number">${interval}</td><td class="number">${seeds}</td>`;
}
