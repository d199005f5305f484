import type { Manifest } from "@worldwise/experiment/node";
import type { StudySummary } from "../summarize.ts";
import type { Failure } from "./failures.ts";
import { failureList } from "./failures.ts";
import { slug } from "./file-name.ts";
import type { Html } from "./html.ts";
import { html, trusted } from "./html.ts";
import { provenance } from "./provenance.ts";
import { inBrief } from "./in-brief.ts";
import { pageScript, pageScriptHash } from "./page-script.ts";
import type { DrawnStudy } from "./study-section.ts";
import { studySection } from "./study-section.ts";
import { styleSheet } from "./style-sheet.ts";
import { verdictList } from "./verdict-list.ts";

/** What the document says. */
export interface ReportContent {
  readonly manifest: Manifest;
  readonly studies: readonly (DrawnStudy & { readonly brief: readonly string[] })[];
  readonly failures: readonly Failure[];
  readonly planned: number;
  readonly finished: number;
}

/** Nothing is fetched, and nothing runs but the one script that we wrote, known by its hash. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; "
  + `script-src '${pageScriptHash}'; base-uri 'none'; form-action 'none'`;

/** The whole page: the question, the verdicts, each study, failures, and what was run. */
export function reportDocument({ manifest, studies, failures, planned, finished }: ReportContent): Html {
  const { title, about } = manifest.experiment;
  const summaries = studies.map(({ summary }) => summary);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(styleSheet())}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${about !== undefined && html`<p class="about">${about}</p>`}
${finished < planned && html`<p class="notice">${unfinished({ planned, finished, failed: failures.length })}</p>`}
${inBrief(studies.map(({ summary, brief }) => ({ title: summary.study.title, sentences: brief })))}${
  verdictList(summaries)}${contents(summaries)}${studies.map(studySection)}${failureList(failures)}${
  provenance(manifest, { finished, planned })}</main>
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
}

function unfinished({ planned, finished, failed }: { planned: number; finished: number; failed: number }): string {
  const why = failed > 0 ? ` ${failed} of the others failed.` : "";
  return `Only ${finished} of ${planned} runs are finished.${why} Everything below is about the finished ones.`;
}

function contents(summaries: readonly StudySummary[]): Html {
  if (summaries.length < 2) return html``;
  const items = summaries.map(({ study }) => html`<li><a href="#study-${slug(study.name)}">${study.title}</a></li>
`);
  return html`<nav aria-label="Studies"><h2>Studies</h2><ol>${items}</ol></nav>
`;
}
