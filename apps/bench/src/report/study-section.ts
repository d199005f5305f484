import type { StudySummary } from "../summarize.ts";
import { dataTable } from "./data-table.ts";
import { slug } from "./file-name.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { metricTable } from "./metric-table.ts";
import { figure } from "./picture.ts";
import type { PartView, StudyPart } from "./study-parts.ts";
import type { DrawnChart, PictureViews } from "./study-pictures.ts";
import { views } from "./views.ts";

/** All that is drawn of a study. */
export interface DrawnStudy {
  readonly summary: StudySummary;
  readonly charts: readonly DrawnChart[];
  readonly parts: readonly StudyPart[];
}

/**
 * A study in the report: what it is about, its tables, its charts, and what its axes allow beside them.
 *
 * @param place - among the studies, which keeps names of groups apart
 */
export function studySection({ summary, charts, parts }: DrawnStudy, place: number): Html {
  const { study, metrics, cells } = summary;
  const id = `study-${slug(study.name)}`;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${study.title}</h2>
${study.about !== undefined && html`<p>${study.about}</p>`}
${cells.length === 0 ? nothing : html`${tables(summary, metrics)}${figures(charts, place)}${parts.map((part) => partSection(part, place))}`}
</section>
`;
}

const nothing = html`<p class="notice">No run of this study is finished.</p>`;

function tables(summary: StudySummary, metrics: StudySummary["metrics"]): Html {
  return html`<p>Estimates are interquartile means over seeds, with 95 % bootstrap intervals.</p>
<div class="tables">${metrics.map((metric) => metricTable(summary, metric))}</div>`;
}

/** Charts of one picture each stand side by side; others begin a row. */
function figures(charts: readonly DrawnChart[], place: number): Html {
  const areSingle = charts.every(({ pictures }) => pictures.length < 2);
  const groups = areSingle ? [charts] : charts.map((chart) => [chart]);
  return html`${groups.map((members, row) => figureRows(members, `chart-${place}-${row}`))}`;
}

function figureRows(charts: readonly DrawnChart[], group: string): Html {
  const drawn = charts.flatMap(({ pictures }) => pictures).map((picture, column) => pictureViews(picture, `${group}-${column}`));
  return html`<div class="figures">${drawn}</div>
${charts.map(missing)}`;
}

function pictureViews({ views: items }: PictureViews, group: string): Html {
  const shown = items.map(({ label, picture }) => ({ label, content: figure(picture) }));
  return html`<div>${views(group, "What learning is counted in", shown)}</div>`;
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

function partSection({ name, title, about, views: items }: StudyPart, place: number): Html {
  const group = `${name}-${place}`;
  return html`<section class="part" aria-labelledby="${group}"><h3 id="${group}">${title}</h3>
<p>${about}</p>
${views(`${group}-view`, title, items.map((item) => ({ label: item.label, content: partView(item) })))}</section>
`;
}

function partView({ pictures, tables: shown }: PartView): Html {
  const wide = pictures.filter(({ picture }) => picture.width > widest);
  const narrow = pictures.filter(({ picture }) => picture.width <= widest);
  return html`${wide.map(({ picture }) => figure(picture))}${narrow.length > 0 && html`<div class="figures">${
    narrow.map(({ picture }) => figure(picture))}</div>`}${shown.map(dataTable)}
`;
}

/** Wider figures take a row of their own. */
const widest = 620;
