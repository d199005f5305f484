import type { Verdict } from "@worldwise/experiment";
import type { StudySummary } from "../summarize.ts";
import { slug } from "./file-name.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { claimInWords } from "./in-words.ts";

/** Every claim of every study, and what came of it. */
export function verdictList(summaries: readonly StudySummary[]): Html {
  const verdicts = summaries.flatMap(({ verdicts: all }) => all);
  if (verdicts.length === 0) {
    return section(html`<p>No claim was made before this run. What follows describes what happened; it confirms nothing.</p>`);
  }
  const judged = summaries.filter(({ verdicts: all }) => all.length > 0);
  return section(html`<p>${tally(verdicts)} Claims are fixed before the run and reported whether they hold or not.</p>
${judged.map((summary) => html`${judged.length > 1 && heading(summary)}
<ul class="verdicts">${summary.verdicts.map((verdict) => verdictItem(verdict, summary))}</ul>
`)}`);
}

const heading = ({ study }: StudySummary): Html => html`<h3><a href="#study-${slug(study.name)}">${study.title}</a></h3>`;

const section = (content: Html): Html => html`<section aria-labelledby="verdicts">
<h2 id="verdicts">What was claimed, and what came of it</h2>
${content}</section>
`;

function verdictItem({ claim, holds, because }: Verdict, { study }: StudySummary): Html {
  const [kind, word] = holds === undefined ? ["open", "Not judged"] : holds ? ["held", "Held"] : ["failed", "Did not hold"];
  const metric = study.metrics[claim.metric];
  return html`<li class="${kind}"><p><strong class="badge">${word}</strong> <span class="says">${claim.says}</span></p>
<p>${metric && claimInWords(claim, metric)} Found: ${because}.</p></li>
`;
}

function tally(verdicts: readonly Verdict[]): string {
  const count = (holds: boolean | undefined): number => verdicts.filter((verdict) => verdict.holds === holds).length;
  const [held, failed, open] = [count(true), count(false), count(undefined)];
  if (verdicts.length === 1) return `The claim ${held === 1 ? "held" : failed === 1 ? "did not hold" : "could not be judged"}.`;
  const parts = [
    `${held} of ${verdicts.length} claims held`, failed > 0 && `${failed} did not`, open > 0 && `${open} could not be judged`,
  ];
  return `${parts.filter((part) => part !== false).join(", ")}.`;
}
