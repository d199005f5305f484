import { showNumber } from "../text-table.ts";
import type { CsvValue } from "./csv.ts";
import { csv } from "./csv.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";

/** A cell of a table: text, a number, or an interval around one. */
export type TableValue = CsvValue | { readonly estimate: number; readonly low: number; readonly high: number };

/** A table that is shown in the page, where it can be sorted, and stands beside it as CSV. */
export interface DataTable {
  /** Name of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly heads: readonly string[];
  /** The first value names its row. */
  readonly rows: readonly (readonly TableValue[])[];
}

/** The table in the page. Numbers are rounded there, and carry themselves whole for whoever sorts. */
export function dataTable({ title, caption, heads, rows }: DataTable): Html {
  const isNumber = heads.map((_, column) => rows.some((row) => typeof row[column] !== "string"));
  const classOf = (column: number): Html => html`${isNumber[column] === true && html` class="number"`}`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${title}"><table class="sortable">
<caption><strong>${title}</strong> ${caption}</caption>
<thead><tr>${heads.map((head, column) => html`<th scope="col"${classOf(column)}>${head}</th>`)}</tr></thead>
<tbody>${rows.map(([first = "", ...rest]) => html`<tr><th scope="row">${shown(first)}</th>${rest.map((value, index) => (
    html`<td${classOf(index + 1)}${sortKey(value)}>${shown(value)}</td>`
  ))}</tr>
`)}</tbody></table></div>
`;
}

function shown(value: TableValue): Html {
  if (typeof value === "string") return html`${value}`;
  if (typeof value === "number") return html`${showNumber(value)}`;
  if (!Number.isFinite(value.estimate)) return html`–`;
  return html`${showNumber(value.estimate)} <span class="interval">[${showNumber(value.low)}, ${showNumber(value.high)}]</span>`;
}

function sortKey(value: TableValue): Html {
  if (typeof value === "string") return html``;
  const key = typeof value === "number" ? value : value.estimate;
  return html` data-key="${Number.isFinite(key) ? String(key) : ""}"`;
}

/** The same rows as CSV; an interval takes three columns. */
export function tableCsv({ heads, rows }: DataTable): string {
  const isInterval = heads.map((_, column) => rows.some((row) => typeof row[column] === "object"));
  const wide = heads.flatMap((head, column) => (isInterval[column] === true ? [head, `${head}: low`, `${head}: high`] : [head]));
  return csv(wide, rows.map((row) => row.flatMap((value, column) => wideValue(value, isInterval[column] === true))));
}

function wideValue(value: TableValue, isInterval: boolean): readonly CsvValue[] {
  if (typeof value === "object") return [value.estimate, value.low, value.high];
  return isInterval ? [value, "", ""] : [value];
}
