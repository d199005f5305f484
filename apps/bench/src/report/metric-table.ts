import type { Summary, StudySummary } from "../summarize.ts";
import { groupBy } from "../summarize.ts";
import { showNumber } from "../text-table.ts";
import { placeName } from "./facets.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { metricInWords } from "./in-words.ts";

/** A metric of a study as a table, one row for each method and place. */
export function metricTable(summary: StudySummary, { name, metric, rows }: StudySummary["metrics"][number]): Html {
  const axes = summary.axes.length > 0 ? summary.axes : ["runs"];
  const groups = groupBy(rows, ({ labels }) => labels.slice(0, -1).join("\u0000"));
  const unit = metric.unit === undefined ? "" : ` (${metric.unit})`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${name}"><table class="sortable">
<caption><strong>${name}</strong> ${metricInWords(metric)}${unit}; ${metric.better} is better</caption>
<thead><tr><th scope="col">${axes.join(" · ")}</th>${numberHeads}</tr></thead>
${[...groups.values()].map((group) => tableGroup(summary, group))}</table></div>
`;
}

const numberHeads = ["estimate", "95 % interval", "seeds"].map((head) => html`<th scope="col" class="number">${head}</th>`);

/** Rows that differ in the last axis only, under the labels that they share. */
function tableGroup(summary: StudySummary, rows: readonly Summary[]): Html {
  const shared = (rows[0]?.labels ?? []).slice(0, -1).map((label, index) => placeName(summary.axes[index]!, label)).join(", ");
  return html`<tbody>${shared !== "" && html`<tr><th scope="rowgroup" colspan="${1 + numberHeads.length}">${shared}</th></tr>
`}${rows.map((row) => html`<tr><th scope="row">${labelOf(row)}</th>${numbers(summary, row)}</tr>
`)}</tbody>`;
}

/** Without axes there is one row. */
const labelOf = ({ labels }: Summary): string => labels.filter((label) => label !== "").at(-1) ?? "all";

function numbers(summary: StudySummary, { labels, values, estimate, low, high }: Summary): Html {
  const runs = summary.cells.filter(({ cell }) => summary.axes.every((axis, index) => cell.point[axis] === labels[index])).length;
  const seeds = values.length === runs ? String(runs) : `${values.length} of ${runs}`;
  const interval = values.length === 0 ? "no value" : `[${showNumber(low)}, ${showNumber(high)}]`;
  const key = (value: number): string => (Number.isFinite(value) ? String(value) : "");
  return html`<td class="number" data-key="${key(estimate)}">${showNumber(estimate)}</td><td class="number" data-key="${
    key(high - low)}">${interval}</td><td class="number" data-key="${values.length}">${seeds}</td>`;
}
