import type { StudySummary } from "../summarize.ts";
import { showNumber } from "../text-table.ts";
import type { MetricComparison } from "./comparisons.ts";
import { clearLevel, isClear, mostCompared, probabilityAt } from "./comparisons.ts";
import { placeName } from "./facets.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";

/** A sentence for each metric of a study: which method does best, and whether that is clear. */
export function briefOf(summary: StudySummary, compared: readonly MetricComparison[]): readonly string[] {
  if (compared.length === 0) return summary.metrics.flatMap((metric) => alone(summary, metric));
  return compared.map((one) => `By ${one.runs.metric} (${one.metric.better} is better), ${leaderInWords(one)}.`);
}

/** Without anything to compare, what came out. */
function alone({ cells }: StudySummary, { name, rows }: StudySummary["metrics"][number]): readonly string[] {
  const [row] = rows;
  if (rows.length !== 1 || !row || !Number.isFinite(row.estimate)) return [];
  return [`${name}: ${showNumber(row.estimate)} [${showNumber(row.low)}, ${showNumber(row.high)}] over ${cells.length} runs.`];
}

function leaderInWords({ runs, comparisons, method }: MetricComparison): string {
  const methods = runs.methods.slice(0, mostCompared);
  const quoted = (place: number): string => `“${placeName(method, methods[place]!)}”`;
  const places = methods.map((_, place) => place);
  const strength = (place: number): number =>
    places.reduce((total, other) => total + (other === place ? 0 : probabilityAt(comparisons, place, other)), 0);
  const leader = places.reduce((best, place) => (strength(place) > strength(best) ? place : best), 0);
  const others = places.filter((place) => place !== leader);
  const clear = others.filter((place) => isClear(comparisons, leader, place) && probabilityAt(comparisons, leader, place) > 0.5);
  const probabilities = others.map((place) => probabilityAt(comparisons, leader, place));
  const [least, most] = [Math.min(...probabilities), Math.max(...probabilities)];
  if (least === 0.5 && most === 0.5) return "all do the same";
  if (clear.length === 0) return `${quoted(leader)} does best, but no difference to another is clear`;
  const beats = `a run of it is better than one of another with probability ${rangeInWords(least, most)}`;
  if (clear.length === others.length) return `${quoted(leader)} does best, clearly against all others: ${beats}`;
  const unclear = others.filter((place) => !clear.includes(place));
  return `${quoted(leader)} does best, but not clearly against ${unclear.map(quoted).join(", ")}: ${beats}`;
}

const rangeInWords = (least: number, most: number): string =>
  (showNumber(least) === showNumber(most) ? showNumber(least) : `${showNumber(least)} to ${showNumber(most)}`);

/** What came out, in words. */
export function inBrief(studies: readonly { readonly title: string; readonly sentences: readonly string[] }[]): Html {
  const told = studies.filter(({ sentences }) => sentences.length > 0);
  if (told.length === 0) return html``;
  return html`<section aria-labelledby="brief"><h2 id="brief">In brief</h2>
<p>Written by the numbers alone: “clearly” is a sign test over runs that share task and seed at ${clearLevel}, corrected for all pairs of methods.</p>
<ul class="brief">${told.map(({ title, sentences }) => html`<li><strong>${title}</strong> ${sentences.join(" ")}</li>
`)}</ul></section>
`;
}
