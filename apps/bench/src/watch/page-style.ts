import { styleSheet } from "../report/style-sheet.ts";

/** The look of reports, and what only this page has. */
export const pageStyle = (): string => `${styleSheet()}
.state { font-size: 1.1rem; margin: 0 0 0.75rem; }
progress { width: 100%; height: 0.9rem; accent-color: var(--link); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; margin: 1rem 0; }
.tiles div { background: var(--panel); border-radius: 4px; padding: 0.6rem 0.9rem; }
.tiles dt { font-size: 0.9rem; }
.tiles dd { font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles .bad dd { color: var(--failed); }
.choice { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; margin: 0.75rem 0; }
select, button { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--quiet); border-radius: 4px;
  padding: 0.3rem 0.5rem; max-width: 100%; }
#chart { overflow-x: auto; }
#chart svg { max-width: 760px; min-width: 34rem; }
details { border-left: 4px solid var(--failed); background: var(--panel); margin: 0.5rem 0; padding: 0.4rem 0.9rem; }
summary { cursor: pointer; }
summary span { color: var(--quiet); }
pre { max-height: 20rem; overflow: auto; border: 1px solid var(--line); background: var(--page); }
:is(a, select, button, summary, pre, #chart, .scroll):focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 0.75rem; color: var(--quiet); font-size: 0.9rem; }
footer p { margin: 0.2rem 0; }
#connection:not(:empty) { color: var(--failed); }
`;
