import { seriesColors } from "./theme.ts";
import { mostViews } from "./views.ts";

const series = (colors: readonly string[]): string => colors.map((color, index) => `--series-${index}: ${color};`).join(" ");

const light = `--page: #ffffff; --ink: #1b1f24; --quiet: #57606a; --line: #d5dae0; --panel: #f5f7f9; --link: #0058a8;
  --held: #0b6b3a; --failed: #a8321a; --open: #6b5900; ${series(seriesColors.light)}`;
const dark = `--page: #14171b; --ink: #e6e9ed; --quiet: #a3acb6; --line: #363d46; --panel: #1d2228; --link: #7cbcf5;
  --held: #58cf90; --failed: #ff9a80; --open: #dcc65a; ${series(seriesColors.dark)}`;

/** The n-th view is shown while the n-th button is chosen. */
const viewRules = Array.from({ length: mostViews }, (_, index) => (
  `.views > input:nth-of-type(${index + 1}):checked ~ .view:nth-of-type(${index + 1})`
)).join(", ").concat(" { display: block; }");

/** How the page looks: light or dark as the reader prefers, light on paper. */
export const styleSheet = (): string => `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 70rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
main > p, section > p { max-width: 46rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.75rem; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.75rem 0 0.75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 0.5rem; }
a { color: var(--link); }
.about { font-size: 1.1rem; color: var(--quiet); }
.quiet { color: var(--quiet); font-size: 0.9rem; }
.notice { border-left: 4px solid var(--open); background: var(--panel); padding: 0.5rem 0.9rem; }
.verdicts { list-style: none; margin: 0.75rem 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.6rem; }
.verdicts li { background: var(--panel); border-left: 4px solid var(--kind); border-radius: 3px; padding: 0.6rem 0.9rem; }
.verdicts p { margin: 0; }
.verdicts p + p { color: var(--quiet); font-size: 0.9rem; margin-top: 0.2rem; }
.held { --kind: var(--held); } .failed { --kind: var(--failed); } .open { --kind: var(--open); }
.badge { color: var(--kind); margin-right: 0.4em; }
.badge::before { margin-right: 0.35em; }
.held .badge::before { content: "✓" / ""; }
.failed .badge::before { content: "✗" / ""; }
.open .badge::before { content: "?" / ""; }
.says { font-weight: 600; }
.scroll { overflow-x: auto; margin: 1.25rem 0; }
.scroll:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: collapse; font-size: 0.93rem; }
.tables table { width: 100%; }
caption { text-align: left; color: var(--quiet); padding-bottom: 0.4rem; max-width: 46rem; }
caption strong { color: var(--ink); display: block; }
th, td { text-align: left; vertical-align: top; padding: 0.28rem 1.4rem 0.28rem 0; font-weight: normal; }
thead th { color: var(--quiet); font-size: 0.85rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody { border-bottom: 1px solid var(--line); }
th[scope="row"] { min-width: 9rem; }
th[scope="rowgroup"] { font-weight: 600; padding-top: 0.5rem; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.figures, .tables { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); margin: 1.75rem 0; }
.view > .figures { margin: 0.75rem 0; } .figures { gap: 1.75rem 2.5rem; } .tables { gap: 0.5rem 2.5rem; }
figure { margin: 0; width: 100%; }
figure h3 { margin: 0 0 0.5rem; font-size: 1rem; }
figcaption { color: var(--quiet); font-size: 0.88rem; line-height: 1.4; margin-top: 0.5rem; }
.brief { padding-left: 1.2rem; max-width: 60rem; } .brief li { margin: 0.4rem 0; }
.part { margin-top: 2.25rem; } .part > p { color: var(--quiet); margin-top: 0; }
.interval { color: var(--quiet); }
.views { position: relative; }
.views > input { position: absolute; opacity: 0; }
.views > label { display: inline-block; max-width: 100%; padding: 0.1rem 0.7rem; margin: 0 0.3rem 0.35rem 0; border: 1px solid var(--line);
  border-radius: 1rem; font-size: 0.9rem; overflow-wrap: anywhere; cursor: pointer; }
.views > input:checked + label { border-color: var(--link); color: var(--link); font-weight: 600; background: var(--panel); }
.views > input:focus-visible + label { outline: 2px solid var(--link); outline-offset: 2px; }
.views > .view { display: none; margin-top: 0.75rem; }
${viewRules}
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
th button::after { content: " ↕" / ""; opacity: 0.8; }
th[aria-sort="ascending"] button::after { content: " ↑" / ""; opacity: 1; }
th[aria-sort="descending"] button::after { content: " ↓" / ""; opacity: 1; }
th button:focus-visible, svg:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
svg[role="application"] { cursor: crosshair; }
.readout { color: var(--quiet); font-size: 0.88rem; margin: 0.3rem 0 0; min-height: 1.4em; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: auto; }
pre { background: var(--panel); padding: 0.7rem 0.9rem; overflow-x: auto; white-space: pre-wrap; font-size: 0.88rem; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
dt { color: var(--quiet); } dd { margin: 0; min-width: 0; }
@media (max-width: 30rem) {
  main { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  th, td { padding-right: 0.9rem; }
}
@media print {
  :root { color-scheme: light; ${light} }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2, h3, caption { break-after: avoid; }
  figure, tr, .verdicts li, .notice { break-inside: avoid; }
  .scroll { overflow: visible; }
  .figures, .tables { grid-template-columns: 1fr 1fr; gap: 1.25rem; }
  table { font-size: 8pt; } th, td { padding-right: 0.6rem; }
  nav, .readout, .marker, .views > input, .views > label { display: none; }
  .views > .view { display: block; }
  th button::after { content: none; }
}
`;
