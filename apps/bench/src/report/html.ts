const markup: unique symbol = Symbol("markup");

/** Markup that may stand in a document. Only `html` and `trusted` make it: nothing read from a file can pass for it. */
export interface Html {
  readonly [markup]: string;
}

/** What a template takes. Strings and numbers are escaped; undefined and false leave nothing. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** What XML cannot hold, and what would turn the direction of the text around it. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** Text that means itself, in HTML and XML, between tags and inside quoted attributes. */
export function escapeText(text: string): string {
  return text.replace(unprintable, "\ufffd").replace(/[&<>"']/g, (letter) => entities[letter]!);
}

/** Template of a piece of a document: what is filled in is escaped, unless it was made by this tag. */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return trusted(literals.map((literal, index) => literal + (index < values.length ? textOf(values[index]) : "")).join(""));
}

/** Takes text of our own as markup. Never for anything that came from data. */
export function trusted(text: string): Html {
  return Object.freeze({ [markup]: text });
}

/** The text of a piece, ready to be written. */
export function render(piece: Html): string {
  return piece[markup];
}

function textOf(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "string" || typeof value === "number") return escapeText(String(value));
  return markup in value ? value[markup] : value.map(textOf).join("");
}
