import type { StudySummary } from "../summarize.ts";
import { slug } from "./file-name.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { metricTable } from "./metric-table.ts";
import { figure } from "./picture.ts";
import type { DrawnChart } from "./study-pictures.ts";

/** A study in the report: what it is about, its charts, its tables. */
export function studySection(summary: StudySummary, charts: readonly DrawnChart[]): Html {
  const { study, metrics, cells } = summary;
  const id = `study-${slug(study.name)}`;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${study.title}</h2>
${study.about !== undefined && html`<p>${study.about}</p>`}
${cells.length === 0 ? nothing : html`${tables(summary, metrics)}${figures(charts)}`}
</section>
`;
}

const nothing = html`<p class="notice">No run of this study is finished.</p>`;

function tables(summary: StudySummary, metrics: StudySummary["metrics"]): Html {
  return html`<p>Estimates are interquartile means over seeds, with 95 % bootstrap intervals.</p>
<div class="tables">${metrics.map((metric) => metricTable(summary, metric))}</div>`;
}

/** Charts of one picture each stand side by side; others begin a row. */
function figures(charts: readonly DrawnChart[]): Html {
  const areSingle = charts.every(({ pictures }) => pictures.length < 2);
  const groups = areSingle ? [charts] : charts.map((chart) => [chart]);
  return html`${groups.map(figureRows)}`;
}

function figureRows(charts: readonly DrawnChart[]): Html {
  const drawn = charts.flatMap(({ pictures }) => pictures).map(({ picture }) => figure(picture));
  return html`<div class="figures">${drawn}</div>
${charts.map(missing)}`;
}

function missing({ chart, empty }: DrawnChart): Html {
  if (empty.length === 0) return html``;
  const places = empty.filter((name) => name !== "").join("; ");
  const where = places === "" ? "" : ` for ${places}`;
  return html`<p class="quiet">No ${nameOf[chart.kind]}${where}: ${reasonOf[chart.kind]}.</p>
`;
}

const reasonOf = {
  "learning-curve": "no finished run has such a number", metric: "no finished run has such a number",
  "value-map": "no finished run has values on a grid",
} as const;

const nameOf = { "learning-curve": "learning curve", metric: "chart of a metric", "value-map": "map of values" } as const;
