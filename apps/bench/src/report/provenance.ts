import type { Study } from "@worldwise/experiment";
import type { Manifest } from "@worldwise/experiment/node";
import { labelsOf } from "./facets.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { budgetInWords } from "./in-words.ts";

/** What was run, on which code, and how to run it again. */
export function provenance(manifest: Manifest, { finished, planned }: { finished: number; planned: number }): Html {
  const { experiment, packages, codeDigest, hash } = manifest;
  return html`<section aria-labelledby="provenance"><h2 id="provenance">What was run</h2>
<p>${finished} of ${planned} runs of the experiment <code>${experiment.name}</code> are in this report.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Table: studies"><table><caption>Studies</caption>
<thead><tr><th scope="col">study</th><th scope="col">sweep</th><th scope="col">seeds</th><th scope="col">budget of a run</th></tr></thead>
<tbody>${experiment.studies.map(studyRow)}</tbody></table></div>
<p>To run it again, from this folder, into a new one:</p>
<pre><code>worldwise-bench run report/experiment.json --folder again</code></pre>
<p>The same code gives the same numbers. With <code>--folder .</code> instead, runs that are finished are kept and only missing ones are made.</p>
<dl><dt>Code</dt><dd><code>${codeDigest}</code></dd><dt>Manifest</dt><dd><code>${hash}</code></dd></dl>
<div class="scroll" tabindex="0" role="region" aria-label="Table: packages"><table><caption>Packages that ran</caption>
<thead><tr><th scope="col">package</th><th scope="col">version</th></tr></thead>
<tbody>${Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, version]) => html`<tr><th scope="row">${name}</th><td>${version}</td></tr>
`)}</tbody></table></div>
</section>
`;
}

function studyRow(study: Study): Html {
  const sweep = Object.keys(study.axes).filter((axis) => axis !== "seed").map((axis) => `${labelsOf(study, axis).length} × ${axis}`);
  return html`<tr><th scope="row">${study.name}</th><td>${sweep.join(", ") || "one setting"}</td><td>${seedsInWords(labelsOf(study, "seed"))}</td>
<td>${budgetInWords(study.budget, study.evaluate)}</td></tr>
`;
}

/** "1 to 30" where they count up, otherwise all of them. */
function seedsInWords(labels: readonly string[]): string {
  const [first, last] = [labels[0] ?? "", labels.at(-1) ?? ""];
  const countsUp = labels.length > 2 && labels.every((label, index) => label === String(Number(first) + index));
  return countsUp ? `${first} to ${last}` : labels.join(", ");
}
