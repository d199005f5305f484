import type { Study } from "@worldwise/experiment";
import { expandStudy } from "@worldwise/experiment";
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
${table("Studies", ["study", "sweep", "seeds", "budget of a run"], experiment.studies.map(studyRow))}
<p>To run it again, from this folder, into a new one:</p>
<pre><code>worldwise-bench run report/experiment.json --folder again</code></pre>
<p>The same code gives the same numbers. With <code>--folder .</code> instead, only missing runs are made.</p>
<dl><dt>Code</dt><dd><code>${codeDigest}</code></dd><dt>Manifest</dt><dd><code>${hash}</code></dd></dl>
${table("Packages that ran", ["package", "version"], Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))}
</section>
`;
}

/** The first column names its row. */
function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${caption}"><table><caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(([name, ...rest]) => html`<tr><th scope="row">${name}</th>${rest.map((text) => html`<td>${text}</td>`)}</tr>
`)}</tbody></table></div>`;
}

function studyRow(study: Study): readonly string[] {
  const swept = Object.keys(study.axes).filter((axis) => axis !== "seed");
  const sweep = swept.map((axis) => `${labelsOf(study, axis).length} × ${axis}`);
  const settings = sweep.length === 0 ? "one setting" : sweep.join(", ");
  return [study.name, settings, seedsInWords(labelsOf(study, "seed")), budgetInWords(expandStudy(study).map(({ spec }) => spec))];
}

/** "1 to 30" where they count up, otherwise all of them. */
function seedsInWords(labels: readonly string[]): string {
  const [first, last] = [labels[0] ?? "", labels.at(-1) ?? ""];
  const countsUp = labels.length > 2 && labels.every((label, index) => label === String(Number(first) + index));
  return countsUp ? `${first} to ${last}` : labels.join(", ");
}
