import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell, Point } from "@worldwise/experiment";
import { groupBy } from "../summarize.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";

/** A run that failed and has not been finished since. */
export interface Failure {
  readonly id: string;
  readonly study: string;
  readonly point: Point;
  readonly error: string;
}

/**
 * The last failure of each of some cells.
 *
 * Lines that are none, such as one that was being written at a crash, are passed over.
 */
export function readFailures(folder: string, unfinished: readonly Cell[]): readonly Failure[] {
  const file = join(folder, "failures.jsonl");
  if (!existsSync(file)) return [];
  const errors = new Map(readFileSync(file, "utf8").split("\n").flatMap(errorOf));
  return unfinished.flatMap(({ id, study, point }) => {
    const error = errors.get(id);
    return error === undefined ? [] : [{ id, study, point, error }];
  });
}

function errorOf(line: string): readonly (readonly [id: string, error: string])[] {
  try {
    const { id, error } = JSON.parse(line) as { readonly id?: unknown; readonly error?: unknown }; // both are checked below
    return typeof id === "string" ? [[id, typeof error === "string" ? error : "no message"]] : [];
  } catch {
    return [];
  }
}

const [mostErrors, mostRuns, mostLetters] = [20, 12, 4000];

/** Runs that failed, together where the error is the same. Nothing when there are none. */
export function failureList(failures: readonly Failure[]): Html {
  if (failures.length === 0) return html``;
  const groups = [...groupBy(failures, ({ error }) => error)];
  const more = groups.length - mostErrors;
  return html`<section aria-labelledby="failures"><h2 id="failures">What failed</h2>
<p>${runCount(failures.length)} ended with an error. Tables, charts and claims leave them out.</p>
${groups.slice(0, mostErrors).map(([error, members]) => errorWithRuns(error, members))}
${more > 0 && html`<p>${more} more errors stand in failures.jsonl.</p>`}</section>
`;
}

function errorWithRuns(error: string, runs: readonly Failure[]): Html {
  const more = runs.length - mostRuns;
  return html`<h3>${runCount(runs.length)}</h3>
<pre>${error.slice(0, mostLetters)}</pre>
<ul>${runs.slice(0, mostRuns).map(({ study, point }) => html`<li>${study}: ${pointInWords(point)}</li>
`)}${more > 0 && html`<li>and ${more} more</li>`}</ul>
`;
}

const runCount = (count: number): string => (count === 1 ? "One run" : `${count} runs`);

const pointInWords = (point: Point): string => Object.entries(point).map(([axis, label]) => `${axis} ${label}`).join(", ");
