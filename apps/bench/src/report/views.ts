import type { Html } from "./html.ts";
import { html } from "./html.ts";

/** One of several ways to look at the same thing. */
export interface View {
  readonly label: string;
  readonly content: Html;
}

/** The style sheet has a rule for each. */
export const mostViews = 12;

/**
 * Views of which one is shown at a time, chosen with radio buttons: without scripts, and with the keys that these have.
 * On paper all are shown.
 *
 * @param group - no other views of the page have this name
 */
export function views(group: string, what: string, items: readonly View[]): Html {
  const shown = items.slice(0, mostViews);
  if (shown.length < 2) return html`${shown.map(({ content }) => content)}`;
  const choices = shown.map(({ label }, index) => html`<input type="radio" name="${group}" id="${group}-${index}"${index === 0 && html` checked`}>
<label for="${group}-${index}">${label}</label>
`);
  return html`<div class="views" role="radiogroup" aria-label="${what}">${choices}${
    shown.map(({ content }) => html`<div class="view">${content}</div>
`)}</div>
`;
}
