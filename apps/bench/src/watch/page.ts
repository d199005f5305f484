import type { Html } from "../report/html.ts";
import { html, render } from "../report/html.ts";
import { curveName, liveChart } from "./live-chart.ts";
import type { LiveCurve } from "./live-curve.ts";
import { durationInWords, pointInWords, progressInWords, stateInWords } from "./sweep-in-words.ts";
import type { FailedRun, Sweep } from "./sweep.ts";

/** Parts of the page that change, by the names of their elements, and the title as text. */
export interface PageParts {
  readonly title: string;
  readonly markup: Readonly<Record<PartName, Html>>;
}

type PartName = "headline" | "state" | "progress" | "studies" | "curves" | "chart" | "failures" | "moment";

const [mostFailures, mostLetters] = [20, 4000];

/** Draws charts, each once for every version of its curve. */
export type DrawChart = (curve: LiveCurve) => Html;

/** Keeps the last picture of every curve. */
export function chartMemory(): DrawChart {
  const drawn = new WeakMap<LiveCurve, { readonly version: number; readonly picture: Html }>();
  return (curve) => {
    const last = drawn.get(curve);
    if (last?.version === curve.version) return last.picture;
    const picture = liveChart(curve);
    drawn.set(curve, { version: curve.version, picture });
    return picture;
  };
}

/** Everything that changes, as it is now. */
export function pageParts(sweep: Sweep, chosen: number, draw: DrawChart): PageParts {
  const curve = sweep.curves[chosen] ?? sweep.curves[0];
  const name = sweep.title ?? "Watching";
  return {
    title: sweep.total > 0 ? `${sweep.finished}/${sweep.total} · ${name}` : name,
    markup: {
      headline: html`${name}`, state: html`${stateInWords(sweep)}`, progress: progressPart(sweep), studies: studiesPart(sweep),
      curves: choicePart(sweep, chosen), chart: curve ? draw(curve) : html``,
      failures: failuresPart(sweep), moment: momentPart(sweep),
    },
  };
}

function progressPart(sweep: Sweep): Html {
  const { total, finished, failed, state, secondsLeft } = sweep;
  if (state === "waiting") return html``;
  const left = state === "over" ? "none" : secondsLeft === undefined ? "not known yet" : `about ${durationInWords(secondsLeft)}`;
  const size = html`max="${Math.max(1, total)}" value="${finished}"`;
  return html`<progress ${size} aria-label="Finished runs">${progressInWords(sweep)}</progress>
<dl class="tiles"><div><dt>finished</dt><dd>${finished} of ${total}</dd></div>
<div${failed > 0 && html` class="bad"`}><dt>failed</dt><dd>${failed}</dd></div>
<div><dt>remaining</dt><dd>${Math.max(0, total - finished - failed)}</dd></div>
<div><dt>time left</dt><dd>${left}</dd></div></dl>`;
}

function studiesPart({ studies }: Sweep): Html {
  if (studies.length < 2) return html``;
  return html`<h2 id="studies-title">Studies</h2>
<div class="scroll" id="studies-scroll" tabindex="0" role="region" aria-labelledby="studies-title">
<table><thead><tr><th scope="col">study</th>
<th scope="col" class="number">finished</th><th scope="col" class="number">failed</th></tr></thead>
<tbody>${studies.map(({ title, finished, failed, total }) => html`<tr><th scope="row">${title}</th>
<td class="number">${finished} of ${total}</td><td class="number">${failed}</td></tr>
`)}</tbody></table></div>`;
}

function choicePart({ curves }: Sweep, chosen: number): Html {
  if (curves.length === 0) return html`<p class="quiet">Curves come with the first finished runs.</p>`;
  const options = curves.map((curve, index) => html`
<option value="${index}"${index === chosen && html` selected`}>${curveName(curve)}</option>`);
  return html`<div class="choice"><label for="curve">Show</label> <select id="curve" name="curve">${options}</select>
<noscript><button>Show</button></noscript></div>`;
}

function failuresPart({ failures, damaged }: Sweep): Html {
  if (failures.length === 0 && damaged.length === 0) return html``;
  const more = failures.length - mostFailures;
  return html`<h2>What failed</h2>
${failures.slice(0, mostFailures).map(failurePart)}${more > 0 && html`<p>${more} more stand in failures.jsonl.</p>`}${
  damaged.slice(0, mostFailures).map((words) => html`<pre tabindex="0">${words}</pre>
`)}`;
}

function failurePart({ id, study, point, error }: FailedRun): Html {
  const [first = ""] = error.trim().split("\n", 1);
  return html`<details id="failure-${id}"><summary id="summary-${id}"><strong>${study}, ${pointInWords(point)}</strong>
<span>${first.slice(0, 160)}</span></summary><pre id="error-${id}" tabindex="0">${error.slice(0, mostLetters)}</pre></details>
`;
}

function momentPart({ state, secondsStill = 0, unread }: Sweep): Html {
  if (state === "waiting") return html``;
  const reading = unread > 0 && html` ${unread} finished ${unread === 1 ? "run is" : "runs are"} not in the curves yet.`;
  return html`<p>Last written ${secondsStill < 10 ? "just now" : `${durationInWords(coarse(secondsStill))} ago`}.${reading}</p>`;
}

/** So that the page does not change every second for nothing. */
const coarse = (seconds: number): number => (seconds < 60 ? Math.floor(seconds / 10) * 10 : seconds);

/** Only what this server sends is loaded; nothing is fetched from anywhere else. */
export const contentPolicy: string = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
  + "form-action 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/** The whole page, with everything in it: it can be read without scripts, and renews itself then. */
export function pageDocument({ folder }: Sweep, { title, markup }: PageParts): string {
  return render(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<script src="/script.js" defer></script>
</head>
<body>
<main>
<h1 id="headline">${markup.headline}</h1>
<p id="state" class="state" role="status">${markup.state}</p>
<div id="progress">${markup.progress}</div>
<section id="studies">${markup.studies}</section>
<section aria-labelledby="curves-title"><h2 id="curves-title">So far</h2>
<form id="curve-form" action="/" method="get"><div id="curves">${markup.curves}</div></form>
<div id="chart" tabindex="0" role="region" aria-label="Curve">${markup.chart}</div></section>
<section id="failures">${markup.failures}</section>
<footer><div id="moment">${markup.moment}</div>
<p>Read from <code>${folder}</code>; this page never writes there, and closing it ends nothing.</p>
<p id="connection" role="alert"></p></footer>
</main>
</body>
</html>
`);
}
